interface Entry<V> {
  value: V;
  size: number;
}

/**
 * A map that keeps the most recently used entries. If their total size exceeds a limit, the least recently used ones are dropped, but
 * never the last one. For browsers: the package that the server uses for this has six kilobytes.
 */
export class RecentMap<K, V> {
  readonly #max: number;
  readonly #onDrop: (key: K) => void;
  /** The least recently used first. */
  readonly #entries = new Map<K, Entry<V>>();
  #size = 0;

  /**
   * @param max limit of the total size
   * @param onDrop called with the key of each entry that is dropped
   */
  constructor(max: number, onDrop: (key: K) => void = () => {}) {
    this.#max = max;
    this.#onDrop = onDrop;
  }

  /** The value of a key, which becomes the most recently used one. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V, size = 1): void {
    this.delete(key);
    this.#entries.set(key, { value, size });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#max || oldest === key) return;
      this.delete(oldest);
      this.#onDrop(oldest);
    }
  }

  delete(key: K): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
