import type { StoredFile } from '../storage/storage';
import { type BlockMemory, ownMemory } from './block-memory';

/** Room in front of each block for what was left over of the one before: many times the length of a usual record. */
const ROOM_BYTES = 16 * 1024;

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
  #length: number;
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
    this.#length = length;
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
    if (unused.length <= ROOM_BYTES) {
      buffer.set(unused, ROOM_BYTES - unused.length);
      bytes = buffer.subarray(ROOM_BYTES - unused.length, ROOM_BYTES + filled);
    } else {
      // A record longer than a block: the blocks grow with it, so that it is copied a few times only.
      bytes = this.memory.take(unused.length + filled);
      bytes.set(unused);
      bytes.set(buffer.subarray(ROOM_BYTES, ROOM_BYTES + filled), unused.length);
      this.#length = Math.max(this.#length, bytes.length);
    }
    this.#spare.push(buffer);
    this.#filling = this.#spare.shift() ?? EMPTY;
    if (!this.atEnd) this.#read = this.#start();
    return bytes;
  }

  /** Waits for the read that is under way, for a caller that wants no more and uses no block any more. */
  async stop(): Promise<void> {
    await this.#read.catch(() => {}); // nobody wants to know
    for (const buffer of [this.#filling, ...this.#spare]) if (buffer.length > 0) this.memory.give(buffer);
  }

  #start(): Promise<number> {
    const length = ROOM_BYTES + this.#length;
    if (this.#filling.length !== length) this.#filling = this.memory.take(length);
    const read = this.file.read(this.#filling.subarray(ROOM_BYTES), this.end);
    read.catch(() => {}); // whoever awaits it is told; nobody may be waiting yet
    return read;
  }
}
