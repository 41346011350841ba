'use client';

import { useTranslations } from 'use-intl';
import { SharedScale, SignedMark } from '@/components/map/legend';
import type { JobAnswer } from '@/lib/api/answers';

/** What stands in which column, kept in sight while the rows scroll. */
export function ExplainerHeader({ job, explainers }: { job: JobAnswer; explainers: readonly number[] }) {
  const t = useTranslations('saliency');
  return (
    <div
      aria-hidden
      className="sticky top-12 z-10 col-span-full -mr-2.5 -ml-5 grid h-9 pr-2.5 pl-5 grid-cols-subgrid items-center border-line border-b bg-page font-semibold text-small max-wide:hidden"
    >
      <span>{t('sample')}</span>
      <span className="pl-2.5">
        {t('labels')}{' '}
        <span className="ml-1 font-normal text-muted">{t('threshold', { threshold: job.threshold })}</span>
      </span>
      {explainers.map((explainer) => (
        <span key={explainer} className="min-w-0 leading-tight" title={job.explainerNames[explainer]}>
          <span className="flex min-w-0 items-baseline">
            <span className="min-w-0 truncate">{job.explainerNames[explainer]}</span>
            <SignedMark explainer={explainer} />
          </span>
          <SharedScale explainer={explainer} />
        </span>
      ))}
    </div>
  );
}
