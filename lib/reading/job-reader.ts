import pLimit from 'p-limit';
import type { Job } from '../job/job';
import { byteAt, partAt } from '../job/parts';
import type { Problem } from '../job/problems';
import type { ByteRange, FileStat, Storage, StoredFile } from '../storage/storage';
import { type Decode, decodeHere } from './decoded-blocks';
import { type Damage, EventFileReader, type ReaderState } from './event-file-reader';
import { FilePool } from './file-pool';
import {
  EVENT_FILE,
  expectedOf,
  hashOf,
  isSamePlace,
  listedOf,
  markOfName,
  type Part,
  type PartPlace,
  type PartsState,
  sizeOf,
  Totals,
  type UnreadEnd,
} from './part';
import { PartsAhead } from './parts-ahead';
import { isFileOf, stableStat } from './same-file';

/** Records of a page are read from so many parts at a time. */
const PARTS_AT_ONCE = 16;

/**
 * Folds the event file of a job and its further parts into one `Job`, in their order, and goes on where parts have grown. Of a job of
 * one file it is that file's reader, and nothing more.
 *
 * Parts grow side by side, so the job may be folded in another order than theirs. That makes no difference as long as each sample is one
 * writer's. Where it does, the job `isOutOfOrder`, and has to be read again from the start.
 */
export class JobReader {
  readonly #storage: Storage;
  readonly #name: string;
  readonly #pool: FilePool;
  /** In the order in which they were found, which is that of their numbers: the first is part 1. */
  readonly #parts: Part[] = [];
  #sorted: readonly Part[] | null = null;
  readonly #byName = new Map<string, Part>();
  /** The part that is being read. */
  #reading: Part | null = null;
  /** What was read of all parts but that one and the event file. */
  readonly #others = new Totals();
  /** The last part with records that was read of each writer. */
  readonly #lastRead = new Map<number, number>();
  #isLate = false;
  #isInterleaved = false;
  /** Which part the event file is: another one may stand in for it. */
  first = EVENT_FILE;
  bytesCached: number;
  readonly #ranges: Pick<StoredFile, 'readRanges'> = { readRanges: (ranges) => this.#readRanges(ranges) };

  /**
   * @param events the reader of the event file
   * @param name of the event file
   */
  constructor(
    readonly events: EventFileReader,
    storage: Storage,
    name: string,
  ) {
    this.#storage = storage;
    this.#name = name;
    this.#pool = new FilePool(storage);
    this.bytesCached = events.bytesCached;
    events.onClose = () => this.#pool.closeAll();
  }

  get job(): Job {
    return this.events.job;
  }

  /** The records of the job, by their addresses. */
  get file(): Pick<StoredFile, 'readRanges'> {
    return this.#parts.length === 0 ? this.events.file : this.#ranges;
  }

  get hasParts(): boolean {
    return this.#parts.length > 0;
  }

  /** Bytes of complete records that were read. */
  get bytesRead(): number {
    return this.events.bytesRead + this.#others.read + (this.#reading?.reader.bytesRead ?? 0);
  }

  /** Size of all files when they were last checked, bytes. */
  get fileSize(): number {
    return this.events.fileSize + this.#others.size + (this.#reading ? sizeOf(this.#reading) : 0);
  }

  /** Bytes that were not read yet, where `stat` describes the event file. */
  unread(stat: FileStat): number {
    return this.fileSize - this.events.fileSize + stat.size - this.bytesRead;
  }

