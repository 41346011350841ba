import { WireError } from '../event/wire';
import { RecordChangedError } from '../job/sample';
import type { Decode } from '../reading/decoded-blocks';
import { EventFileReader } from '../reading/event-file-reader';
import type { Storage } from '../storage/storage';
import type { IndexSnapshot } from './index-answers';
import type { IndexCache } from './index-cache';
import { snapshotOf } from './index-snapshot';

/** Asked about a job that has left in the meantime, as one whose directory is gone; asked again, it is loaded again or unknown. */
export class JobClosedError extends Error {
  override readonly name = 'JobClosedError';
  constructor() {
    super('The job was closed while it was asked about; ask again.');
  }
}

/** How often a file is read anew that is rewritten faster than it can be read, before that is an error. */
const TRIES = 4;

const PUBLISH_EVERY_MS = 100;

/** What event files are read with, the same for all of them. */
export interface ReadingMeans {
  storage: Storage;
  /** A clock in milliseconds, of which only differences count. */
  now: () => number;
  /** Where indexes are kept for the next time, null for nowhere. */
  cache: IndexCache | null;
  /** Finds out which records are sound. */
  decode: Decode;
}

/**
 * Follows the event file of a job: reads on in it while it grows, and starts over where another file has taken its place.
 * There is one current reader, from whose job all questions are answered.
 */
export class EventFileFollower {
  #reader: EventFileReader | null = null;
  #path: string | null = null;
  #advancing: Promise<IndexSnapshot> | null = null;
  /** While the index is put on disk, nothing is read on. */
  #keeping: Promise<void> | undefined;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /**
   * @param means what it reads with
   * @param publish is given a snapshot every tenth of a second while reading, and at its end
   * @param onReplace told when the current reader is another one, or none any more
   */
  constructor(
    readonly means: ReadingMeans,
    readonly publish: (snapshot: IndexSnapshot) => void,
    readonly onReplace: () => void,
  ) {}

  /**
   * The reader whose job is answered from.
   *
   * @throws JobClosedError where there is none
   */
  get current(): EventFileReader {
    if (this.#reader === null) throw new JobClosedError();
    return this.#reader;
  }

  /** Answers from the current file; where that turns out to have been rewritten, reads it anew and answers again. */
  async consistently<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const reader = this.current;
      try {
        return await reader.whileOpen(async () => {
          const value = await answer(reader);
          if (await reader.isUnchanged()) return value;
          throw new RecordChangedError(0);
        });
      } catch (error) {
        const isOtherContent = error instanceof RecordChangedError || error instanceof WireError;
        if (!isOtherContent || this.#path === null || tries === TRIES) throw error;
        reader.isStale = true;
        await this.advance(this.#path);
      }
    }
  }

  /**
   * Reads on in the event file at `path`, or starts over where it is another file than before: replaced, rewritten or newer.
   *
   * @throws StorageError where it cannot be read; what was read before stays
   */
  async advance(path: string): Promise<IndexSnapshot> {
    while (this.#advancing) await this.#advancing.catch(() => {});
    this.#advancing = this.#advance(path);
    try {
      return await this.#advancing;
    } finally {
      this.#advancing = null;
    }
  }

  async #advance(path: string): Promise<IndexSnapshot> {
    await this.#keeping;
    let snapshot = await this.#readOnce(path);
    // Rewritten while it was read: what was read is of two files.
    for (let tries = 1; snapshot === null && tries < TRIES; tries++) snapshot = await this.#readOnce(path);
    if (snapshot === null) throw new RecordChangedError(0);
    if (this.#closed) return snapshot;
    this.publish(snapshot);
    if (this.#reader) this.#keeping = this.means.cache?.keep(path, this.#reader, () => this.#keepAgain(path));
    return snapshot;
  }

  /** The disk that would not take the index is asked again, which is what reading on ends with. */
  #keepAgain(path: string): void {
    if (!this.#closed && path === this.#path) this.advance(path).catch(() => {}); // the next look for jobs finds out why
  }

  /** Reads to the end of the file; null where it was found to be another one by then. */
  async #readOnce(path: string): Promise<IndexSnapshot | null> {
    const known = this.#reader;
    const isSame =
      known !== null && path === this.#path && (await known.isSameFile(await this.means.storage.stat(path)));
    // What turned out stale seemed to be the same file: its index on disk would mislead in the same way.
    const reader = isSame ? known : await this.#open(path, known?.isStale === true);
    try {
      await reader.whileOpen(() =>
        reader.readOn(() => {
          // What was read of the old file answers until there is something of the new one.
          if (!this.#closed) this.#replace(reader);
          if (!this.#closed) this.#publishNow(reader);
          return !this.#closed;
        }, this.means.decode),
      );
      reader.isStale = !(await reader.whileOpen(() => reader.isUnchanged()));
    } finally {
      if (this.#reader !== reader) await reader.retire();
    }
    this.#path = path;
    return reader.isStale ? null : snapshotOf(reader);
  }

  /** A reader of the event file at `path`: from where its index on disk ends, or from the start if there is none or `anew`. */
  async #open(path: string, anew: boolean): Promise<EventFileReader> {
    const file = await this.means.storage.open(path);
    const kept = anew ? null : await this.means.cache?.restore(path, file);
    return kept ?? new EventFileReader(file);
  }

  /** Answers from `reader` from now on. */
  #replace(reader: EventFileReader | null): void {
    const old = this.#reader;
    if (old === reader) return;
    this.#reader = reader;
    this.onReplace();
    this.#publishedAt = Number.NEGATIVE_INFINITY;
    void old?.retire();
  }

  #publishNow(reader: EventFileReader): void {
    if (this.means.now() - this.#publishedAt < PUBLISH_EVERY_MS) return;
    this.#publishedAt = this.means.now();
    this.publish(snapshotOf(reader));
  }

  /** Ends the reading and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#advancing?.catch(() => {});
    await this.#keeping;
    this.#replace(null);
  }
}
