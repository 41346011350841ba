'use client';

import { useQueryStates } from 'nuqs';
import { useEffect } from 'react';
import useSWR from 'swr';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { isFinal, refreshInsightAfter } from '@/components/insight/use-insight';
import type { CompareAnswer, CompareSamplesAnswer } from '@/lib/api/compare-answers';
import {
  type CompareState,
  comparedSampleRequestOf,
  compareParams,
  compareSamplesRequestOf,
  filterStateOf,
} from '@/lib/api/compare-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { facetsRequestOf, queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** The state of the page in the URL. */
export function useCompareState() {
  return useQueryStates(compareParams, { history: 'push' });
}

export type SetCompare = ReturnType<typeof useCompareState>[1];

/** Both jobs. */
export interface Jobs {
  a: JobAnswer;
  b: JobAnswer;
}

/** While pictures are hashed or the change of the maps is counted, milliseconds. */
const COUNTING_MS = 700;

/** Whether nothing is left to be counted until a job changes. */
export function isCompleteAnswer(answer: CompareAnswer): boolean {
  const hashed = [answer.a, answer.b].every(({ pictures }) => pictures.hashed >= pictures.total || pictures.message);
  return Boolean(hashed) && !answer.isCounting && isFinal({ ...answer, state: answer.b.state });
}

function refreshCompareAfter(answer: CompareAnswer | undefined): number {
  if (!answer) return COUNTING_MS;
  const ofJobs = Math.min(refreshAfter(answer.a), refreshAfter(answer.b));
  const ofMaps = refreshInsightAfter({ ...answer, state: answer.b.state });
  return Math.min(ofJobs, isCompleteAnswer(answer) ? Number.POSITIVE_INFINITY : Math.min(COUNTING_MS, ofMaps));
}

/** The overview of two jobs, kept up to date; nothing is asked before both are chosen. */
export function useCompare({ a, b }: Pick<CompareState, 'a' | 'b'>) {
  const address = a !== '' && b !== '' ? api.compare(queryOf({ a, b })) : null;
  return useSWR<CompareAnswer, Error>(address, { refreshInterval: refreshCompareAfter });
}

/** Counts and histograms of those samples that are compared, of the job that the filter is about; kept up to date with the overview. */
export function useComparedFacets(state: CompareState, answer: CompareAnswer | undefined): FacetsAnswer | undefined {
  const comparedWith = state.of === 'a' ? state.b : state.a;
  const query = queryOf({ ...facetsRequestOf(filterStateOf(state)), comparedWith });
  const { data, mutate } = useSWR<FacetsAnswer, Error>(api.facets(state[state.of], query), {
    refreshInterval: refreshAfter,
  });
  const match = answer && `${answer.a.revision} ${answer.b.revision} ${answer.compared} ${answer.samePicture}`;
  useEffect(() => {
    if (match !== undefined) void mutate();
  }, [match, mutate]);
  return data;
}

/** A page of the compared samples. */
export function useComparedSamples(state: CompareState) {
  const address = state.a !== '' && state.b !== '' ? api.compareSamples(queryOf(compareSamplesRequestOf(state))) : null;
  return useSWR<CompareSamplesAnswer, Error>(address, { refreshInterval: refreshSamplesAfter });
}

function refreshSamplesAfter(answer: CompareSamplesAnswer | undefined): number {
  if (!answer) return COUNTING_MS;
  const ofJobs = Math.min(refreshAfter(answer.a), refreshAfter(answer.b));
  return answer.survey.surveyed < answer.survey.total ? Math.min(ofJobs, 1_500) : ofJobs;
}

/** One compared sample, by its id in A; nothing is asked for null. */
export function useComparedSample(state: CompareState, id: number | null) {
  const address = id === null ? null : api.compareSamples(queryOf(comparedSampleRequestOf(state, id)));
  return useSWR<CompareSamplesAnswer, Error>(address);
}

/** Both jobs, once they are known. */
export function useJobs({ a, b }: Pick<CompareState, 'a' | 'b'>): { jobs: Jobs | null; error: Error | undefined } {
  const [first, second] = [useJob(a), useJob(b)];
  // Until another job is there, the answer is that of the former one.
  const [jobA, jobB] = [first.data?.key === a && first.data, second.data?.key === b && second.data];
  const jobs = jobA && jobB ? { a: jobA, b: jobB } : null;
  return { jobs, error: (jobA ? undefined : first.error) ?? (jobB ? undefined : second.error) };
}
