import { useEffect } from 'react';
import { type Middleware, type State, unstable_serialize } from 'swr';
import { RecentMap } from './recent-map';

/** Maximum number of cached responses that are not displayed. */
const LEFT = 64;

/**
 * The cache of SWR: all responses that are displayed, and the most recent of the others. SWR's default cache never evicts, and a
 * page of samples takes a hundred kilobytes.
 */
export class AnswerCache extends Map<string, State> {
  /** The number of hooks that display a response, by key. */
  readonly #shown = new Map<string, number>();
  readonly #left: RecentMap<string, true>;

  /** @param left maximum number of cached responses that are not displayed */
  constructor(left: number = LEFT) {
    super();
    this.#left = new RecentMap(left, (key) => super.delete(key));
  }

  /** A response that arrives when no hook displays it counts as not displayed. */
  override set(key: string, state: State): this {
    if (!this.#shown.has(key)) this.#left.set(key, true);
    return super.set(key, state);
  }

  override delete(key: string): boolean {
    this.#left.delete(key);
    return super.delete(key);
  }

  /** Marks the response of a key as displayed. Returns a function that ends that. */
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

/** SWR middleware that tells `cache` which responses are displayed. */
export function showingIn(cache: AnswerCache): Middleware {
  return (useNext) =>
    // biome-ignore lint/correctness/noComponentHookFactories: an SWR middleware is a function that returns a hook
    function useShown(key, fetcher, config) {
      const answer = useNext(key, fetcher, config);
      const name = unstable_serialize(key);
      useEffect(() => (name === '' ? undefined : cache.show(name)), [name]);
      return answer;
    };
}
