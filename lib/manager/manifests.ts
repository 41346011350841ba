import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import { isOfStore, type Storage } from '../storage/storage';
import { type ExplainDirectory, eventFilePath } from '../summary/explain-directory';
import { type ManifestState, readManifest } from './manifest';
import { isOutgrown } from './part-problems';

const KEPT = 200_000;

/** A missing manifest is looked up again after this share of the time since the last write of its job. */
const MISSING_FOR = 1 / 1000;

/** A file that is no manifest, perhaps because it is being written, is not read again for so many milliseconds. */
const MALFORMED_FOR_MS = 1_000;

/** The result of reading a manifest, and when it was read, milliseconds since 1970. */
interface Reading {
  /** The job as the last scan before had found it. */
  directory: ExplainDirectory;
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

  /** The manifest of the job in the directory `path`; an existing one is read once for each state of the event file. */
  async read(path: string, directory: ExplainDirectory): Promise<ManifestState> {
    const { relativePath } = directory;
    const known = this.#readingOf(directory);
    const before = known?.state ?? null;
    if (known && before?.kind === 'present' && isSame(known.directory, directory) && !isOutgrown(directory, before))
      return before;
    const trustedMs = Math.max(this.#trustedMs(), before?.kind === 'malformed' ? MALFORMED_FOR_MS : 0);
    if (known && this.#clock.now() - known.readAt < trustedMs) return known.state;
    const state = await readManifest(this.#storage, path, directory).catch((error): ManifestState => {
      if (!isOfStore(error)) throw error;
      return before ?? { kind: 'missing' }; // the store says nothing about it
    });
    const readAt = this.#clock.now();
    const hasAppeared = before?.kind === 'missing' && state.kind === 'present';
    const end = hasAppeared ? await this.#endOf(path, directory) : undefined;
    const appearedAt = hasAppeared ? readAt : state.kind === 'present' ? (known?.appearedAt ?? null) : null;
    this.#readings.set(relativePath, { directory, state, readAt, appearedAt, end });
    return state;
  }

  /** Whether the manifest of a job appeared at `time` or later, milliseconds since 1970: it may list what was not there at that time. */
  isNewerThan(time: number, { relativePath }: ExplainDirectory): boolean {
    const appearedAt = this.#readings.peek(relativePath)?.appearedAt ?? null;
    return appearedAt !== null && appearedAt >= time;
  }

  /** The size of a job in bytes: that of the last scan, or of its end if it has been found to be over since. */
  sizeOf(directory: ExplainDirectory): number {
    const { size } = directory;
    const end = this.#readingOf(directory)?.end;
    return end?.scanned === size ? Math.max(size, end.written) : size;
  }

  /** Of a job of many parts, the manifest has the sizes. */
  async #endOf(path: string, directory: ExplainDirectory): Promise<Reading['end']> {
    if (directory.parts !== undefined) return undefined;
    const [stat] = await this.#storage.statAll([eventFilePath(path, directory)]);
    return 'size' in stat ? { scanned: directory.size, written: stat.size } : undefined;
  }

  /** The manifest of a job as last read; null if it was never read. */
  peek(directory: ExplainDirectory): ManifestState | null {
    return this.#readingOf(directory)?.state ?? null;
  }

  /**
   * Whether a manifest should be read (again): once the event file is another, or has grown; and the longer one has been missing, the less
   * likely it is to appear.
   */
  isDue(directory: ExplainDirectory): boolean {
    const reading = this.#readingOf(directory);
    if (reading === undefined) return true;
    if (reading.state.kind === 'present') return !isSame(reading.directory, directory);
    const since = this.#clock.now() - reading.readAt;
    return since > (reading.readAt - directory.updateTime) * MISSING_FOR;
  }

  #readingOf({ relativePath, eventFile }: ExplainDirectory): Reading | undefined {
    const reading = this.#readings.peek(relativePath);
    return reading?.directory.eventFile === eventFile ? reading : undefined;
  }
}

/** Whether nothing of a job has changed between two scans, as far as they tell. The manifest says that a run is over: another run may follow. */
function isSame(before: ExplainDirectory, now: ExplainDirectory): boolean {
  if (before === now) return true;
  const { identity, version, size, updateTime } = before;
  return identity === now.identity && version === now.version && size === now.size && updateTime === now.updateTime;
}
