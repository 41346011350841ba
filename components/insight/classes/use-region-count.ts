'use client';

import { useEffect, useState } from 'react';
import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { SaliencyChange } from '@/lib/api/insight-links';
import type { ExplainerRegion } from '@/lib/api/region';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { facetsRequestOf, loadSaliencyParams, queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** A region is asked about once it rests for this long, milliseconds. */
const REST_MS = 250;

/** The number of samples that have half of the mass of their map in a region; undefined until it is known, or without a region. */
export function useRegionCount(key: string, state: SaliencyChange, region: ExplainerRegion | null): number | undefined {
  const request = region && { ...facetsRequestOf({ ...loadSaliencyParams(''), ...state, region }) };
  const address = request && api.facets(key, queryOf(request));
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(address), REST_MS);
    return () => clearTimeout(timer);
  }, [address]);
  const { data } = useSWR<FacetsAnswer, Error>(address === rested ? address : null, {
    refreshInterval: refreshAfter,
    keepPreviousData: false,
  });
  return data?.total;
}
