import { LRUCache } from 'lru-cache';

/** Results that are kept, and their memory in bytes: reopening a view costs nothing. */
const MAX_RESULTS = 32;
const MAX_BYTES = 64 * 2 ** 20;

/** Results of questions about surveys. Each has the version of the survey that it was computed from; a newer one takes its place. */
export class KeptResults {
  readonly #results = new LRUCache<string, { version: number | string; result: Promise<object> }>({
    max: MAX_RESULTS,
    maxSize: MAX_BYTES,
    sizeCalculation: () => 1, // until the result is there
  });

  /** What `compute` gives, or gave for the same version. */
  get<T extends object>(key: string, version: number | string, compute: () => Promise<T>): Promise<T> {
    const kept = this.#results.get(key);
    if (kept?.version === version) return kept.result as Promise<T>;
    const result = compute();
    const entry = { version, result };
    this.#results.set(key, entry);
    const isKept = () => this.#results.peek(key) === entry;
    result.then(
      (value) => isKept() && this.#results.set(key, entry, { size: 1 + bytesOf(value) }),
      () => isKept() && this.#results.delete(key),
    );
    return result;
  }
}

/** Of a number or a reference, with the box that most numbers have; and of an object or an array beside its entries. */
const VALUE_BYTES = 24;
const OBJECT_BYTES = 32;

/** About the memory of a result, bytes. */
function bytesOf(result: unknown): number {
  if (ArrayBuffer.isView(result)) return OBJECT_BYTES + result.byteLength;
  if (typeof result === 'string') return VALUE_BYTES + 2 * result.length;
  if (typeof result !== 'object' || result === null) return VALUE_BYTES;
  const parts = result instanceof Map ? [...result.values()] : Object.values(result);
  return parts.reduce((sum, part) => sum + bytesOf(part), OBJECT_BYTES);
}
