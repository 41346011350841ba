import { MAX_TAPE_BYTES } from '../event/event-tape';

/**
 * The buffer of a block ends with a tape for the events decoded from the block. The tape is three quarters as long as the block, which
 * is enough for all but the shortest events.
 *
 *     | bytes of the block | tape |
 */
const TAPE_SHARE = 3 / 4;

/** Allocates and releases the buffers of blocks. */
export interface BlockMemory {
  /** A buffer of `length` bytes, followed by a tape. */
  allocate(length: number): Uint8Array;
  release(buffer: Uint8Array): void;
}

/** Memory of this thread only, freed by the garbage collector. */
export const privateMemory: BlockMemory = {
  allocate: (length) => new Uint8Array(new ArrayBuffer(withTape(length)), 0, length),
  release() {},
};

const POOL_SIZE = 4;

/**
 * A pool of buffers that are shared between threads. They are reused because the garbage collector does not account for shared memory
 * and would leave hundreds of megabytes unused. Only buffers of the usual `length` are shared; all others are private memory.
 */
export class SharedBlockMemory implements BlockMemory {
  readonly #free: Uint8Array[] = [];

  constructor(readonly length: number) {}

  allocate(length: number): Uint8Array {
    if (length !== this.length) return privateMemory.allocate(length);
    return this.#free.pop() ?? new Uint8Array(new SharedArrayBuffer(withTape(length)), 0, length);
  }

  release(buffer: Uint8Array): void {
    if (buffer.length === this.length && this.#free.length < POOL_SIZE) this.#free.push(buffer);
  }
}

/** The tape at the end of the buffer of a block. */
export function tapeOf({ buffer }: Uint8Array): Int32Array {
  const length = buffer.byteLength;
  return new Int32Array(buffer, length - tapeBytes(length));
}

/** Size of a buffer of `length` bytes and its tape, in bytes; a multiple of four. */
function withTape(length: number): number {
  return 4 * Math.ceil((length + Math.min(length * TAPE_SHARE, MAX_TAPE_BYTES)) / 4);
}

/** Size of the tape in a buffer of `withTape` bytes in total, in bytes. */
function tapeBytes(withTape: number): number {
  return Math.min(4 * Math.floor((withTape * TAPE_SHARE) / (1 + TAPE_SHARE) / 4), MAX_TAPE_BYTES);
}

/** Whether the bytes are in memory shared between threads. */
export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}
