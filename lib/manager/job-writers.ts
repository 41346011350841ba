import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { isStorageError, type Storage } from '../storage/storage';
import { dataDirectoryOf, partNameOf, writerOfManifest } from '../summary/event-file';
import type { ExplainDirectory } from '../summary/explain-directory';
import { MAX_MANIFEST_BYTES, type ManifestState, parseManifest } from './manifest';

/** The writers of a job, and which of them are done. */
export interface Writers {
  /** As far as known: of the manifests of those that are done, and otherwise those that have written something. */
  total: number;
  finished: number;
  /** The first of those that are not done. */
  unfinished: number[];
}

const MAX_NAMED = 50;
const KEPT = 1_000;

/** More are not counted: their names could be up to a billion. */
const MAX_WRITERS = 100_000;

/** Entries of the data directory that are looked at: loggers put pictures into directories below it. */
const MAX_ENTRIES = 20_000;

interface Reading {
  eventFile: string;
  done: ReadonlySet<number>;
  /** How many there are, as the manifest of one says; 0 while none is done. */
  count: number;
  readAt: number;
}

/** Which writers of a job are done: each leaves a manifest beside the pictures (format.md, "A job of many parts"). */
export class JobWriters {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #trustedMs: () => number;
  readonly #readings = new LRUCache<string, Reading>({ max: KEPT });

  /** @param trustedMs for how long what was found last is not looked at again, milliseconds */
  constructor(storage: Storage, clock: Clock, trustedMs: () => number) {
    this.#storage = storage;
    this.#clock = clock;
    this.#trustedMs = trustedMs;
  }

  /** The writers of the job in the directory `path`; null for a job of one writer. Once the job is over nothing has to be read. */
  async of(path: string, directory: ExplainDirectory, manifest: ManifestState): Promise<Writers | null> {
    const { eventFile, parts = [] } = directory;
    const last = parts.reduce((most, { writer }) => Math.max(most, writer), partNameOf(eventFile)?.writer ?? 0);
    if (last === 0) return null;
    if (manifest.kind === 'present') return { total: last + 1, finished: last + 1, unfinished: [] };
    const { done, count } = await this.#read(path, directory);
    // Parts of writers beyond the number that a manifest tells are not of this run.
    const total = Math.min(MAX_WRITERS, count > 0 ? count : last + 1);
    const unfinished: number[] = [];
    let finished = 0;
    for (let writer = 0; writer < total; writer++) {
      if (done.has(writer)) finished++;
      else if (unfinished.length < MAX_NAMED) unfinished.push(writer);
    }
    return { total, finished, unfinished };
  }

  async #read(path: string, { relativePath, eventFile, linked }: ExplainDirectory): Promise<Reading> {
    const last = this.#readings.get(relativePath);
    const before = last?.eventFile === eventFile ? last : undefined;
    if (before && this.#clock.now() - before.readAt < this.#trustedMs()) return before;
    const data = dataDirectoryOf(eventFile);
    const done = await this.#tolerantly(() => this.#manifestsIn(linked?.data ?? `${path}/${data}`));
    if (done === null && before) return before;
    const [first] = done?.values() ?? [];
    let count = before?.count ?? 0;
    if (first !== undefined && count === 0) count = await this.#countIn(path, `${data}/${first}`, linked?.data);
    const reading = { eventFile, done: new Set(done?.keys()), count, readAt: this.#clock.now() };
    this.#readings.set(relativePath, reading);
    return reading;
  }

  /** The names of the manifests that writers have left in a directory, by writer. */
  async #manifestsIn(directory: string): Promise<Map<number, string>> {
    const found = new Map<number, string>();
    let seen = 0;
    for await (const entries of this.#storage.entries(directory)) {
      for (const { name } of entries) {
        const writer = writerOfManifest(name);
        if (writer !== null) found.set(writer, name);
      }
      seen += entries.length;
      if (seen >= MAX_ENTRIES) break;
    }
    return found;
  }

  /** The number of writers in the manifest of one; 0 where it does not say. */
  async #countIn(path: string, relative: string, linked: string | undefined): Promise<number> {
    const content = await this.#tolerantly(() => this.#storage.readInside(path, relative, MAX_MANIFEST_BYTES, linked));
    const manifest = content === null ? null : parseManifest(content);
    if (manifest === null || typeof manifest === 'string') return 0;
    const { writers } = manifest;
    return typeof writers === 'number' && Number.isSafeInteger(writers) && writers > 0 ? writers : 0;
  }

  async #tolerantly<T>(use: () => Promise<T>): Promise<T | null> {
    try {
      return await use();
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }
}
