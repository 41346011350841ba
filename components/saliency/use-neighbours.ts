'use client';

import useSWR from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import type { NeighboursAnswer } from '@/lib/api/answers';
import { orderRequestOf, queryOf, type SaliencyState } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** Where the neighbours of a sample in the order of a view are asked for. */
export function neighboursAddress(key: string, id: number, state: SaliencyState): string {
  return api.neighbours(key, id, queryOf(orderRequestOf(state)));
}

/** The samples beside one in the order of a view; undefined before they are known. */
export function useNeighbours(key: string, id: number, state: SaliencyState): NeighboursAnswer | undefined {
  const { data } = useSWR<NeighboursAnswer, Error>(neighboursAddress(key, id, state), {
    refreshInterval: refreshAfter,
  });
  // What is kept of the sample before would lead to where one is already.
  return data?.id === id ? data : undefined;
}
