import { CELLS } from '../sketch/sketch';
import { Slice } from '../slices';
import { type ByteRange, isStorageError, type StoredFile, type WritableStorage } from '../storage/storage';
import { areIntact, type BlockLayout, checksumsOf, HEADER_BYTES, hasFacts, readHeader } from './survey-block';

const NO_BYTES = new Uint8Array(0);

/** Read of the first block when the file is opened: mostly all but the sketches. */
const FACTS_BYTES = 4_096;

/** Blocks that are read together when the file is opened: most are as long as the one before. */
const READ_AHEAD = 48;

/** Bytes that are searched for the next block at a time, after a damaged one. */
const SEARCH_BYTES = 2 ** 20;

/** A survey on disk is no longer what was written. It is discarded and made anew. */
export class DamagedSurveyError extends Error {
  override readonly name = 'DamagedSurveyError';
  constructor(path: string) {
    super(`The survey in ${path} is damaged; it is being made anew.`);
  }
}

/** A block of the file, and the number of its first map. */
interface Block {
  position: number;
  layout: BlockLayout;
  firstMap: number;
}

/**
 * The file of a survey: blocks, one after the other, which are only ever appended. What lies between two intact blocks, because a
 * process was killed while it wrote or the disk lost it, is passed over: those maps are read again.
 */
export class SurveyFile {
  readonly #blocks: Block[] = [];
  #mapCount = 0;
  #file: StoredFile | null = null;
  #opening: Promise<StoredFile> | null = null;
  #isClosed = false;

  private constructor(
    readonly storage: WritableStorage,
    readonly path: string,
    readonly generation: string,
  ) {}

  /**
   * Opens the survey at `path`, in slices. `use` is called with each intact block, without its sketches, in the order of the file, and
   * with the share of the file that it ends at. A file without one of this generation and version is deleted.
   *
   * @throws StorageError if the file cannot be read
   */
  static async open(
    storage: WritableStorage,
    path: string,
    generation: string,
    use: (facts: Uint8Array, layout: BlockLayout, share: number) => void,
  ): Promise<SurveyFile> {
    const survey = new SurveyFile(storage, path, generation);
    const file = await storage.open(path).catch(nullWhereMissing);
    if (file === null) return survey;
    survey.#file = file;
    const { size } = await file.stat();
    let isForeign = size > 0;
    const slice = new Slice();
    let last: BlockLayout | null = null;
    for (let position = 0; position + HEADER_BYTES <= size; ) {
      for (const { position: expected, begin } of await survey.#readBegins(position, last, size)) {
        if (expected !== position) break;
        const block = await survey.#factsOf(begin, position, size);
        if (block === null) {
          position = await survey.#nextHeader(position + 1, size);
          continue;
        }
        isForeign = false;
        last = block.layout;
        survey.#note(position, last);
        position += last.length;
        use(block.facts, last, position / size);
        if (slice.isOver) await slice.end();
      }
    }
    if (isForeign) {
      await file.close();
      survey.#file = null;
      await storage.remove(path);
    }
    return survey;
  }

