import { createHash } from 'node:crypto';
import type { Clock } from '../clock';
import { encodeName } from '../file-name';
import type { JobReader } from '../reading/job-reader';
import type { PartPlace } from '../reading/part';
import { stableStat } from '../reading/same-file';
import {
  isStorageError,
  type Storage,
  type StorageError,
  type StoredFile,
  type WritableStorage,
} from '../storage/storage';
import { readIndex, writeIndex } from './stored-index';

export interface IndexCacheOptions {
  /** Directory of the files; created with the first file. */
  directory: string;
  /** Maximum total size, bytes. */
  maxBytes: number;
  /** Identifies this build of Salient: other builds may use another format. */
  build: string;
  /** Seconds after which a failed write is retried, 0 for never. */
  retrySeconds: number;
}

/** Smaller event files are not cached, because reading them again is as fast: 1 MB takes 4 ms. */
const MIN_EVENT_BYTES = 2 ** 20;

/** The index of a growing job is written again when it has grown by this share, so the total written is at most 8 times the last index. */
const GROWTH = 1 / 8;

/** Eviction frees space down to this share of the maximum size, so that the next write does not need another eviction. */
const EVICTION_TARGET = 0.9;

/** Other servers write to the directory, too, so it is scanned again after this share of the maximum size was written. */
const UNSEEN = 1 / 10;

/* Other files in the directory are ignored. */
const INDEX_END = '.index';
const INDEX = /^[0-9a-f]{40}\.index$/;
const PARTIAL = /^[0-9a-f]{40}\.index\./;
const HOUR_MS = 3_600_000;

/**
 * A cache of indexes on disk, so that a restart or a second replica need not read an event file again. Any number of processes may
 * share the directory without a lock, because files are written atomically; it can be deleted at any time.
 *
 * The name of a file is derived from the path of the event file and the build. It is used only if all its checksums are correct and
 * the event file still begins with the indexed records (`EventFileReader.hasSameRecords`).
 */
export class IndexCache {
  readonly #storage: WritableStorage;
  readonly #options: IndexCacheOptions;
  readonly #clock: Clock;
  readonly #warn: (message: string) => void;
  /** Bytes that may be written before the directory is scanned again. */
  #room = 0;
  /** The errors logged since an index was last written. */
  readonly #loggedErrors = new Set<string>();
  /** Pending retries of failed writes, by path of the event file. */
  readonly #retries = new Map<string, () => void>();

  /** @param warn called once per error if the directory cannot be used, until a write succeeds; everything works without the cache */
  constructor(storage: WritableStorage, options: IndexCacheOptions, clock: Clock, warn: (message: string) => void) {
    this.#storage = storage;
    this.#options = options;
    this.#clock = clock;
    this.#warn = warn;
  }