  /** Identifies the records that were read: equal content has an equal revision. */
  get revision(): string {
    const { events } = this;
    if (this.#parts.length === 0) return `${events.bytesRead}-${events.fingerprint.value}`;
    const all = this.#others.copy();
    if (this.#reading) all.add(this.#reading, 1);
    return `${this.bytesRead}-${all.textWith(hashOf(this.#name, events))}`;
  }

  /** See `EventFileReader.generation`; of the first part that has a record. */
  get generation(): string | null {
    const { generation } = this.events;
    if (generation !== null || this.#parts.length === 0) return generation;
    return this.#inOrder().find(({ reader }) => reader.generation !== null)?.reader.generation ?? null;
  }

  get isStale(): boolean {
    return this.events.isStale;
  }

  set isStale(isStale: boolean) {
    this.events.isStale = isStale;
  }

  /** Whether records were folded in another order than that of the parts, and that makes a difference. */
  get isOutOfOrder(): boolean {
    return this.#isLate || (this.#isInterleaved && this.job.parts.orderMatters);
  }

  /** The damage of each file, in the order of the parts. */
  get damages(): Damage[] {
    return [this.events, ...this.#inOrder().map(({ reader }) => reader)].flatMap(({ damage }) => damage ?? []);
  }

  /** The first file that is not read to its end; null if there is none. */
  get unreadEnd(): UnreadEnd | null {
    const files = [
      { name: this.#shownName, reader: this.events },
      ...this.#inOrder().map(({ place, reader }) => ({ ...place, reader })),
    ];
    const file = files.find(({ reader }) => reader.bytesRead < reader.fileSize || reader.zerosFrom !== null);
    if (file === undefined) return null;
    const { bytesRead, fileSize, zerosFrom } = file.reader;
    return { name: file.name, bytesRead, fileSize, zerosFrom };
  }

  /** Parts with the same records as one before them. */
  get copies(): Problem[] {
    const firsts = new Map<string, string>();
    return this.#inOrder().flatMap(({ place: { name }, reader }): Problem[] => {
      const { bytesRead, fingerprint, state } = reader;
      // Parts of writers that have only begun may have the same names and nothing else.
      if (state === null || state.first.offset === state.last.offset) return [];
      const key = `${bytesRead} ${fingerprint.value}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, name);
      const message = `${name} has the same records as ${first}.`;
      return first === undefined ? [] : [{ code: 'repeated-part', message, offset: null }];
    });
  }

  /** The name of the first file in messages; null for the event file. */
  get #shownName(): string | null {
    return this.first === EVENT_FILE ? null : this.#name;
  }

  whileOpen<T>(use: () => Promise<T>): Promise<T> {
    return this.events.whileOpen(use);
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.events.inTurn(work);
  }

  retire(): Promise<void> {
    return this.events.retire();
  }

  /**
   * Takes the parts that there are now, in their order. Returns false where one that was read is gone, or is another file.
   *
   * @throws StorageError if one cannot be read
   */
  async takeParts(places: readonly PartPlace[]): Promise<boolean> {
    const before = this.#parts.length;
    let known = 0;
    for (const place of places) {
      const part = this.#byName.get(place.name);
      if (part === undefined) {
        if (place.size > 0) this.#add(place);
        continue;
      }
      known++;
      const { reader } = part;
      const isUnread = reader.zerosFrom !== null || reader.damage !== null;
      const isSameAsBefore = isSamePlace(part.place, place);
      if (isSameAsBefore && !isUnread) continue;
      // A listing may also be older than what was read.
      const isNews = !isSameAsBefore && place.size >= (reader.seen?.size ?? 0);
      const listed = isNews ? listedOf(place) : undefined;
      const stat = listed ?? (await this.#storage.stat(place.path));
      if (listed) await this.#pool.renew(reader.file, listed);
      const open = async () => this.#pool.file(place.path, listed);
      const isSame = part.place.path === place.path && (await isFileOf(reader, place.path, stat, this.#storage, open));
      if (!isSame) return false;
      this.#others.add(part, -1);
      part.place = place;
      this.#others.add(part, 1);
      part.isDue ||= await reader.hasNews(stat);
    }
    return known === before;
  }

  /** Closes the parts, which are opened again when they are read. */
  closeParts(): Promise<void> {
    return this.#pool.closeAll();
  }

  /** Whether reading on may find something; `stat` describes the event file. */
  async hasNews(stat: FileStat): Promise<boolean> {
    return this.#parts.some(({ isDue }) => isDue) || (await this.events.hasNews(stat));
  }

  /** See `EventFileReader.isUnchanged`; of the parts that were read lately. */
  async isUnchanged(): Promise<boolean> {
    if (!(await this.events.isUnchanged())) return false;
    for (const { reader } of this.#parts)
      if (this.#pool.isOpen(reader.file) && !(await reader.isUnchanged())) return false;
    return true;
  }

  /** See `EventFileReader.readToEnd`; reads the event file and the parts that are due, in their order. */
  async readToEnd(onBlock: () => boolean, decode: Decode = decodeHere): Promise<void> {
    let isStopped = false;
    const whileWanted = () => {
      isStopped ||= !onBlock();
      return !isStopped;
    };
    const { bytesRead } = this.events;
    const due = this.#inOrder().filter(({ isDue }) => isDue);
    const ahead = new PartsAhead(due.map(expectedOf));
    ahead.from(0);
    await this.events.readFile(whileWanted, decode);
    if (this.events.bytesRead > bytesRead) this.#noteRead(this.first.writer, this.first.number);
    for (const [index, part] of due.entries()) {
      if (isStopped) return;
      ahead.from(index);
      await this.#readPart(part, whileWanted, decode);
    }
    this.job.trim();
  }

  async #readPart(part: Part, onBlock: () => boolean, decode: Decode): Promise<void> {
    const { bytesRead } = part.reader;
    this.#others.add(part, -1);
    this.#reading = part;
    try {
      await part.reader.readFile(onBlock, decode);
      part.isDue = false;
    } finally {
      this.#reading = null;
      this.#others.add(part, 1);
    }
    if (part.reader.bytesRead > bytesRead) this.#noteRead(part.place.writer, part.place.number);
  }

  /** Notes that records of a part were folded, maybe after those of later parts. */
  #noteRead(writer: number, number: number): void {
    const last = this.#lastRead.get(writer) ?? -1;
    this.#isLate ||= number < last;
    this.#isInterleaved ||= [...this.#lastRead.keys()].some((other) => other > writer);
    this.#lastRead.set(writer, Math.max(last, number));
  }

  /** What is needed to resume, beside the state of the event file; null in a job of one file. */
  get partsState(): PartsState | null {
    if (this.#parts.length === 0) return null;
    const parts = this.#parts.map(({ place: { name }, reader }) => ({ name, state: reader.state }));
    return { parts, lastRead: [...this.#lastRead], isInterleaved: this.#isInterleaved };
  }

  /**
   * Resumes parts from a stored state. Returns false where one is gone, or has other records.
   *
   * @throws StorageError if one cannot be read
   */
  async resumeParts({ parts, lastRead, isInterleaved }: PartsState, places: readonly PartPlace[]): Promise<boolean> {
    const byName = new Map(places.map((place) => [place.name, place]));
    for (const { name, state } of parts) {
      const place = byName.get(name);
      if (place === undefined) return false;
      const part = this.#add(place, state ?? undefined);
      const stat = await stableStat(part.reader.file, part.reader);
      if (!(await part.reader.hasSameRecords(stat))) return false;
      part.isDue = await part.reader.hasNews(stat);
    }
    for (const [writer, number] of lastRead) this.#lastRead.set(writer, number);
    this.#isInterleaved = isInterleaved;
    return true;
  }

  #add(place: PartPlace, state?: ReaderState): Part {
    const { job, events } = this;
    const number = this.#parts.length + 1;
    const shared = {
      progress: () => ({ read: this.bytesRead, size: this.fileSize }),
      inTurn: <T>(work: () => Promise<T>) => events.inTurn(work),
    };
    events.part ??= { number: 0, name: this.#shownName, ...shared };
    if (job.parts.list.length === 0) job.parts.list.push({ name: this.#name, writer: this.first.writer, mark: 0 });
    if (job.parts.list.length === number)
      job.parts.list.push({ name: place.name, writer: place.writer, mark: markOfName(place.name) });
    const reader = new EventFileReader(this.#pool.file(place.path, listedOf(place)), job, state, {
      number,
      name: place.name,
      ...shared,
    });
    const part: Part = { place, reader, isDue: true };
    this.#parts.push(part);
    this.#byName.set(place.name, part);
    this.#others.add(part, 1);
    this.#sorted = null;
    return part;
  }

  #inOrder(): readonly Part[] {
    this.#sorted ??= this.#parts.toSorted((a, b) => a.place.writer - b.place.writer || a.place.number - b.place.number);
    return this.#sorted;
  }

  async #readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    const results: Uint8Array[] = new Array(ranges.length);
    const byPart = new Map<number, number[]>();
    for (const [index, { position }] of ranges.entries()) {
      const own = byPart.get(partAt(position));
      if (own) own.push(index);
      else byPart.set(partAt(position), [index]);
    }
    const limit = pLimit(PARTS_AT_ONCE);
    const readPart = async ([number, own]: [number, number[]]) => {
      const { file } = number === 0 ? this.events : this.#parts[number - 1].reader;
      const found = await file.readRanges(
        own.map((index) => ({ ...ranges[index], position: byteAt(ranges[index].position) })),
      );
      for (const [k, index] of own.entries()) results[index] = found[k];
    };
    await Promise.all([...byPart].map((part) => limit(() => readPart(part))));
    return results;
  }
}
