/** What is counted: requests by kind, each attempt once, the bytes of answers to GET, and requests that were given up because the store does not answer. */
export const COUNTED = ['list', 'head', 'get', 'put', 'bytes', 'unanswered'] as const;

export type Counted = (typeof COUNTED)[number];

/** Counters of requests to an object store, shared between all threads of the process. */
export class RequestCounts {
  readonly #counts: BigInt64Array;

  /** @param buffer that of other counters with the same counts, for another thread */
  constructor(readonly buffer = new SharedArrayBuffer(8 * COUNTED.length)) {
    this.#counts = new BigInt64Array(buffer);
  }

  add(what: Counted, count = 1): void {
    Atomics.add(this.#counts, COUNTED.indexOf(what), BigInt(count));
  }

  of(what: Counted): number {
    return Number(Atomics.load(this.#counts, COUNTED.indexOf(what)));
  }
}
