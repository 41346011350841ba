import type { StoredFile } from '../storage/storage';
import { type BlockMemory, privateMemory } from './block-memory';

/**
 * Space in front of each block for the unused bytes of the preceding block, a thousand times the length of a usual record. Shorter
 * blocks have as much space as their own length.
 */
export const ROOM_BYTES = 128 * 1024;

const EMPTY = new Uint8Array(0);

/**
 * Reads a file sequentially in blocks. While one block is in use, the next is already being read.
 *
 *     buffer   | room ··· unused bytes | bytes of this block |
 */
export class BlockReader {
  /** The offset in the file up to which it has been read. */
  end: number;
  atEnd = false;
  /** Length of the block that is being read. */
  #length: number;
  readonly #usualLength: number;
  readonly #room: number;
  #filling: Uint8Array = EMPTY;
  /** Buffers that will be reused, the one returned longest ago first. */
  readonly #spare: Uint8Array[];
  #read: Promise<number>;

  /**
   * Starts at byte `position`, in blocks of `length` bytes.
   *
   * @param held the number of blocks in use at once: a block stays valid until that many further blocks are requested
   * @param memory allocates the blocks
   */
  constructor(
    readonly file: StoredFile,
    position: number,
    length: number,
    held = 1,
    readonly memory: BlockMemory = privateMemory,
  ) {
    this.end = position;
    this.#length = this.#usualLength = length;
    this.#room = Math.min(ROOM_BYTES, length);
    this.#spare = new Array(held).fill(EMPTY);
    this.#read = this.#start();
  }

  /**
   * The next block, preceded by the unused bytes of the last one. A block that is not full is the last one.
   *
   * @throws StorageError
   */
  async next(unused: Uint8Array = EMPTY): Promise<Uint8Array> {
    const filled = await this.#read;
    this.end += filled;
    this.atEnd = filled < this.#length;
    const buffer = this.#filling;
    let bytes: Uint8Array;
    if (unused.length <= this.#room) {
      buffer.set(unused, this.#room - unused.length);
      bytes = buffer.subarray(this.#room - unused.length, this.#room + filled);
    } else {
      bytes = privateMemory.allocate(unused.length + filled);
      bytes.set(unused);
      bytes.set(buffer.subarray(this.#room, this.#room + filled), unused.length);
    }
    // If a record is longer than a block, the blocks grow, so that it is copied only a few times.
    this.#length = Math.max(this.#usualLength, unused.length);
    this.#spare.push(buffer);
    this.#filling = this.#spare.shift() ?? EMPTY;
    if (!this.atEnd) this.#read = this.#start();
    return bytes;
  }

  /** Waits for the pending read and releases all blocks. */
  async stop(): Promise<void> {
    await this.#read.catch(() => {}); // the result is not needed
    for (const buffer of [this.#filling, ...this.#spare]) this.memory.release(buffer);
  }

  #start(): Promise<number> {
    const length = this.#room + this.#length;
    if (this.#filling.length !== length) {
      this.memory.release(this.#filling);
      this.#filling = this.memory.allocate(length);
    }
    const read = this.file.read(this.#filling.subarray(this.#room), this.end);
    read.catch(() => {}); // prevents an unhandled rejection before `next` awaits it
    return read;
  }
}
