/** Where the buffers of blocks come from, and go to when they are not needed any more. */
export interface BlockMemory {
  take(length: number): Uint8Array;
  give(buffer: Uint8Array): void;
}

/** Memory of this thread alone, left to the garbage collector. */
export const ownMemory: BlockMemory = {
  take: (length) => new Uint8Array(length),
  give() {},
};

const KEPT = 6;
const LONGEST_SHARED = 2 * 2 ** 20;

/**
 * Memory that other threads can look at, used again and again: the garbage collector does not know how much of it there is, and would
 * let hundreds of megabytes lie that nobody needs. Buffers for records of megabytes are memory of this thread.
 */
export class SharedBlockMemory implements BlockMemory {
  readonly #free: Uint8Array[] = [];

  take(length: number): Uint8Array {
    if (length > LONGEST_SHARED) return ownMemory.take(length);
    const place = this.#free.findIndex((buffer) => buffer.length === length);
    return place === -1 ? new Uint8Array(new SharedArrayBuffer(length)) : this.#free.splice(place, 1)[0];
  }

  give(buffer: Uint8Array): void {
    if (isShared(buffer) && this.#free.length < KEPT) this.#free.push(buffer);
  }
}

/** Whether other threads can look at some bytes. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}
