import { BlockCache } from './block-cache';
import type { ObjectClient, ObjectStat } from './object-client';
import { ReadAhead } from './read-ahead';
import { type ByteRange, type FileStat, isReplaced, StorageError, type StoredFile } from './storage';
import { type Place, placeOf } from './store-path';

/** Ranges are read in blocks of this size, bytes, which are kept. */
export const BLOCK_BYTES = 2 ** 20;

/** Blocks of one request at most. */
const BLOCKS_AT_ONCE = 8;

/** A single range up to this length is read as it is, and not as a block. */
const SHORT_BYTES = 64 * 1024;

/** What is known of an object; shared by all that have it open. It says which version is read until somebody looks again. */
export class KnownObject {
  readonly place: Place;
  /** Null before the first look, and once another version was met. */
  stat: ObjectStat | null = null;
  /** When it was last looked at, milliseconds since 1970. */
  checkedAt = Number.NEGATIVE_INFINITY;
  /** The version that a listing told last. */
  #taken: string | null = null;

  /** @param store names the store, for the cache */
  constructor(
    readonly path: string,
    readonly store: string,
    readonly client: ObjectClient,
    readonly cache: BlockCache,
    readonly now: () => number,
  ) {
    this.place = placeOf(path);
  }

  /** Asks the store. */
  async look(): Promise<ObjectStat> {
    return this.#note(await this.client.head(this.place));
  }

  /**
   * Takes the word of a listing for what there is, without a request. One that was taken before says nothing new: it may be older than the last
   * look. Where its version turned out to be gone, the store is asked.
   */
  async take({ size, modified, version }: ObjectStat): Promise<ObjectStat> {
    const isNew = this.#taken !== version;
    this.#taken = version;
    if (isNew) this.#set({ size, modified, version });
    return this.stat ?? this.look();
  }

  /** As `look`, but with the first block, which is kept. */
  async lookInside(): Promise<ObjectStat> {
    const { bytes, stat } = await this.client.get(this.place, 0, BLOCK_BYTES, null);
    this.cache.put(this.#nameOf(stat), 0, bytes);
    return this.#note(stat);
  }

  #note(stat: ObjectStat): ObjectStat {
    this.checkedAt = this.now();
    return this.#set(stat);
  }

