import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import type { EventFileReader } from '../reading/event-file-reader';
import { isStorageError, type StorageError, type StoredFile, type WritableStorage } from '../storage/storage';
import { readIndex, writeIndex } from './stored-index';

export interface IndexCacheOptions {
  /** Where the files lie; made when the first one is written. */
  directory: string;
  /** What they may take together, bytes. */
  maxBytes: number;
  /** Names this build of Salient: another one may understand an index otherwise. */
  build: string;
  /** Seconds after which a disk that said no is asked again, 0 for never. */
  retrySeconds: number;
}

/** Smaller event files are read faster than their index would be found: 1 MB takes 4 ms. */
const MIN_EVENT_BYTES = 2 ** 20;

/** The index of a growing job is put on disk again when it has grown by this share: all writing together is 8 times the last. */
const GROWTH = 1 / 8;

/** Where files must leave, they leave until so much of the bound is taken, so that the next one does not need another look. */
const SWEPT = 0.9;

/* The directory may hold other files, which are none of our business. */
const INDEX_END = '.index';
const INDEX = /^[0-9a-f]{40}\.index$/;
const PARTIAL = /^[0-9a-f]{40}\.index\./;
const HOUR_MS = 3_600_000;

/**
 * Indexes on disk, so that a restart or a second replica need not read an event file again. Any number of processes share the
 * directory without a lock, for a file there is whole or not there; it can be deleted at any time.
 *
 * A file is named after the path of its event file and the build that wrote it. What is in it counts only where all its
 * checksums hold and the event file still begins with what was read (`EventFileReader.isContinued`).
 */
export class IndexCache {
  readonly #storage: WritableStorage;
  readonly #options: IndexCacheOptions;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  /** What all files take, as far as is known; null before the first look. */
  #bytes: number | null = null;
  /** What the log has been told of a disk that says no, since an index was last written. */
  readonly #complaints = new Set<string>();
  /** Who is told when that disk may be asked again, by path of the event file. */
  readonly #waiting = new Map<string, () => void>();

  /** @param warn told once where the directory cannot be used, until an index could be written; everything goes on without it */
  constructor(storage: WritableStorage, options: IndexCacheOptions, clock: Clock, warn: (message: string) => void) {
    this.#storage = storage;
    this.#options = options;
    this.#clock = clock;
    this.#warn = warn;
  }

  /** A reader that goes on where the index of `events`, the event file at `path`, ends; null where there is none that holds. */
  async restore(path: string, events: StoredFile): Promise<EventFileReader | null> {
    const name = this.#nameOf(path);
    return this.#trying(async () => {
      const index = await this.#openIfThere(name);
      if (index === null) return null;
      try {
        const reader = await readIndex(index, events);
        if (reader === null || !(await reader.isContinued(await events.stat()))) {
          await this.#storage.remove(name);
          return null;
        }
        await this.#storage.touch(name, this.#clock.now()).catch(() => {}); // of a directory that may only be read, it is used all the same
        return reader;
      } finally {
        await index.close();
      }
    });
  }

  /**
   * Puts the index of the event file at `path` on disk, where enough of it is not there yet. Never rejects.
   *
   * @param again called where the disk said no, when it is time to ask it again
   */
  async keep(path: string, reader: EventFileReader, again: () => void): Promise<void> {
    const { bytesRead, bytesKept } = reader;
    if (bytesRead < MIN_EVENT_BYTES || bytesRead - bytesKept < bytesRead * GROWTH) return;
    const parts = writeIndex(reader);
    if (parts === null) return;
    const size = reader.job.byteLength;
    if (size > this.#options.maxBytes * SWEPT) return;
    const isKept = await this.#trying(async () => {
      await this.#makeRoom(size);
      await this.#storage.replace(this.#nameOf(path), parts, size);
      return true;
    });
    if (isKept) {
      reader.bytesKept = bytesRead;
      this.#complaints.clear();
    } else {
      this.#bytes = null;
      this.#askLater(path, again);
    }
  }

  #askLater(path: string, again: () => void): void {
    const { retrySeconds } = this.#options;
    if (retrySeconds === 0) return;
    if (this.#waiting.size === 0) {
      this.#clock.after(retrySeconds * 1000, () => {
        const calls = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const call of calls) call();
      });
    }
    this.#waiting.set(path, again);
  }

  /** Deletes the files used longest ago until `bytes` more fit in, and what writers left that never came to their end. */
  async #makeRoom(bytes: number): Promise<void> {
    const { directory, maxBytes } = this.#options;
    if (this.#bytes !== null && this.#bytes + bytes <= maxBytes) {
      this.#bytes += bytes;
      return;
    }
    const files: { path: string; size: number; modified: number }[] = [];
    for (const { name, kind } of await this.#listIfThere(directory)) {
      const path = `${directory}/${name}`;
      const stat = kind === 'file' ? await this.#storage.stat(path).catch(() => null) : null; // gone: another one has swept
      if (stat === null) continue;
      if (INDEX.test(name)) files.push({ path, ...stat });
      else if (PARTIAL.test(name) && stat.modified < this.#clock.now() - HOUR_MS) await this.#storage.remove(path);
    }
    files.sort((a, b) => a.modified - b.modified);
    let taken = bytes + files.reduce((sum, { size }) => sum + size, 0);
    if (taken > maxBytes) {
      for (const { path, size } of files) {
        if (taken <= maxBytes * SWEPT) break;
        await this.#storage.remove(path);
        taken -= size;
      }
    }
    this.#bytes = taken;
  }

  #sentence({ message }: StorageError): string {
    const { directory, retrySeconds } = this.#options;
    const next = retrySeconds > 0 ? ` It is tried again every ${retrySeconds} s.` : '';
    return `The cache of indexes in ${directory} cannot be used: ${message} Jobs are read as without it.${next}`;
  }

  #nameOf(path: string): string {
    const { directory, build } = this.#options;
    return `${directory}/${createHash('sha1').update(`${build}\n${path}`).digest('hex')}${INDEX_END}`;
  }

  async #openIfThere(path: string): Promise<StoredFile | null> {
    return this.#storage.open(path).catch(nullWhereMissing);
  }

  async #listIfThere(path: string) {
    return (await this.#storage.list(path).catch(nullWhereMissing)) ?? [];
  }

  /** Runs `use`; where the disk says no, says so where it is news, and the answer is null. */
  async #trying<T>(use: () => Promise<T>): Promise<T | null> {
    try {
      return await use();
    } catch (error) {
      if (!isStorageError(error)) throw error;
      const complaint = `${error.fault} ${error.code}`; // each job has a path of its own
      if (!this.#complaints.has(complaint)) this.#warn(this.#sentence(error));
      this.#complaints.add(complaint);
      return null;
    }
  }
}

function nullWhereMissing(error: unknown): null {
  if (isStorageError(error) && error.fault === 'not-found') return null;
  throw error;
}
