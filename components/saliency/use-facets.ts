'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { FacetsRequest } from '@/lib/api/requests';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** Counts and histograms of the matching samples, kept up to date; those of the previous filter until the response arrives. */
export function useFacets(key: string, request: FacetsRequest): FacetsAnswer | undefined {
  return useSWR<FacetsAnswer, Error>(api.facets(key, queryOf(request)), { refreshInterval: refreshAfter }).data;
}
