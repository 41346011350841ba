'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { SurveyStatus } from '@/lib/api/insight-answers';
import type { JobSummary } from '@/lib/api/job-answers';
import { type InsightQuery, queryOf } from '@/lib/api/search-params';
import { api, type InsightView } from '@/lib/api/urls';

/** What every insight answer has. */
export interface InsightAnswer extends Pick<SurveyStatus, 'surveyed' | 'total' | 'unreadable'> {
  /** Whether it is counted from fewer pairs of sample and label than it will be. */
  isDraft?: boolean;
  state: JobSummary['state'];
  /** The revision of the job that it was counted from. */
  revision?: string | null;
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

/** Views that take seconds to count for many explainers: they are asked for their first numbers before. */
const WITH_DRAFTS: ReadonlySet<string> = new Set(['agreement', 'explainers']);

/** Whether all maps of an answer have been surveyed. */
export function isSurveyed({ surveyed, total }: Pick<InsightAnswer, 'surveyed' | 'total'>): boolean {
  return surveyed >= total;
}

/** States of a job of which more is to be read. */
const UNREAD: ReadonlySet<JobSummary['state']> = new Set(['loading', 'finished']);

/** Whether all that can be counted has been, so that the numbers of an answer are final until the job changes. */
export function isFinal(answer: InsightAnswer): boolean {
  return isSurveyed(answer) && answer.isDraft !== true && !UNREAD.has(answer.state);
}

/** The polling interval for an answer, milliseconds. */
export function refreshInsightAfter(answer: InsightAnswer | undefined): number {
  if (answer && isSurveyed(answer)) return refreshAfter(answer);
  return answer?.surveyed === 0 ? STARTING_MS : SURVEYING_MS;
}

/**
 * An insight answer, kept up to date while its maps are surveyed; with a null request nothing is asked. Where all maps are surveyed, and
 * counting takes long, a draft comes first.
 */
export function useInsight<A extends InsightAnswer>(
  key: string,
  view: InsightView | 'pairs' | 'sample',
  request: InsightQuery | null,
): Insight<A> {
  const hasDrafts = WITH_DRAFTS.has(view);
  const first = useAnswer<A>(
    request && api.insight(key, view, queryOf(hasDrafts ? { ...request, quick: true } : request)),
  );
  const isDraft = !first.isStale && first.data?.isDraft === true && isSurveyed(first.data);
  const whole = useAnswer<A>(request && isDraft ? api.insight(key, view, queryOf(request)) : null);
  return isDraft && !whole.isStale && (whole.data || whole.error)
    ? { ...whole, data: whole.data ?? first.data }
    : first;
}

function useAnswer<A extends InsightAnswer>(address: string | null): Insight<A> {
  const { data, error, isLoading, mutate } = useSWR<A, Error>(address, { refreshInterval: refreshInsightAfter });
  return { data, error, isStale: isLoading && data !== undefined, retry: () => void mutate() };
}
