'use client';

import { useQueryStates } from 'nuqs';
import type { JobAnswer } from '@/lib/api/job-answers';
import { jobParams, saliencyParams } from '@/lib/api/search-params';

const { threshold } = jobParams;

/** The live threshold in the URL, null while it is off. */
export function useLiveThreshold(): number | null {
  return useQueryStates({ threshold })[0].threshold;
}

/** The threshold from which on labels of a job count as predicted: the live one, else the recorded one. */
export function useThreshold(job: Pick<JobAnswer, 'threshold'>): number {
  return useLiveThreshold() ?? job.threshold;
}

const { page, types, predicted } = saliencyParams;

/** Sets the live threshold, null for off; `history` as in nuqs. */
export function useSetThreshold(): (value: number | null, history?: 'push' | 'replace') => void {
  const [state, setState] = useQueryStates({ threshold, page, types, predicted });
  return (value, history = 'replace') => {
    // With a filter by type or prediction other samples match, and the first of them come first.
    const isOtherList = state.types.length > 0 || state.predicted !== null;
    void setState({ threshold: value, ...(isOtherList ? { page: null } : {}) }, { history });
  };
}
