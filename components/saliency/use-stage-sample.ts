'use client';

import { useEffect } from 'react';
import useSWR, { useSWRConfig } from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import { fetchAhead } from '@/components/kit/fetch-json';
import { heatmapAt } from '@/components/map/levels';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleAnswer } from '@/lib/api/sample-answers';
import { type SaliencyState, sampleAddress } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { chosenLabel, parsePicks } from './picks';
import { neighboursAddress, useNeighbours } from './use-neighbours';

/** The sample on the stage and its neighbours in the order of the view, which are prefetched. */
export function useStageSample(job: JobAnswer, id: number, state: SaliencyState) {
  const { data, error } = useSWR<SampleAnswer, Error>(sampleAddress(job.key, id, state), {
    refreshInterval: refreshAfter,
  });
  const neighbours = useNeighbours(job.key, id, state);

  const { cache } = useSWRConfig();
  const { previous, next } = neighbours ?? {};
  const explainer = state.on ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the neighbours change with the sample
  useEffect(() => {
    for (const beside of [previous, next]) {
      // The previously shown one is cached.
      if (beside == null || cache.get(sampleAddress(job.key, beside, state)) !== undefined) continue;
      prepare(job, beside, explainer, state).catch(() => {});
    }
  }, [job.key, previous, next, explainer]);
  return { sample: data?.sample, aspect: data?.aspect ?? null, neighbours, error };
}

/** Prefetches what the stage shows of a sample. */
async function prepare(job: JobAnswer, id: number, explainer: number, state: SaliencyState): Promise<void> {
  const version = job.generation ?? '-';
  new Image().src = api.original(job.key, version, id);
  fetchAhead(neighboursAddress(job.key, id, state)).catch(() => {});
  const { sample } = await fetchAhead<SampleAnswer>(sampleAddress(job.key, id, state));
  const label = chosenLabel(sample, parsePicks(state.pick), state);
  const isRecorded = sample.maps.some((map) => map.label === label && map.explainer === explainer);
  if (label !== null && isRecorded) await heatmapAt(api.heatmap(job.key, version, id, explainer, label));
}
