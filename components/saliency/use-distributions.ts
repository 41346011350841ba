'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { DistributionsAnswer } from '@/lib/api/insight-answers';
import type { FacetsRequest } from '@/lib/api/requests';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** While maps are surveyed, milliseconds. */
const SURVEYING_MS = 1_000;

/** How the numbers of the maps of the matching labels are distributed; those of the previous filter until the response arrives. */
export function useDistributions(key: string, request: FacetsRequest) {
  const address = api.insight(key, 'distributions', queryOf(request));
  const { data, error, mutate } = useSWR<DistributionsAnswer, Error>(address, {
    refreshInterval: (latest) => (latest && latest.surveyed < latest.total ? SURVEYING_MS : refreshAfter(latest)),
  });
  return { data, error, retry: () => void mutate() };
}
