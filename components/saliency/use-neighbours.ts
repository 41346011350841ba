'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { NeighboursAnswer } from '@/lib/api/sample-answers';
import { orderRequestOf, queryOf, type SaliencyState } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** The API URL of the neighbours of a sample in the order of a view. */
export function neighboursAddress(key: string, id: number, state: SaliencyState): string {
  return api.neighbours(key, id, queryOf(orderRequestOf(state)));
}

/** The previous and next sample in the order of a view; undefined before they are known. */
export function useNeighbours(key: string, id: number, state: SaliencyState): NeighboursAnswer | undefined {
  const { data } = useSWR<NeighboursAnswer, Error>(neighboursAddress(key, id, state), {
    refreshInterval: refreshAfter,
  });
  // The kept response of the previous sample would link to the current one.
  return data?.id === id ? data : undefined;
}
