import { WireError } from '../event/wire';
import { RecordChangedError } from '../job/sample';
import type { Decode } from '../reading/decoded-blocks';
import { EventFileReader } from '../reading/event-file-reader';
import { JobReader } from '../reading/job-reader';
import { EVENT_FILE, type PartNumbers, type PartPlace } from '../reading/part';
import { isFileOf } from '../reading/same-file';
import { isReplaced, type Storage } from '../storage/storage';
import type { IndexSnapshot } from './index-answers';
import type { IndexCache } from './index-cache';
import { snapshotOf } from './index-snapshot';

/** The job was closed before a request was answered, for example because its directory was deleted. A repeated request loads it again. */
export class JobClosedError extends Error {
  override readonly name = 'JobClosedError';
  constructor() {
    super('The job was closed during the request; try again.');
  }
}

/** Maximum number of attempts to read a file that is rewritten faster than it can be read. */
const MAX_ATTEMPTS = 4;

const PUBLISH_EVERY_MS = 100;

/** A job that is read anew whenever it grows: always while it is short, and then after so much growth, as a share of what was read. */
const SHORT_BYTES = 8 * 2 ** 20;
const GROWTH = 1 / 8;

/** What is needed to read event files; the same for all of them. */
export interface ReadingContext {
  storage: Storage;
  /** A clock in milliseconds; only differences matter. */
  now: () => number;
  /** The index cache on disk, null for none. */
  cache: IndexCache | null;
  /** Verifies and decodes blocks. */
  decode: Decode;
}

/**
 * Follows the event file of a job: reads what is appended, and starts over if another file has replaced it. All requests are
 * answered from the job of the current reader.
 */
export class EventFileFollower {
  #reader: JobReader | null = null;
  #path: string | null = null;
  #parts: readonly PartPlace[] = [];
  #first: PartNumbers = EVENT_FILE;
  #advancing: Promise<IndexSnapshot> | null = null;
  /** The pending write to the index cache; reading waits for it. */
  #writing: Promise<void> | undefined;
  #publishedAt = Number.NEGATIVE_INFINITY;
  /** The snapshot when the end of the file was last reached. */
  #snapshot: IndexSnapshot | null = null;
  /** Bytes that were unread at the last look. */
  #unread = 0;
  #closed = false;

  /**
   * @param context what is needed to read the file
   * @param publish called with a snapshot every 100 ms while reading, and at the end
   * @param onReplace called when the current reader was replaced or closed
   */
  constructor(
    readonly context: ReadingContext,
    readonly publish: (snapshot: IndexSnapshot) => void,
    readonly onReplace: () => void,
  ) {}

