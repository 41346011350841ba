'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { NumberBox } from '@/components/kit/number-box';
import { pages } from '@/lib/api/urls';

/** Opens the sample with the entered id. */
export function GoToSample({ jobKey }: { jobKey: string }) {
  const t = useTranslations('filter');
  const router = useRouter();
  return (
    <NumberBox
      label={t('goToSample')}
      placeholder={t('sampleNumber')}
      isBrief
      onEnter={(id) => router.push(pages.sample(jobKey, id))}
    />
  );
}
