'use client';

import { TriangleAlert } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { isolated } from '@/lib/i18n/isolate';

/** Says that the threshold in the address is none, and removes it. */
export function BadThreshold({ given }: { given: string }) {
  const t = useTranslations('threshold');
  const router = useRouter();
  const path = usePathname();
  const query = useSearchParams();
  const remove = () => {
    const rest = new URLSearchParams(query);
    rest.delete('threshold');
    router.replace(rest.size > 0 ? `${path}?${rest}` : path, { scroll: false });
  };
  return (
    <p
      role="alert"
      className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b bg-fp-tint px-5 py-1.5 max-wide:px-3"
    >
      <TriangleAlert size={14} aria-hidden className="shrink-0 text-bad" />
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{t('bad', { value: isolated(given) })}</span>
      <Button onPress={remove}>{t('removeBad')}</Button>
    </p>
  );
}
