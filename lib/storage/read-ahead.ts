/** Bytes of a request, and requests under way: together they hide the latency of a store. */
export const CHUNK_BYTES = 8 * 2 ** 20;
const CHUNKS = 4;

interface Chunk {
  start: number;
  end: number;
  bytes: Promise<Uint8Array>;
}

/** Reads on in an object in large steps, some of them ahead of the reader. */
export class ReadAhead {
  readonly #chunks: Chunk[] = [];
  #next: number;

  /**
   * @param get the bytes `[start, end)` of the object
   * @param start where reading begins
   * @param size of the object, bytes
   */
  constructor(
    readonly get: (start: number, end: number) => Promise<Uint8Array>,
    start: number,
    readonly size: number,
  ) {
    this.#next = start;
  }

  /** Makes the first request; the others follow once something is read. */
  begin(): void {
    this.#request(1);
  }

  /** Fills `target` from `position` on, which must not be before what was read last; returns how many bytes there were. */
  async read(target: Uint8Array, position: number): Promise<number> {
    const end = Math.min(position + target.length, this.size);
    let at = position;
    while (at < end) {
      while (this.#chunks.length > 0 && this.#chunks[0].end <= at) this.#chunks.shift();
      this.#request(CHUNKS);
      const [{ start, end: chunkEnd, bytes }] = this.#chunks;
      const part = (await bytes).subarray(at - start, Math.min(end, chunkEnd) - start);
      target.set(part, at - position);
      at += part.length;
    }
    return at - position;
  }

  #request(chunks: number): void {
    while (this.#chunks.length < chunks && this.#next < this.size) {
      const start = this.#next;
      const end = Math.min(start + CHUNK_BYTES, this.size);
      const bytes = this.get(start, end);
      bytes.catch(() => {}); // `read` awaits it, unless the reader stops before
      this.#chunks.push({ start, end, bytes });
      this.#next = end;
    }
  }
}