  /**
   * A reader that resumes from the cached index of `events`, the event file at `path`, and its `parts`; null if there is no valid index.
   *
   * @param storage of the job, which may be another one than that of the cache
   */
  async restore(
    path: string,
    events: StoredFile,
    parts: readonly PartPlace[],
    storage: Storage,
  ): Promise<JobReader | null> {
    const name = this.#nameOf(path);
    return this.#tolerantly(async () => {
      const index = await this.#openIfThere(name);
      if (index === null) return null;
      try {
        const reader = await readIndex(index, events, storage, path.slice(path.lastIndexOf('/') + 1), parts);
        const stat = reader && (await stableStat(events, reader.events));
        if (stat === null || !(await reader?.events.hasSameRecords(stat))) {
          await reader?.closeParts();
          // On a shared disk, the server that wrote it may already see more of the event file than this one.
          const isBehind = stat !== null && stat.size < (reader?.events.seen?.size ?? 0);
          if (!isBehind) await this.#storage.remove(name);
          return null;
        }
        await this.#storage.touch(name, this.#clock.now()).catch(() => {}); // a read-only directory is fine
        return reader;
      } finally {
        await index.close();
      }
    });
  }

  /**
   * Writes the index of the event file at `path`, if it has grown enough since it was last written. Never rejects.
   *
   * @param retry called after a failed write when it is time to try again
   */
  async write(path: string, reader: JobReader, retry: () => void): Promise<void> {
    const { bytesRead, bytesCached } = reader;
    if (bytesRead < MIN_EVENT_BYTES || bytesRead - bytesCached < bytesRead * GROWTH) return;
    const parts = writeIndex(reader);
    if (parts === null) return;
    const size = reader.job.byteLength;
    if (size > this.#options.maxBytes * EVICTION_TARGET) return;
    const isWritten = await this.#tolerantly(async () => {
      await this.#makeRoom(size);
      await this.#storage.replace(this.#nameOf(path), parts, size);
      return true;
    });
    if (isWritten) {
      reader.bytesCached = bytesRead;
      this.#loggedErrors.clear();
    } else {
      this.#room = 0;
      this.#retryLater(path, retry);
    }
  }

  #retryLater(path: string, retry: () => void): void {
    const { retrySeconds } = this.#options;
    if (retrySeconds === 0) return;
    if (this.#retries.size === 0) {
      this.#clock.after(retrySeconds * 1000, () => {
        const calls = [...this.#retries.values()];
        this.#retries.clear();
        for (const call of calls) call();
      });
    }
    this.#retries.set(path, retry);
  }

  /** Evicts the least recently used files until `bytes` more fit, and deletes partial files of aborted writes. */
  async #makeRoom(bytes: number): Promise<void> {
    const { directory, maxBytes } = this.#options;
    if (bytes <= this.#room) {
      this.#room -= bytes;
      return;
    }
    const files: { path: string; size: number; modified: number }[] = [];
    for (const { name, kind } of await this.#listIfThere(directory)) {
      const path = `${directory}/${name}`;
      const stat = kind === 'file' ? await this.#storage.stat(path).catch(() => null) : null; // evicted by another process
      if (stat === null) continue;
      if (INDEX.test(name)) files.push({ path, ...stat });
      else if (PARTIAL.test(name) && stat.modified < this.#clock.now() - HOUR_MS) await this.#storage.remove(path);
    }
    files.sort((a, b) => a.modified - b.modified);
    let used = bytes + files.reduce((sum, { size }) => sum + size, 0);
    if (used > maxBytes) {
      for (const { path, size } of files) {
        if (used <= maxBytes * EVICTION_TARGET) break;
        await this.#storage.remove(path);
        used -= size;
      }
    }
    this.#room = Math.min(maxBytes - used, maxBytes * UNSEEN);
  }

  #sentence({ message }: StorageError): string {
    const { directory, retrySeconds } = this.#options;
    const next = retrySeconds > 0 ? ` Salient retries every ${retrySeconds} s.` : '';
    return `The index cache in ${directory} cannot be used: ${message} Jobs are read without it.${next}`;
  }

  #nameOf(path: string): string {
    const { directory, build } = this.#options;
    return `${directory}/${createHash('sha1').update(`${build}\n`).update(encodeName(path)).digest('hex')}${INDEX_END}`;
  }

  async #openIfThere(path: string): Promise<StoredFile | null> {
    return this.#storage.open(path).catch(nullWhereMissing);
  }

  async #listIfThere(path: string) {
    return (await this.#storage.list(path).catch(nullWhereMissing)) ?? [];
  }

  /** Runs `use`. On a storage error it logs the error, unless it was logged before, and returns null. */
  async #tolerantly<T>(use: () => Promise<T>): Promise<T | null> {
    try {
      return await use();
    } catch (error) {
      if (!isStorageError(error)) throw error;
      const kind = `${error.fault} ${error.code}`; // without the path, which differs for each job
      if (!this.#loggedErrors.has(kind)) this.#warn(this.#sentence(error));
      this.#loggedErrors.add(kind);
      return null;
    }
  }
}

function nullWhereMissing(error: unknown): null {
  if (isStorageError(error) && error.fault === 'not-found') return null;
  throw error;
}
