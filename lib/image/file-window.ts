/** A file, or bytes in memory, that can be read in any order. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Fills `target` with the bytes from `position` on; returns how many there were. */
  read(target: Uint8Array, position: number): Promise<number>;
}

/** Bytes in memory as a source. */
export function sourceOf(content: Uint8Array): ByteSource {
  return {
    size: content.length,
    async read(target, position) {
      const part = content.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
  };
}

const WINDOW_BYTES = 64 * 1024;

/** Reads a few bytes here and there, mostly forward, from a window of 64 KB. */
export class FileWindow {
  readonly #bytes: Uint8Array;
  #start = 0;
  #end = 0;

  constructor(readonly source: ByteSource) {
    this.#bytes = new Uint8Array(Math.min(WINDOW_BYTES, source.size));
  }

  /** The bytes `[position, position + length)`; null if the file ends before. The view is valid until the next call. */
  async view(position: number, length: number): Promise<DataView | null> {
    if (position < this.#start || position + length > this.#end) {
      if (position + length > this.source.size) return null;
      this.#start = position;
      this.#end = position + (await this.source.read(this.#bytes, position));
      if (position + length > this.#end) return null;
    }
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + position - this.#start, length);
  }
}