  /** Equal versions are the same object. */
  #set(stat: ObjectStat): ObjectStat {
    if (this.stat?.version !== stat.version || this.stat.size !== stat.size) this.stat = stat;
    return this.stat;
  }

  #nameOf({ version, size }: ObjectStat): string {
    return BlockCache.nameOf(this.store, this.path, version, String(size));
  }

  /** The bytes `[start, end)` of the version `stat`, from the store, in `into` if they fit. Throws StorageError: `replaced` if there is another one by now. */
  async get(stat: ObjectStat, start: number, end: number, into?: Uint8Array): Promise<Uint8Array> {
    try {
      const { bytes } = await this.client.get(this.place, start, end, stat.version, into);
      if (bytes.length !== end - start) throw new StorageError('replaced', this.path);
      return bytes;
    } catch (error) {
      if (isReplaced(error) && this.stat === stat) this.stat = null;
      throw error;
    }
  }

  /** A part of the version `stat` that is kept, if there is one. */
  kept(stat: ObjectStat, start: number, end: number): Promise<Uint8Array | null> {
    return this.cache.get(this.#nameOf(stat), start, end);
  }

  keep(stat: ObjectStat, start: number, bytes: Uint8Array): void {
    this.cache.put(this.#nameOf(stat), start, bytes);
  }
}

/** An object that is read. */
export class ObjectFile implements StoredFile {
  /** Where the last read ended: one that begins there goes on. */
  #end = -1;
  #ahead: Ahead | null = null;

  /** Until the first request of `readAhead` is made. */
  #beginning: Promise<void> | null = null;

  constructor(readonly object: KnownObject) {}

  /** The version that is read. */
  async stat(): Promise<FileStat> {
    return fileStatOf(this.object.path, await this.#version());
  }

  async #version(): Promise<ObjectStat> {
    return this.object.stat ?? this.object.look();
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    const { object } = this;
    await this.#beginning?.catch(() => {}); // the same error comes again
    this.#beginning = null;
    const stat = await this.#version();
    const end = Math.min(position + target.length, stat.size);
    if (end <= position) return 0;
    if (this.#ahead === null || this.#ahead.stat !== stat || this.#end !== position) {
      const isGoingOn = this.#end === position && end < stat.size;
      this.#ahead = isGoingOn ? aheadOf(object, stat, position) : null;
    }
    this.#end = end;
    if (this.#ahead !== null) {
      const length = await this.#ahead.reader.read(target, position);
      if (end === stat.size) this.#ahead = null;
      return length;
    }
    // The head of a file is read for its preview, once a start.
    if (position === 0 && end <= SHORT_BYTES) {
      target.set(await this.#short(stat, { start: 0, end }));
      return end;
    }
    const start = position - (position % BLOCK_BYTES);
    const block =
      end <= start + BLOCK_BYTES ? await object.kept(stat, start, Math.min(start + BLOCK_BYTES, stat.size)) : null;
    if (block !== null) target.set(block.subarray(position - start, end - start));
    else target.set(await object.get(stat, position, end));
    return end - position;
  }

  /** Requests the first large step, unless the beginning of the file is kept. */
  readAhead(position: number): Promise<void> {
    this.#beginning = this.#begin(position);
    return this.#beginning;
  }

  async #begin(position: number): Promise<void> {
    const { object } = this;
    const stat = await this.#version();
    const isKept = position === 0 && (await object.kept(stat, 0, Math.min(BLOCK_BYTES, stat.size))) !== null;
    if (position >= stat.size || isKept) return;
    this.#ahead = aheadOf(object, stat, position);
    this.#ahead.reader.begin();
    this.#end = position;
  }

  async readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    const stat = await this.#version();
    const within = ranges.map(({ position, length }) => {
      const start = Math.min(position, stat.size);
      return { start, end: Math.min(position + length, stat.size) };
    });
    const [only] = within;
    if (within.length === 1 && only.end - only.start <= SHORT_BYTES) return [await this.#short(stat, only)];
    const blocks = await this.#blocks(stat, within);
    return within.map((range) => joined(blocks, range));
  }

  /** A single short range: that of a record which tells whether the object is still the same. It is read again and again, and kept. */
  async #short(stat: ObjectStat, { start, end }: Span): Promise<Uint8Array> {
    if (start === end) return new Uint8Array(0);
    const first = start - (start % BLOCK_BYTES);
    const block =
      end <= first + BLOCK_BYTES ? await this.object.kept(stat, first, Math.min(first + BLOCK_BYTES, stat.size)) : null;
    if (block !== null) return block.subarray(start - first, end - first);
    const kept = await this.object.kept(stat, start, end);
    if (kept !== null) return kept;
    const bytes = await this.object.get(stat, start, end);
    this.object.keep(stat, start, bytes);
    return bytes;
  }

  /** The blocks that contain `spans`, by their numbers. Those that are not kept are requested together where they are side by side. */
  async #blocks(stat: ObjectStat, spans: readonly Span[]): Promise<Map<number, Uint8Array>> {
    const { object } = this;
    const numbers = new Set<number>();
    for (const { start, end } of spans)
      for (let number = Math.floor(start / BLOCK_BYTES); number * BLOCK_BYTES < end; number++) numbers.add(number);
    const blocks = new Map<number, Uint8Array>();
    const missing: number[] = [];
    for (const number of [...numbers].sort((a, b) => a - b)) {
      const { start, end } = spanOf(number, stat.size);
      const kept = await object.kept(stat, start, end);
      if (kept === null) missing.push(number);
      else blocks.set(number, kept);
    }
    const fetch = async (first: number, count: number) => {
      const bytes = await object.get(stat, first * BLOCK_BYTES, Math.min((first + count) * BLOCK_BYTES, stat.size));
      for (let k = 0; k < count; k++) {
        const block = bytes.slice(k * BLOCK_BYTES, (k + 1) * BLOCK_BYTES);
        blocks.set(first + k, block);
        object.keep(stat, (first + k) * BLOCK_BYTES, block);
      }
    };
    await Promise.all(runsOf(missing).map(([first, count]) => fetch(first, count)));
    return blocks;
  }

  async close(): Promise<void> {
    this.#ahead = null;
  }
}

/** Reads on in a version of an object. */
interface Ahead {
  stat: ObjectStat;
  reader: ReadAhead;
}

function aheadOf(object: KnownObject, stat: ObjectStat, position: number): Ahead {
  const get = (start: number, end: number, into: Uint8Array) => object.get(stat, start, end, into);
  return { stat, reader: new ReadAhead(get, position, stat.size) };
}

/** Bytes `[start, end)`. */
interface Span {
  start: number;
  end: number;
}

function spanOf(number: number, size: number): Span {
  return { start: number * BLOCK_BYTES, end: Math.min((number + 1) * BLOCK_BYTES, size) };
}

/** Runs of numbers that follow each other: the first, and how many. */
function runsOf(numbers: readonly number[]): [first: number, count: number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[0] + last[1] === number && last[1] < BLOCKS_AT_ONCE) last[1]++;
    else runs.push([number, 1]);
  }
  return runs;
}

/** The bytes of a span, from the blocks that contain it. */
function joined(blocks: ReadonlyMap<number, Uint8Array>, { start, end }: Span): Uint8Array {
  const first = Math.floor(start / BLOCK_BYTES);
  const from = first * BLOCK_BYTES;
  if (end <= from + BLOCK_BYTES) return (blocks.get(first) ?? new Uint8Array(0)).subarray(start - from, end - from);
  const bytes = new Uint8Array(end - start);
  for (let number = first; number * BLOCK_BYTES < end; number++) {
    const offset = number * BLOCK_BYTES;
    const part = blocks.get(number)?.subarray(Math.max(0, start - offset), end - offset);
    if (part) bytes.set(part, Math.max(0, offset - start));
  }
  return bytes;
}

/** The metadata of an object as that of a file. */
export function fileStatOf(path: string, { size, modified, version }: ObjectStat): FileStat {
  return { kind: 'file', size, modified, changed: modified, identity: path, version };
}
