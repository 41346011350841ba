'use client';

import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import { useSecondsLeft } from './seconds-left';

const MINUTE_S = 60;

/** The estimated time until a loading job has been read; nothing if it is unknown. `lead` precedes it. */
export function TimeLeft({ job, className, lead = '' }: { job: JobAnswer; className?: string; lead?: string }) {
  const t = useTranslations('job');
  const seconds = useSecondsLeft(job);
  if (seconds === null) return null;
  const left =
    seconds < 2 * MINUTE_S
      ? t('secondsLeft', { count: seconds })
      : t('minutesLeft', { count: Math.round(seconds / MINUTE_S) });
  return <span className={className}>{`${lead}${left}`}</span>;
}
