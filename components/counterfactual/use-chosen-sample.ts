'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { CounterfactualState } from '@/lib/api/counterfactual-params';
import type { SampleAnswer, SampleJson } from '@/lib/api/sample-answers';
import { sampleAddress } from '@/lib/api/search-params';

/**
 * The sample with this id, from the page or else fetched; without an id, the first sample of the page. Undefined while it is
 * not known.
 */
export function useChosenSample(
  key: string,
  page: readonly SampleJson[] | undefined,
  { sample: id, threshold }: Pick<CounterfactualState, 'sample' | 'threshold'>,
) {
  const onPage = id === null ? page?.at(0) : page?.find((sample) => sample.id === id);
  const { data, error } = useSWR<SampleAnswer, Error>(
    id === null || page === undefined || onPage ? null : sampleAddress(key, id, { threshold }),
    { refreshInterval: refreshAfter, keepPreviousData: false },
  );
  return { sample: onPage ?? data?.sample, error: onPage || data ? undefined : error };
}
