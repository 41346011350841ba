'use client';

import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';

/** Why samples were skipped. */
export function SkippedReasons({ job }: { job: JobAnswer }) {
  const t = useTranslations('job');
  const reasons = job.skipped.flatMap(({ samples }) => samples);
  if (reasons.length === 0) return null;
  const count = job.skipped.reduce((sum, each) => sum + each.count, 0);
  return (
    <div>
      <h2 className="font-semibold">{t('skippedSamples', { count })}</h2>
      <ul className="mt-1 flex flex-col gap-1.5 text-small">
        {reasons.map(({ sample, reason }) => (
          <li key={sample} className="[overflow-wrap:anywhere]">
            {reason}
          </li>
        ))}
        {count > reasons.length && (
          <li className="text-muted">{t('moreProblems', { count: count - reasons.length })}</li>
        )}
      </ul>
    </div>
  );
}
