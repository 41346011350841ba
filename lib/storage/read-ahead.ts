/** Bytes of a request, and requests under way: together they hide the latency of a store. */
export const CHUNK_BYTES = 8 * 2 ** 20;
const CHUNKS = 4;

interface Chunk {
  start: number;
  end: number;
  /** Where `bytes` are put; free again once they were read. */
  memory: Uint8Array;
  bytes: Promise<Uint8Array>;
}

/**
 * Reads on in an object in large steps, some of them ahead of the reader. The memory of a step is used again: as garbage it would cost a tenth of
 * the processor time.
 */
export class ReadAhead {
  readonly #chunks: Chunk[] = [];
  readonly #spare: Uint8Array[] = [];
  #next: number;

  /**
   * @param get the bytes `[start, end)` of the object, which it may put into the memory that is given
   * @param start where reading begins
   * @param size of the object, bytes
   */
  constructor(
    readonly get: (start: number, end: number, into: Uint8Array) => Promise<Uint8Array>,
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
      while (this.#chunks.length > 0 && this.#chunks[0].end <= at) this.#drop();
      this.#request(CHUNKS);
      const [{ start, end: chunkEnd, bytes }] = this.#chunks;
      const part = (await bytes).subarray(at - start, Math.min(end, chunkEnd) - start);
      target.set(part, at - position);
      at += part.length;
    }
    return at - position;
  }

  #drop(): void {
    const first = this.#chunks.shift();
    if (first) this.#spare.push(first.memory);
  }

  #request(chunks: number): void {
    while (this.#chunks.length < chunks && this.#next < this.size) {
      const start = this.#next;
      const end = Math.min(start + CHUNK_BYTES, this.size);
      const memory = this.#spare.pop() ?? Buffer.allocUnsafeSlow(end - start);
      const bytes = this.get(start, end, memory);
      bytes.catch(() => {}); // `read` awaits it, unless the reader stops before
      this.#chunks.push({ start, end, memory, bytes });
      this.#next = end;
    }
  }
}
