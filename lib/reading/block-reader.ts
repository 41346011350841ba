import type { StoredFile } from '../storage/storage';
import { type BlockMemory, ownMemory } from './block-memory';

/**
 * Room in front of each block for what was left over of the one before, a thousand times the length of a usual record; in front of
 * a shorter block as much as that has.
 */
export const ROOM_BYTES = 128 * 1024;

const EMPTY = new Uint8Array(0);

/**
 * Reads a file forward, a block at a time; while one block is being used the next is already being read.
 *
 *     buffer   | room ··· left over | bytes of this block |
 */
export class BlockReader {
  /** Where the file ended; what was read so far reaches up to here. */
  end: number;
  atEnd = false;
  /** Of the block that is being read. */
  #length: number;
  readonly #usualLength: number;
  readonly #room: number;
  #filling: Uint8Array = EMPTY;
  /** Buffers that will be filled again, the one given out longest ago first. */
  readonly #spare: Uint8Array[];
  #read: Promise<number>;

  /**
   * Starts at byte `position`, in blocks of `length` bytes.
   *
   * @param held how many blocks are in use at once: a block is valid until so many more were asked for
   * @param memory where they lie
   */
  constructor(
    readonly file: StoredFile,
    position: number,
    length: number,
    held = 1,
    readonly memory: BlockMemory = ownMemory,
  ) {
    this.end = position;
    this.#length = this.#usualLength = length;
    this.#room = Math.min(ROOM_BYTES, length);
    this.#spare = new Array(held).fill(EMPTY);
    this.#read = this.#start();
  }

  /**
   * The next block, behind the bytes that were not used of the last. A block that is not filled is the last one.
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
      bytes = ownMemory.take(unused.length + filled);
      bytes.set(unused);
      bytes.set(buffer.subarray(this.#room, this.#room + filled), unused.length);
    }
    // With a record that is longer than a block the blocks grow, so that it is copied a few times only.
    this.#length = Math.max(this.#usualLength, unused.length);
    this.#spare.push(buffer);
    this.#filling = this.#spare.shift() ?? EMPTY;
    if (!this.atEnd) this.#read = this.#start();
    return bytes;
  }

  /** Waits for the read that is under way, for a caller that wants no more and uses no block any more. */
  async stop(): Promise<void> {
    await this.#read.catch(() => {}); // nobody wants to know
    for (const buffer of [this.#filling, ...this.#spare]) this.memory.give(buffer);
  }

  #start(): Promise<number> {
    const length = this.#room + this.#length;
    if (this.#filling.length !== length) {
      this.memory.give(this.#filling);
      this.#filling = this.memory.take(length);
    }
    const read = this.file.read(this.#filling.subarray(this.#room), this.end);
    read.catch(() => {}); // whoever awaits it is told; nobody may be waiting yet
    return read;
  }
}
