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

/**
 * Memory that other threads can look at, used again and again: the garbage collector does not know how much of it there is, and would
 * let hundreds of megabytes lie that nobody needs. Only buffers of the usual `length` are shared, all others are memory of this thread.
 */
export class SharedBlockMemory implements BlockMemory {
  readonly #free: Uint8Array[] = [];

  constructor(readonly length: number) {}

  take(length: number): Uint8Array {
    if (length !== this.length) return ownMemory.take(length);
    return this.#free.pop() ?? new Uint8Array(new SharedArrayBuffer(length));
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === this.length && this.#free.length < KEPT) this.#free.push(buffer);
  }
}

/** Whether other threads can look at some bytes. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}
