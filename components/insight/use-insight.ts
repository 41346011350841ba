'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { JobSummary } from '@/lib/api/answers';
import type { SurveyStatus } from '@/lib/api/insight-answers';
import { type InsightQuery, queryOf } from '@/lib/api/search-params';
import { api, type InsightView } from '@/lib/api/urls';

/** What every insight answer has. */
export interface InsightAnswer extends Pick<SurveyStatus, 'surveyed' | 'total' | 'unreadable'> {
  state: JobSummary['state'];
  survey: Omit<SurveyStatus, 'surveyed' | 'total' | 'unreadable'>;
}

export interface Insight<A extends InsightAnswer> {
  /** The latest answer; that of the previous request until the new one arrives. Undefined before the first. */
  data: A | undefined;
  error: Error | undefined;
  /** Whether `data` belongs to an earlier request. */
  isStale: boolean;
  retry(): void;
}

/** While maps are left to survey, milliseconds: the first numbers are wanted at once. */
const SURVEYING_MS = 1_000;
const STARTING_MS = 300;

/** Whether all maps of an answer have been surveyed, so that its numbers are final until the job changes. */
export function isFinal({ surveyed, total }: InsightAnswer): boolean {
  return surveyed >= total;
}

/** The polling interval for an answer, milliseconds. */
export function refreshInsightAfter(answer: InsightAnswer | undefined): number {
  if (answer && isFinal(answer)) return refreshAfter(answer);
  return answer?.surveyed === 0 ? STARTING_MS : SURVEYING_MS;
}

/** An insight answer, kept up to date while its maps are surveyed; with a null request nothing is asked. */
export function useInsight<A extends InsightAnswer>(
  key: string,
  view: InsightView | 'pairs' | 'sample',
  request: InsightQuery | null,
): Insight<A> {
  const address = request && api.insight(key, view, queryOf(request));
  const { data, error, isLoading, mutate } = useSWR<A, Error>(address, { refreshInterval: refreshInsightAfter });
  return { data, error, isStale: isLoading && data !== undefined, retry: () => void mutate() };
}
