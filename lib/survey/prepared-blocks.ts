import type { ComparableSketches } from '../sketch/agreement';
import { CELLS } from '../sketch/sketch';
import type { SurveyFile } from './survey-file';

/** Places for prepared sketches: all maps of five explainers for 20,000 pairs, 88 MB. */
const MAX_PLACES = 102_400;

/** Blocks that are kept at least: four around each of the ten places that are compared with each other at a time, see `runsOf`. */
const LEAST_BLOCKS = 44;

/** Maps of a list in a block at most: the blocks at ten places of some lists then fit into the cache of a processor. */
const MAX_BLOCK = 256;

/** What reads the sketches of maps, see `SurveyFile`. */
export type Sketches = Pick<SurveyFile, 'sketches'>;

/**
 * Lists of equally many maps, read and prepared for comparing block by block, all lists together. The blocks used last are kept; the
 * others are prepared again.
 */
export class PreparedBlocks {
  /** Maps of a list in a block; the last one may have fewer. */
  readonly blockLength: number;
  /** Blocks that are kept. */
  readonly capacity: number;
  readonly #file: Sketches;
  readonly #lists: readonly Int32Array[];
  /** Where the sketches of a block are read to. */
  readonly #read: Uint8Array<ArrayBuffer>;
  /** The slot of each block that is kept, the one used last at the end. */
  readonly #slots = new Map<number, number>();

  /** @param sketches where they are prepared; nobody else may use it meanwhile */
  constructor(
    file: Sketches,
    readonly sketches: ComparableSketches,
    lists: readonly Int32Array[],
  ) {
    this.#file = file;
    this.#lists = lists;
    const most = Math.floor(MAX_PLACES / (LEAST_BLOCKS * lists.length));
    this.blockLength = Math.max(1, Math.min(MAX_BLOCK, most, lists[0].length));
    this.capacity = Math.max(LEAST_BLOCKS, Math.floor(MAX_PLACES / (lists.length * this.blockLength)));
    this.#read = new Uint8Array(lists.length * this.blockLength * CELLS);
    const blocks = Math.min(this.capacity, Math.ceil(lists[0].length / this.blockLength));
    sketches.reserve(blocks * lists.length * this.blockLength);
  }

  /**
   * Prepares the block of an item, if it is not. Returns the place of the item's map of the first list; those of the others follow at a
   * distance of `blockLength`. It stays there until two other blocks have been asked for.
   */
  async placeOf(item: number): Promise<number> {
    const block = Math.floor(item / this.blockLength);
    const slot = this.#slots.get(block) ?? (await this.#prepare(block));
    this.#slots.delete(block);
    this.#slots.set(block, slot);
    return slot * this.#lists.length * this.blockLength + (item % this.blockLength);
  }

  async #prepare(block: number): Promise<number> {
    const from = block * this.blockLength;
    const parts = this.#lists.map((list) => list.subarray(from, from + this.blockLength));
    const [{ length }] = parts;
    const maps = new Int32Array(parts.length * length);
    for (const [k, part] of parts.entries()) maps.set(part, k * length);
    const found = await this.#file.sketches(maps, this.#read.subarray(0, maps.length * CELLS));
    const slot = this.#freeSlot();
    for (let k = 0; k < parts.length; k++) {
      const part = found.subarray(k * length * CELLS, (k + 1) * length * CELLS);
      this.sketches.set((slot * parts.length + k) * this.blockLength, part);
    }
    return slot;
  }

  /** One that is not used yet, or that of the block that has not been used for the longest time. */
  #freeSlot(): number {
    const [oldest] = this.#slots;
    if (oldest === undefined || this.#slots.size < this.capacity) return this.#slots.size;
    this.#slots.delete(oldest[0]);
    return oldest[1];
  }
}
