import { LONGEST_TAPE } from '../event/event-tape';

/**
 * A buffer of a block has a tape behind it, for the events that are decoded of the block: of three quarters of its length, which is
 * enough for all but the shortest events.
 *
 *     | bytes of the block | tape |
 */
const TAPE_SHARE = 3 / 4;

/** Where the buffers of blocks come from, and go to when they are not needed any more. */
export interface BlockMemory {
  /** A buffer of `length` bytes, a tape behind it. */
  take(length: number): Uint8Array;
  give(buffer: Uint8Array): void;
}

/** Memory of this thread alone, left to the garbage collector. */
export const ownMemory: BlockMemory = {
  take: (length) => new Uint8Array(new ArrayBuffer(withTape(length)), 0, length),
  give() {},
};

const KEPT = 4;

/**
 * Memory that other threads can look at, used again and again: the garbage collector does not know how much of it there is, and would
 * let hundreds of megabytes lie that nobody needs. Only buffers of the usual `length` are shared, all others are memory of this thread.
 */
export class SharedBlockMemory implements BlockMemory {
  readonly #free: Uint8Array[] = [];

  constructor(readonly length: number) {}

  take(length: number): Uint8Array {
    if (length !== this.length) return ownMemory.take(length);
    return this.#free.pop() ?? new Uint8Array(new SharedArrayBuffer(withTape(length)), 0, length);
  }

  give(buffer: Uint8Array): void {
    if (buffer.length === this.length && this.#free.length < KEPT) this.#free.push(buffer);
  }
}

/** The tape behind the buffer in which a block lies. */
export function tapeOf({ buffer }: Uint8Array): Int32Array {
  const length = buffer.byteLength;
  return new Int32Array(buffer, length - tapeBytes(length));
}

/** Bytes of a buffer of `length` bytes with its tape, a multiple of four. */
function withTape(length: number): number {
  return 4 * Math.ceil((length + Math.min(length * TAPE_SHARE, LONGEST_TAPE)) / 4);
}

/** Bytes of the tape in a buffer of so many bytes. */
function tapeBytes(withTape: number): number {
  return Math.min(4 * Math.floor((withTape * TAPE_SHARE) / (1 + TAPE_SHARE) / 4), LONGEST_TAPE);
}

/** Whether other threads can look at some bytes. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}
