'use client';

import { useTranslations } from 'use-intl';
import { usePercent } from '@/components/kit/format';
import { inARow } from '@/components/kit/in-a-row';
import type { JobAnswer, JobSummary } from '@/lib/api/job-answers';

type Pictures = JobSummary['pictures'];
type State = JobSummary['state'];

const DOTS: Record<State, string> = {
  loading: 'bg-accent',
  live: 'bg-accent',
  stalled: 'bg-fn',
  finished: 'bg-faint',
  complete: 'bg-good',
  damaged: 'bg-bad',
  unreadable: 'bg-bad',
};

/** The status of a job in one word; `share` is the part of its event file that has been read, 0–1. */
export function useStateWord(): (state: State, share?: number) => string {
  const t = useTranslations('state');
  const percent = usePercent();
  return (state, share = 0) => (state === 'loading' ? t('loading', { percent: percent(share) }) : t(state));
}

/** The colour of a state; never green for a job with missing pictures. */
export function StateDot({ state, pictures = null }: { state: State; pictures?: Pictures }) {
  const isBroken = state === 'damaged' || state === 'unreadable';
  const colour = lacksPictures(pictures) && !isBroken ? 'bg-fn' : DOTS[state];
  return <span aria-hidden className={`inline-block size-2 shrink-0 rounded-full ${colour}`} />;
}

/** Whether pictures of a job are missing or cannot be read. */
export function lacksPictures(pictures: Pictures): boolean {
  return pictures !== null && pictures.missing + pictures.unreadable > 0;
}

/** The problems with the pictures of a job, as sentences; empty if there are none. */
export function usePictureSentence(): (pictures: Pictures) => string {
  const t = useTranslations('state');
  return (pictures) => {
    if (pictures === null) return '';
    const { missing, unreadable, checked: of, total } = pictures;
    const sentences = [];
    if (missing > 0) sentences.push(t(total === null ? 'missingAtLeast' : 'missingPictures', { count: missing, of }));
    if (unreadable > 0)
      sentences.push(t(total === null ? 'unreadableAtLeast' : 'unreadablePictures', { count: unreadable, of }));
    return inARow(...sentences);
  };
}

/** The share of a job that has been read, 0–1, in hundredths. */
export function shareRead({ progress: { read, total } }: JobAnswer): number {
  return total === 0 ? 0 : Math.floor((100 * read) / total) / 100;
}
