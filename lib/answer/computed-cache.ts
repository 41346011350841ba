import 'server-only';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { cacheBytes, cacheHits, cacheMisses } from '../metrics';

/** All clients that requested something disconnected before its turn; a client that arrived at that moment may ask again. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
  constructor() {
    super('All clients that waited for it have disconnected; ask again.');
  }
}

/**
 * A cache of values that are computed on request, up to `maxSize` bytes; failures are not cached. Simultaneous requests for the same
 * value share one computation, which is skipped where all of them were aborted before its turn.
 *
 * @param atOnce how many values are computed at a time
 */
export function computedCache<V extends object>(
  maxSize: number,
  sizeOf: (value: V) => number,
  atOnce = Number.POSITIVE_INFINITY,
) {
  const limit = pLimit(atOnce);
  const waiting = new Map<string, number>();
  const cache = new LRUCache<string, V, () => Promise<V>>({
    maxSize,
    sizeCalculation: (value) => sizeOf(value) + 256,
    fetchMethod: (name, _stale, { context: compute }) =>
      limit(() => {
        if (!waiting.has(name)) throw new AbandonedError();
        return compute();
      }),
    ignoreFetchAbort: true, // a value that was evicted while it was computed is still returned
  });
  let counted = 0;

  /** Counts a waiting request; returns a function to be called, once or more often, when it no longer waits. */
  const wait = (name: string) => {
    waiting.set(name, (waiting.get(name) ?? 0) + 1);
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      const left = (waiting.get(name) ?? 1) - 1;
      if (left === 0) waiting.delete(name);
      else waiting.set(name, left);
    };
  };

  /** The value called `name`, cached or computed; `signal` is aborted when the client disconnects. */
  return async (name: string, compute: () => Promise<V>, signal?: AbortSignal): Promise<V> => {
    if (signal?.aborted) throw new AbandonedError();
    (cache.has(name) ? cacheHits : cacheMisses).inc();
    const leave = wait(name);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const value = await cache.forceFetch(name, { context: compute });
      cacheBytes.inc(cache.calculatedSize - counted);
      counted = cache.calculatedSize;
      return value;
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
    }
  };
}
