'use client';

import useSWR from 'swr';
import type { JobAnswer, JobSummary } from '@/lib/api/job-answers';
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

/** The polling interval for a job in this state, milliseconds. */
export function refreshAfter(answer: { state: JobSummary['state'] } | undefined): number {
  return EVERY_MS[answer?.state ?? 'loading'];
}

/** While its pictures are being checked, milliseconds. */
const PICTURES_MS = 2_000;

function refreshJobAfter(job: JobAnswer | undefined): number {
  return Math.min(refreshAfter(job), job?.pictures === null ? PICTURES_MS : Number.POSITIVE_INFINITY);
}

/** A job, kept up to date; all of its views share one response. With a threshold its labels are counted under that. No job for an empty key. */
export function useJob(key: string, threshold: number | null = null) {
  const query = new URLSearchParams(threshold === null ? {} : { threshold: String(threshold) });
  return useSWR<JobAnswer, Error>(key === '' ? null : api.job(key, query), { refreshInterval: refreshJobAfter });
}