  /** The beginnings of the block at `position` and of those that follow it if all are as long as the last one; null before the first. */
  async #readBegins(
    position: number,
    last: BlockLayout | null,
    size: number,
  ): Promise<{ position: number; begin: Uint8Array }[]> {
    const { length, sketches } = last ?? { length: size, sketches: FACTS_BYTES };
    const positions = Array.from({ length: READ_AHEAD }, (_, k) => position + k * length).filter(
      (each) => each + HEADER_BYTES <= size,
    );
    const begins = await this.#readRanges(
      positions.map((each) => ({ position: each, length: Math.min(sketches, size - each) })),
    );
    return begins.map((begin, k) => ({ position: positions[k], begin }));
  }

  /** The block at `position`, which begins with `begin`, without its sketches; null where there is no intact one. */
  async #factsOf(
    begin: Uint8Array,
    position: number,
    size: number,
  ): Promise<{ facts: Uint8Array; layout: BlockLayout } | null> {
    const layout = readHeader(begin, this.generation);
    if (layout === null || position + layout.length > size) return null;
    const facts = layout.sketches <= begin.length ? begin : await this.#read(position, layout.sketches);
    return hasFacts(facts, layout) ? { facts, layout } : null;
  }

  /** Where the next header is, from `position` on. What looks like the beginning of one may be part of a sketch, thousands of times. */
  async #nextHeader(position: number, size: number): Promise<number> {
    const slice = new Slice();
    for (let at = position; at < size; at += SEARCH_BYTES) {
      const bytes = Buffer.from(await this.#read(at, Math.min(SEARCH_BYTES + HEADER_BYTES, size - at)));
      const next = (from: number) => bytes.indexOf('SALSURV', from, 'latin1');
      for (let found = next(0); found !== -1; found = next(found + 1)) {
        if (readHeader(bytes.subarray(found, found + HEADER_BYTES), this.generation) !== null) return at + found;
        if (slice.isOver) await slice.end();
      }
    }
    return size;
  }

  async #read(position: number, length: number): Promise<Uint8Array> {
    const [bytes] = await this.#readRanges([{ position, length }]);
    return bytes;
  }

  #readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    if (this.#file === null) throw new Error('The survey has no file.');
    return this.#file.readRanges(ranges);
  }

  #note(position: number, layout: BlockLayout): void {
    this.#blocks.push({ position, layout, firstMap: this.#mapCount });
    this.#mapCount += layout.mapCount;
  }

  /**
   * Appends a block.
   *
   * @throws StorageError if it cannot be written
   */
  async append(block: Uint8Array<ArrayBuffer>, layout: BlockLayout): Promise<void> {
    const position = await this.storage.append(this.path, block);
    if (this.#file === null && !this.#isClosed) {
      // Blocks may be appended at the same time: the file is opened once.
      this.#opening ??= this.storage.open(this.path).finally(() => {
        this.#opening = null;
      });
      this.#file = await this.#opening;
    }
    this.#note(position, layout);
  }

  /**
   * The sketches of maps, 256 bytes each, in the order of `maps`; a map of -1 has zeros.
   *
   * @param result where they are put; one array used again and again is faster than new ones
   * @throws DamagedSurveyError if a block is no longer what was written
   */
  async sketches(maps: ArrayLike<number>, result = new Uint8Array(maps.length * CELLS)): Promise<Uint8Array> {
    result.fill(0);
    // Numbers that sort by map, and tell the position: no comparing function is called.
    const order = Float64Array.from({ length: maps.length }, (_, k) => maps[k] * maps.length + k);
    order.sort();
    let end = 0;
    let block: Block | undefined;
    let sketches: Uint8Array = NO_BYTES;
    for (const key of order) {
      if (key < 0) continue;
      const k = key % maps.length;
      if (block === undefined || maps[k] >= end) {
        block = this.#blocks[this.#blockOf(maps[k])];
        end = block.firstMap + block.layout.mapCount;
        sketches = await this.#readSketches(block);
      }
      const at = (maps[k] - block.firstMap) * CELLS;
      result.set(sketches.subarray(at, at + CELLS), k * CELLS);
    }
    return result;
  }

  /**
   * The checksums of the files of maps, see `SurveyedMap`, in the order of `maps`.
   *
   * @throws DamagedSurveyError if a block is no longer what was written
   */
  async checksums(maps: ArrayLike<number>): Promise<Uint32Array> {
    const result = new Uint32Array(maps.length);
    let block: Block | undefined;
    let checksums: Uint32Array = new Uint32Array(0);
    for (let k = 0; k < maps.length; k++) {
      const own = this.#blocks[this.#blockOf(maps[k])];
      if (own !== block) {
        block = own;
        const facts = await this.#read(block.position, block.layout.sketches);
        if (!hasFacts(facts, block.layout)) throw new DamagedSurveyError(this.path);
        checksums = checksumsOf(facts, block.layout);
      }
      result[k] = checksums[maps[k] - block.firstMap];
    }
    return result;
  }

  async #readSketches({ position, layout }: Block): Promise<Uint8Array> {
    const sketches = await this.#read(position + layout.sketches, layout.mapCount * CELLS);
    if (!areIntact(sketches, layout)) throw new DamagedSurveyError(this.path);
    return sketches;
  }

  /** The index of the block that a map is in. */
  #blockOf(map: number): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#blocks[middle].firstMap <= map) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#opening?.catch(() => {});
    await this.#file?.close();
    this.#file = null;
  }
}

function nullWhereMissing(error: unknown): null {
  if (isStorageError(error) && error.fault === 'not-found') return null;
  throw error;
}
