'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { inARow } from '@/components/kit/in-a-row';
import { useSentence } from '@/components/kit/sentence';

/** Says that the latest request failed, so that what is shown may belong to an earlier one. */
export function Outdated({ error, onRetry }: { error: Error; onRetry(): void }) {
  const t = useTranslations('insight');
  const app = useTranslations('app');
  const sentence = useSentence();
  return (
    <div role="alert" className="flex items-center gap-2 border-line border-b bg-fp-tint px-5 py-1.5 max-wide:px-3">
      <TriangleAlert size={14} aria-hidden className="shrink-0 text-bad" />
      <span className="[overflow-wrap:anywhere]">{inARow(t('outdated'), sentence(error))}</span>
      <Button className="ml-auto" onPress={onRetry}>
        {app('retry')}
      </Button>
    </div>
  );
}
