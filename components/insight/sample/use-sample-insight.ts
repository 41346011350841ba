'use client';

import useSWR from 'swr';
import type { SampleInsightAnswer } from '@/lib/api/insight-answers';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { isFinal, refreshInsightAfter } from '../use-insight';

export interface SampleInsight {
  /** Undefined before the first answer about this label of this sample. */
  data: SampleInsightAnswer | undefined;
  error: Error | undefined;
  retry(): void;
}

/** While only the baseline is not final, milliseconds. */
const BASELINE_MS = 3_000;

/** The polling interval for an answer, milliseconds: until the sample, and then its baseline, are final. */
export function refreshSampleInsightAfter(answer: SampleInsightAnswer | undefined): number {
  const isWaiting = answer !== undefined && isFinal(answer) && answer.baseline.surveyed < answer.baseline.total;
  return isWaiting ? BASELINE_MS : refreshInsightAfter(answer);
}

/** What was counted from the maps of a label of a sample, kept up to date; nothing is asked for a null label. */
export function useSampleInsight(key: string, id: number, label: number | null): SampleInsight {
  const address = label === null ? null : api.insight(key, 'sample', queryOf({ sample: id, label: [label] }));
  const { data, error, mutate } = useSWR<SampleInsightAnswer, Error>(address, {
    refreshInterval: refreshSampleInsightAfter,
  });
  const isOf = data?.sample === id && data.label === label;
  return { data: isOf ? data : undefined, error, retry: () => void mutate() };
}
