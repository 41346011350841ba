'use client';

import useSWR from 'swr';
import type { JobAnswer, JobSummary } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';

const EVERY_MS: Record<JobSummary['state'], number> = {
  loading: 500,
  live: 2_000,
  stalled: 5_000,
  finished: 500,
  complete: 10_000,
  damaged: 5_000,
  unreadable: 5_000,
};

/** How long to wait before a job in this state is asked about again, milliseconds. */
export function refreshAfter(answer: { state: JobSummary['state'] } | undefined): number {
  return EVERY_MS[answer?.state ?? 'loading'];
}

/** A job, kept fresh; every view of it shares the one answer. */
export function useJob(key: string) {
  return useSWR<JobAnswer, Error>(api.job(key), { refreshInterval: refreshAfter });
}
