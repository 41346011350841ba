'use client';

import { useTranslations } from 'use-intl';
import type { JobSummary } from '@/lib/api/answers';

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

/** The status word of a job; `share` is how much of its event file has been read, 0–1. */
export function useStateWord(): (state: State, share?: number) => string {
  const t = useTranslations('state');
  return (state, share = 0) => (state === 'loading' ? t('loading', { percent: share }) : t(state));
}

export function StateDot({ state }: { state: State }) {
  return <span aria-hidden className={`inline-block size-2 shrink-0 rounded-full ${DOTS[state]}`} />;
}
