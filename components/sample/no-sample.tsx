'use client';

import Link from 'next/link';
import { useParams } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { Notice } from '@/components/kit/notice';
import { pages } from '@/lib/api/urls';

/** A notice, inside the frame of the job, that the job has no such sample. */
export function NoSample() {
  const t = useTranslations();
  const { key } = useParams<{ key: string }>();
  return (
    <Notice isPage title={t('job.noSample')} detail={t('job.noSampleHelp')}>
      <Link href={pages.saliency(key)} className="text-accent hover:underline">
        {t('saliency.allSamples')}
      </Link>
    </Notice>
  );
}