  /**
   * The current reader.
   *
   * @throws JobClosedError if there is none
   */
  get current(): JobReader {
    if (this.#reader === null) throw new JobClosedError();
    return this.#reader;
  }

  /** Computes an answer from the columns of the job, in slices: it neither changes nor is freed meanwhile. */
  async fromColumns<T>(answer: (reader: JobReader) => Promise<T>): Promise<T> {
    const reader = this.current;
    return reader.whileOpen(() => reader.inTurn(() => answer(reader)));
  }

  /** Computes an answer from the current file. If the file was rewritten meanwhile, reads it again and repeats the computation. */
  async consistently<T>(answer: (reader: JobReader) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const reader = this.current;
      try {
        return await reader.whileOpen(async () => {
          const value = await answer(reader);
          if (await reader.isUnchanged()) return value;
          throw new RecordChangedError(0);
        });
      } catch (error) {
        const isOutdated = isReplaced(error); // what was read may be the start of what is there now
        const hasChanged = isOutdated || error instanceof RecordChangedError || error instanceof WireError;
        if (!hasChanged || this.#path === null || attempt === MAX_ATTEMPTS) throw error;
        reader.isStale ||= !isOutdated;
        await this.advance(this.#path, this.#parts, this.#first);
      }
    }
  }

  /**
   * Reads what was appended to the event file at `path`, or starts over if it is another file: replaced, rewritten or newer. The same holds
   * for the further parts of the job, which are given in their order.
   *
   * @param first the numbers of the part that stands in for a missing event file
   * @throws StorageError if it cannot be read; what was read before stays available
   */
  async advance(path: string, parts: readonly PartPlace[] = [], first = EVENT_FILE): Promise<IndexSnapshot> {
    while (this.#advancing) await this.#advancing.catch(() => {});
    this.#first = first;
    this.#advancing = this.#advance(path, parts);
    try {
      return await this.#advancing;
    } finally {
      this.#advancing = null;
    }
  }

  async #advance(path: string, parts: readonly PartPlace[]): Promise<IndexSnapshot> {
    await this.#writing;
    let snapshot = await this.#tryToRead(path, parts);
    // Null: the file was rewritten during reading, so records of two files were mixed; or parts have to be read in their order.
    for (let attempt = 1; snapshot === null && attempt < MAX_ATTEMPTS; attempt++)
      snapshot = await this.#tryToRead(path, parts);
    if (snapshot === null) throw new RecordChangedError(0);
    if (this.#closed) return snapshot;
    if (snapshot !== this.#snapshot) this.publish(snapshot);
    this.#snapshot = snapshot;
    if (this.#reader) this.#writing = this.context.cache?.write(path, this.#reader, () => this.#retryWrite(path));
    return snapshot;
  }

  /** Retries a failed write to the index cache, which is the last step of `advance`. */
  #retryWrite(path: string): void {
    if (!this.#closed && path === this.#path) this.advance(path, this.#parts, this.#first).catch(() => {}); // the next scan reports the error
  }

  /** As `#readOnce`; null also where the storage noticed that a file was replaced. */
  async #tryToRead(path: string, parts: readonly PartPlace[]): Promise<IndexSnapshot | null> {
    try {
      return await this.#readOnce(path, parts);
    } catch (error) {
      if (isReplaced(error)) return null;
      throw error;
    }
  }

  /** Reads to the end of the file, if there is something to read; null if the file was replaced meanwhile. */
  async #readOnce(path: string, parts: readonly PartPlace[]): Promise<IndexSnapshot | null> {
    const { storage } = this.context;
    const current = this.#reader;
    const stat = current !== null && path === this.#path ? await storage.stat(path) : null;
    const isSame =
      current !== null &&
      stat !== null &&
      (await isFileOf(current.events, path, stat, storage)) &&
      (await current.takeParts(parts));
    if (isSame && this.#snapshot !== null && !(await current.hasNews(stat))) return this.#snapshot;
    if (isSame && this.#snapshot !== null && this.#mayWait(current, current.unread(stat)))
      return { ...this.#snapshot, isPutOff: true };
    // A stale reader mistook the new file for the old one; the cached index would do the same, so it is not used.
    const reader = isSame ? current : await this.#open(path, parts, current?.isStale === true);
    try {
      await reader.whileOpen(() =>
        reader.readToEnd(() => {
          // The old content stays available until some of the new content has been read.
          if (!this.#closed) this.#replace(reader);
          if (!this.#closed) this.#publishNow(reader);
          return !this.#closed;
        }, this.context.decode),
      );
      reader.isStale = reader.isOutOfOrder || !(await reader.whileOpen(() => reader.isUnchanged()));
    } finally {
      if (this.#reader !== reader) await reader.retire();
    }
    this.#path = path;
    this.#parts = parts;
    return reader.isStale ? null : snapshotOf(reader);
  }

  /**
   * Whether reading is put off. Several writers say something about the same things, so all parts would be read again in their order, for each
   * bit that any of them appends. They are after some growth, and once nothing more was appended since the last look.
   */
  #mayWait({ job, bytesRead }: JobReader, unread: number): boolean {
    const hasGrown = unread !== this.#unread;
    this.#unread = unread;
    return job.parts.orderMatters && bytesRead > SHORT_BYTES && hasGrown && unread < bytesRead * GROWTH;
  }

  /** A reader of the event file at `path`. It resumes from the cached index, or starts at byte 0 if there is none or `skipCache` is set. */
  async #open(path: string, parts: readonly PartPlace[], skipCache: boolean): Promise<JobReader> {
    const { storage, cache } = this.context;
    const file = await storage.open(path);
    const cached = skipCache ? null : await cache?.restore(path, file, parts, storage);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const reader = cached ?? new JobReader(new EventFileReader(file), storage, name);
    reader.first = this.#first;
    await reader.takeParts(parts);
    return reader;
  }

  /** Makes `reader` the current reader. */
  #replace(reader: JobReader | null): void {
    const old = this.#reader;
    if (old === reader) return;
    this.#reader = reader;
    this.onReplace();
    this.#publishedAt = Number.NEGATIVE_INFINITY;
    void old?.retire();
  }

  #publishNow(reader: JobReader): void {
    if (this.context.now() - this.#publishedAt < PUBLISH_EVERY_MS) return;
    this.#publishedAt = this.context.now();
    this.publish(snapshotOf(reader));
  }

  /** Stops reading and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#advancing?.catch(() => {});
    await this.#writing;
    this.#replace(null);
  }
}
