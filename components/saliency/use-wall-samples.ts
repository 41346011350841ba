'use client';

import useSWR, { useSWRConfig } from 'swr';
import { fetchJson } from '@/components/kit/fetch-json';
import type { SamplesRequest } from '@/lib/api/requests';
import type { SampleJson, SamplesAnswer } from '@/lib/api/sample-answers';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { isPartial } from './live-page';

/** Number of samples fetched per request; more than a row of tiles has. */
const CHUNK = 100;

const AGAIN_MS = 1_000;

/** A chunk is polled until the job is read and has samples, and its order and filter are final; then it is kept unchanged. */
function refreshAfter(address: string, answer: SamplesAnswer | undefined): number {
  return isPartial(address, answer) || answer === undefined || answer.state === 'loading' || answer.total === 0
    ? AGAIN_MS
    : 0;
}

/** The chunk that contains position `index`, from 1. */
const chunkOf = (index: number) => Math.floor(index / CHUNK) + 1;

function chunkAddress(key: string, request: SamplesRequest, page: number): string {
  return api.samples(key, queryOf({ ...request, page, limit: CHUNK }));
}

/** The chunk of the matching samples that contains position `index`. Rows that share a chunk share its request. */
function useChunk(key: string, request: SamplesRequest, index: number) {
  const address = chunkAddress(key, request, chunkOf(index));
  return useSWR<SamplesAnswer, Error>(address, fetchJson, {
    // Visible tiles keep their positions.
    revalidateOnFocus: false,
    revalidateIfStale: false,
    refreshInterval: (latest) => refreshAfter(address, latest),
  });
}

/** The state of the matching samples, whether it rests on numbers of which some are not there yet, and a function that fetches them again. */
export function useWall(key: string, request: SamplesRequest) {
  const { data: answer, error } = useChunk(key, request, 0);
  const isDraft = isPartial(`?${queryOf(request)}`, answer);
  const { mutate } = useSWRConfig();
  const prefix = api.samples(key, new URLSearchParams());
  const refresh = () => void mutate((address) => typeof address === 'string' && address.startsWith(`${prefix}?`));
  return { answer, isDraft, error, refresh };
}

/** The samples at positions `first` to `last` of the matching ones; undefined while they are loading. */
export function useWallSamples(
  key: string,
  request: SamplesRequest,
  first: number,
  last: number,
): (SampleJson | undefined)[] {
  const chunks = [useChunk(key, request, first).data, useChunk(key, request, last).data];
  return Array.from({ length: last - first + 1 }, (_, place) => {
    const index = first + place;
    return chunks.find((chunk) => chunk?.page === chunkOf(index))?.samples[index % CHUNK];
  });
}

/** A function that returns the ids of the samples at some positions; those that are not on the screen are requested. Throws FetchError. */
export function useIdsAt(key: string, request: SamplesRequest) {
  const { cache } = useSWRConfig();
  return async (positions: readonly number[]): Promise<number[]> => {
    const samples = new Map<number, readonly SampleJson[]>();
    for (const page of new Set(positions.map(chunkOf))) {
      const address = chunkAddress(key, request, page);
      const known: SamplesAnswer | undefined = cache.get(address)?.data;
      samples.set(page, (known ?? (await fetchJson<SamplesAnswer>(address))).samples);
    }
    return positions.flatMap((position) => samples.get(chunkOf(position))?.[position % CHUNK]?.id ?? []);
  };
}
