import 'server-only';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { cacheBytes, cacheHits, cacheMisses } from '../metrics';

/** Everybody who asked for something had left before it was its turn; who comes at that moment may ask again. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
  constructor() {
    super('Nobody was waiting for it any more; ask again.');
  }
}

/**
 * Makes things and keeps them, up to `maxSize` bytes; what fails is not kept. Each is made once, also where several ask for it at
 * the same time, and not at all where they all have left before it is its turn.
 *
 * @param atOnce how many are made at a time
 */
export function remembering<V extends object>(
  maxSize: number,
  sizeOf: (value: V) => number,
  atOnce = Number.POSITIVE_INFINITY,
) {
  const limit = pLimit(atOnce);
  const askers = new Map<string, number>();
  const cache = new LRUCache<string, V, () => Promise<V>>({
    maxSize,
    sizeCalculation: (value) => sizeOf(value) + 256,
    fetchMethod: (name, _stale, { context: make }) =>
      limit(() => {
        if (!askers.has(name)) throw new AbandonedError();
        return make();
      }),
    ignoreFetchAbort: true, // one that left before it was done is still given to who asked
  });
  let counted = 0;

  /** Counts somebody who waits; returns what is to be called, once or more often, when that is over. */
  const wait = (name: string) => {
    askers.set(name, (askers.get(name) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (askers.get(name) ?? 1) - 1;
      if (left === 0) askers.delete(name);
      else askers.set(name, left);
    };
  };

  /** What goes by `name`, kept or made; `signal` says when who asks has left. */
  return async (name: string, make: () => Promise<V>, signal?: AbortSignal): Promise<V> => {
    if (signal?.aborted) throw new AbandonedError();
    (cache.has(name) ? cacheHits : cacheMisses).inc();
    const leave = wait(name);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const value = await cache.forceFetch(name, { context: make });
      cacheBytes.inc(cache.calculatedSize - counted);
      counted = cache.calculatedSize;
      return value;
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
    }
  };
}
