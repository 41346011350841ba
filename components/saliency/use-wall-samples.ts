'use client';

import useSWR, { useSWRConfig } from 'swr';
import { fetchJson } from '@/components/kit/fetch-json';
import type { SampleJson, SamplesAnswer } from '@/lib/api/answers';
import type { SamplesRequest } from '@/lib/api/requests';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** Samples fetched at once; more than a row of tiles has. */
const CHUNK = 100;

const AGAIN_MS = 1_000;

/** Until the job is read and there is something to see, a chunk is asked for again; then it stays as it is. */
function refreshAfter(answer: SamplesAnswer | undefined): number {
  return answer === undefined || answer.state === 'loading' || answer.total === 0 ? AGAIN_MS : 0;
}

/** The chunk of the samples that match in which place `index` lies. Rows that share a chunk share its request. */
function useChunk(key: string, request: SamplesRequest, index: number) {
  const page = Math.floor(index / CHUNK) + 1;
  return useSWR<SamplesAnswer, Error>(api.samples(key, queryOf({ ...request, page, limit: CHUNK })), fetchJson, {
    // Tiles that are looked at stay where they are.
    revalidateOnFocus: false,
    revalidateIfStale: false,
    refreshInterval: refreshAfter,
  });
}

/** What is known of all samples that match, and a way to fetch them again. */
export function useWall(key: string, request: SamplesRequest) {
  const { data: answer, error } = useChunk(key, request, 0);
  const { mutate } = useSWRConfig();
  const prefix = api.samples(key, new URLSearchParams());
  const refresh = () => void mutate((address) => typeof address === 'string' && address.startsWith(`${prefix}?`));
  return { answer, error, refresh };
}

/** The samples at places `first` to `last` of those that match; undefined where they are still loaded. */
export function useWallSamples(
  key: string,
  request: SamplesRequest,
  first: number,
  last: number,
): (SampleJson | undefined)[] {
  const chunks = [useChunk(key, request, first).data, useChunk(key, request, last).data];
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const index = first + place;
    return chunks.find((chunk) => chunk?.page === Math.floor(index / CHUNK) + 1)?.samples[index % CHUNK];
  });
}
