'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import { useLiveThreshold } from '@/components/frame/use-threshold';
import type { SampleJson, SamplesAnswer } from '@/lib/api/sample-answers';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** The samples with these ids, at most 200, by id; those that are not loaded yet are missing. */
export function useSamples(key: string, ids: readonly number[]): ReadonlyMap<number, SampleJson> {
  const threshold = useLiveThreshold() ?? undefined;
  const address = ids.length === 0 ? null : api.samples(key, queryOf({ ids: ids.join(','), threshold }));
  const { data } = useSWR<SamplesAnswer, Error>(address, { refreshInterval: refreshAfter });
  return new Map(data?.samples.map((sample) => [sample.id, sample]));
}
