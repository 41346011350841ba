import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { isOfStore, type Storage } from '../storage/storage';
import { type ExplainDirectory, eventFilePath } from '../summary/explain-directory';
import { isOutgrown, type ManifestState, readManifest } from './manifest';

const KEPT = 200_000;

/** A missing manifest is looked up again after this share of the time since the last write of its job. */
const MISSING_FOR = 1 / 1000;

/** A file that is no manifest, perhaps because it is being written, is not read again for so many milliseconds. */
const MALFORMED_FOR_MS = 1_000;

/** The result of reading a manifest, and when it was read, milliseconds since 1970. */
interface Reading {
  eventFile: string;
  state: ManifestState;
  readAt: number;
  /** When it was first found where there had been none before, milliseconds since 1970; null if it was there from the beginning. */
  appearedAt: number | null;
  /** The size of a job when it was found to be over, bytes, and the one that it had in the last scan: what is read may be behind. */
  end?: { scanned: number; written: number };
}

/** The manifests of all jobs, each read when it is first requested. */
export class Manifests {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #trustedMs: () => number;
  readonly #readings = new LRUCache<string, Reading>({ max: KEPT });

  /** @param trustedMs for how long what was read last is not looked at again, milliseconds: not at all by default */
  constructor(storage: Storage, clock: Clock, trustedMs: () => number = () => 0) {
    this.#storage = storage;
    this.#clock = clock;
    this.#trustedMs = trustedMs;
  }

  /** The manifest of the job in the directory `path`; an existing one is read once. */
  async read(path: string, directory: ExplainDirectory): Promise<ManifestState> {
    const { relativePath, eventFile } = directory;
    const before = this.peek(directory);
    if (before?.kind === 'present' && !isOutgrown(before, directory)) return before;
    const lookedAt = this.#readings.peek(relativePath)?.readAt ?? Number.NEGATIVE_INFINITY;
    const trustedMs = Math.max(this.#trustedMs(), before?.kind === 'malformed' ? MALFORMED_FOR_MS : 0);
    if (before !== null && this.#clock.now() - lookedAt < trustedMs) return before;
    const state = await readManifest(this.#storage, path, directory).catch((error): ManifestState => {
      if (!isOfStore(error)) throw error;
      return before ?? { kind: 'missing' }; // the store says nothing about it
    });
    const readAt = this.#clock.now();
    const hasAppeared = before?.kind === 'missing' && state.kind === 'present';
    const end = hasAppeared ? await this.#endOf(path, directory) : undefined;
    this.#readings.set(relativePath, { eventFile, state, readAt, appearedAt: hasAppeared ? readAt : null, end });
    return state;
  }

  /** Whether the manifest of a job appeared at `time` or later, milliseconds since 1970: it may list what was not there at that time. */
  isNewerThan(time: number, { relativePath }: ExplainDirectory): boolean {
    const appearedAt = this.#readings.peek(relativePath)?.appearedAt ?? null;
    return appearedAt !== null && appearedAt >= time;
  }

  /** The size of a job in bytes: that of the last scan, or of its end if it has been found to be over since. */
  sizeOf({ relativePath, eventFile, size }: ExplainDirectory): number {
    const reading = this.#readings.peek(relativePath);
    const end = reading?.eventFile === eventFile ? reading.end : undefined;
    return end?.scanned === size ? Math.max(size, end.written) : size;
  }

  /** Of a job of many parts, the manifest has the sizes. */
  async #endOf(path: string, directory: ExplainDirectory): Promise<Reading['end']> {
    if (directory.parts !== undefined) return undefined;
    const [stat] = await this.#storage.statAll([eventFilePath(path, directory)]);
    return 'size' in stat ? { scanned: directory.size, written: stat.size } : undefined;
  }

  /** The manifest of a job as last read; null if it was never read. */
  peek({ relativePath, eventFile }: ExplainDirectory): ManifestState | null {
    const reading = this.#readings.peek(relativePath);
    return reading?.eventFile === eventFile ? reading.state : null;
  }

  /** Whether a manifest should be read (again): the longer one has been missing, the less likely it is to appear. */
  isDue({ relativePath, eventFile, updateTime }: ExplainDirectory): boolean {
    const reading = this.#readings.peek(relativePath);
    if (reading?.eventFile !== eventFile) return true;
    const since = this.#clock.now() - reading.readAt;
    return reading.state.kind !== 'present' && since > (reading.readAt - updateTime) * MISSING_FOR;
  }
}
