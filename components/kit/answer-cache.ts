import { LRUCache } from 'lru-cache';
import { useEffect } from 'react';
import { type Middleware, type State, unstable_serialize } from 'swr';

/** Answers kept for the way back, beside those on the screen. */
const LEFT = 64;

/**
 * What SWR keeps answers in: all that are on the screen, and the last ones that were. SWR's own cache forgets nothing, and a
 * page of samples is a hundred kilobytes.
 */
export class AnswerCache extends Map<string, State> {
  /** By key, the number of hooks that show it. */
  readonly #shown = new Map<string, number>();
  readonly #left: LRUCache<string, true>;

  /** @param left the most answers that are kept though nothing shows them */
  constructor(left: number = LEFT) {
    super();
    const forget = (_: true, key: string, reason: LRUCache.DisposeReason) => {
      if (reason === 'evict') super.delete(key);
    };
    this.#left = new LRUCache({ max: left, dispose: forget });
  }

  /** An answer that comes when nobody shows it any more, or not yet, is one of those left. */
  override set(key: string, state: State): this {
    if (!this.#shown.has(key)) this.#left.set(key, true);
    return super.set(key, state);
  }

  override delete(key: string): boolean {
    this.#left.delete(key);
    return super.delete(key);
  }

  /** Keeps the answer of a key for as long as it is shown. Returns what ends that. */
  show(key: string): () => void {
    this.#shown.set(key, (this.#shown.get(key) ?? 0) + 1);
    this.#left.delete(key);
    return () => {
      const others = (this.#shown.get(key) ?? 1) - 1;
      if (others > 0) this.#shown.set(key, others);
      else {
        this.#shown.delete(key);
        if (this.has(key)) this.#left.set(key, true);
      }
    };
  }
}

/** Lets each use of SWR tell `cache` what it shows. */
export function showingIn(cache: AnswerCache): Middleware {
  return (useNext) =>
    // biome-ignore lint/correctness/noComponentHookFactories: this is what a middleware of SWR is
    function useShown(key, fetcher, config) {
      const answer = useNext(key, fetcher, config);
      const name = unstable_serialize(key);
      useEffect(() => (name === '' ? undefined : cache.show(name)), [name]);
      return answer;
    };
}
