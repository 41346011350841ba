'use client';

import { useEffect, useRef, useState } from 'react';
import { FetchError } from '@/components/kit/fetch-error';
import { type Heatmap, heatmapAt } from './levels';
import { useRetry } from './use-retry';

/** The reason why a picture cannot be shown: its file is missing, not readable, elsewhere or not a picture, the object store does not respond or refuses the credentials, or the server does not respond. */
export type Fault = 'missing' | 'forbidden' | 'outside' | 'broken' | 'store' | 'refused' | 'unreachable';

export type HeatmapState = { kind: 'waiting' } | { kind: 'ready'; heatmap: Heatmap } | { kind: Fault };

const WAITING: HeatmapState = { kind: 'waiting' };

export function faultOf(error: unknown): Fault {
  const code = error instanceof FetchError ? error.problem?.code : undefined;
  if (code === 'picture-outside') return 'outside';
  if (code === 'store-unavailable') return 'store';
  if (code === 'store-refused') return 'refused';
  const status = error instanceof FetchError ? error.status : null;
  if (status === 404) return 'missing';
  if (status === 403) return 'forbidden';
  // A file that cannot be decoded is a 422 of the server or a DOMException of the browser; a failed request is a TypeError.
  return status === 422 || error instanceof DOMException ? 'broken' : 'unreachable';
}

/**
 * The heatmap at a URL of the API (or what else `load` gives for it), fetched once it `isWanted`; when the URL changes, the new one is fetched. A failed request
 * is retried automatically, and at once when `retry` is called or the job has another `revision`.
 */
export function useHeatmap(
  src: string,
  isWanted: boolean,
  revision: string | null,
  load: (src: string) => Promise<Heatmap> = heatmapAt,
): { state: HeatmapState; retry(): void } {
  const [loaded, setLoaded] = useState<{ src: string; state: HeatmapState }>({ src, state: WAITING });
  const { attempt, fail, retry } = useRetry(src);
  const ready = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt, or a job that has grown, fetches again
  useEffect(() => {
    if (!isWanted || ready.current === src) return;
    let isCurrent = true;
    load(src).then(
      (heatmap) => {
        if (!isCurrent) return;
        ready.current = src;
        setLoaded({ src, state: { kind: 'ready', heatmap } });
      },
      (error) => {
        if (!isCurrent) return;
        setLoaded({ src, state: { kind: faultOf(error) } });
        fail();
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [src, isWanted, attempt, revision, fail]);
  return {
    state: loaded.src === src ? loaded.state : WAITING,
    retry: () => {
      setLoaded({ src, state: WAITING });
      retry();
    },
  };
}
