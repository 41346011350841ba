import { systemClock } from '../clock';
import { type FileStat, isStorageError, type Storage } from '../storage/storage';
import { eventFileTime, isDataDirectory, latestEventFile } from './event-file';

/** A directory that holds an event file: an explain job. */
export interface ExplainDirectory {
  /** Relative to the base directory, `./` in front; the base directory itself is `./`. */
  relativePath: string;
  /** Name of the latest event file, which is the job. */
  eventFile: string;
  /** When the run began: the number in the event file's name. Milliseconds since 1970. */
  createTime: number;
  /** When the event file was last written, milliseconds since 1970. */
  updateTime: number;
  /** Of the event file, bytes. */
  size: number;
  /** Tells the event file from another one that had its place before. */
  identity: string;
}

/** A directory that could not be looked into. */
export interface ScanProblem {
  relativePath: string;
  message: string;
}

export interface ExplainDirectories {
  /** All there are, not only those of the page. */
  total: number;
  /** Latest written first, equal ones by path. */
  directories: ExplainDirectory[];
  problems: ScanProblem[];
}

export interface SummaryWatcherOptions {
  storage: Storage;
  /** Levels below the base directory that are looked into. */
  maxDepth?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const DEFAULT_DEPTH = 5;
const IN_FLIGHT = 16;

/** A directory changed less than this many milliseconds before it was listed may change again without a new time. */
const SETTLED_MS = 2_000;

/** What the watcher remembers of a directory, so that a quiet one costs a stat and not a listing. */
interface KnownDirectory {
  modified: number;
  identity: string;
  listedAt: number;
  children: string[];
  eventFile: string | null;
}

/**
 * Finds the explain jobs below a base directory: directories, at any depth up to a bound, that hold an event file.
 * Symbolic links are never followed, and a job's data directories (`_explain_…`) never entered.
 */
export class SummaryWatcher {
  readonly #storage: Storage;
  readonly #maxDepth: number;
  readonly #now: () => number;
  #known = new Map<string, KnownDirectory>();

  constructor({ storage, maxDepth = DEFAULT_DEPTH, now = systemClock.now }: SummaryWatcherOptions) {
    this.#storage = storage;
    this.#maxDepth = maxDepth;
    this.#now = now;
  }

  /**
   * The explain jobs below `base`, page `offset` (0 is the first) of `limit` rows; all of them without a limit.
   *
   * @throws StorageError where `base` itself cannot be listed; directories below it that cannot become problems
   */
  async listExplainDirectories(base: string, offset = 0, limit?: number): Promise<ExplainDirectories> {
    const root = await this.#storage.resolve(base);
    const known = new Map<string, KnownDirectory>();
    const directories: ExplainDirectory[] = [];
    const problems: ScanProblem[] = [];

    const visit = async (relativePath: string, depth: number): Promise<string[]> => {
      try {
        const directory = await this.#look(root, relativePath);
        known.set(relativePath, directory);
        if (directory.eventFile !== null) {
          const job = await this.#describe(root, relativePath, directory.eventFile);
          if (job) directories.push(job);
        }
        return depth < this.#maxDepth && (depth === 0 || isEntered(nameOf(relativePath)))
          ? directory.children.map((name) => `${depth === 0 ? './' : `${relativePath}/`}${name}`)
          : [];
      } catch (error) {
        if (!isStorageError(error) || depth === 0) throw error;
        if (error.fault !== 'not-found') problems.push({ relativePath, message: error.message });
        return [];
      }
    };

    let level = ['./'];
    for (let depth = 0; level.length > 0; depth++) {
      const below = await mapInFlight(level, (path) => visit(path, depth));
      level = below.flat();
    }
    this.#known = known;

    directories.sort((a, b) => b.updateTime - a.updateTime || (a.relativePath < b.relativePath ? -1 : 1));
    const page = limit === undefined ? directories : directories.slice(offset * limit, (offset + 1) * limit);
    return { total: directories.length, directories: page, problems };
  }

  /**
   * Whether `relativePath` (as in `./run_1`) names an explain job below `base`, looked up on the disk. False, without an
   * error, for what is not there, is no directory, lies outside `base` or behind a symbolic link, or cannot be read.
   */
  async isSummaryDirectory(base: string, relativePath: string): Promise<boolean> {
    return (await this.findExplainDirectory(base, relativePath)) !== null;
  }

  /** The explain job at `relativePath`, or null as `isSummaryDirectory` says false. */
  async findExplainDirectory(base: string, relativePath: string): Promise<ExplainDirectory | null> {
    const path = normalise(relativePath);
    if (path === null) return null;
    const names = path === './' ? [] : path.slice(2).split('/');
    // What a scan does not come to is no job here either.
    if (names.length > this.#maxDepth || !names.slice(0, -1).every(isEntered) || isDataDirectory(nameOf(path)))
      return null;
    try {
      const root = await this.#storage.resolve(base);
      let walked = '.';
      for (const name of names) {
        walked += `/${name}`;
        const { kind } = await this.#storage.stat(join(root, walked));
        if (kind !== 'directory') return null;
      }
      const { eventFile } = await this.#look(root, path);
      return eventFile === null ? null : await this.#describe(root, path, eventFile);
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }

  /** What is in a directory: remembered where its time says that nothing was added or removed since it was listed. */
  async #look(base: string, relativePath: string): Promise<KnownDirectory> {
    const path = join(base, relativePath);
    const { modified, identity } = await this.#storage.stat(path);
    const before = this.#known.get(relativePath);
    if (
      before &&
      before.identity === identity &&
      before.modified === modified &&
      before.listedAt - modified > SETTLED_MS
    ) {
      return before;
    }
    const listedAt = this.#now();
    const entries = await this.#storage.list(path);
    const files = entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name);
    const children = entries
      .filter((entry) => entry.kind === 'directory' && !isDataDirectory(entry.name))
      .map((entry) => entry.name);
    return { modified, identity, listedAt, children, eventFile: latestEventFile(files) };
  }

  async #describe(base: string, relativePath: string, eventFile: string): Promise<ExplainDirectory | null> {
    let stat: FileStat;
    try {
      stat = await this.#storage.stat(join(base, `${relativePath}/${eventFile}`));
    } catch (error) {
      if (isStorageError(error) && error.fault === 'not-found') return null; // deleted since it was listed
      throw error;
    }
    const createTime = eventFileTime(eventFile) * 1000;
    const { modified, size, identity } = stat;
    return { relativePath, eventFile, createTime, updateTime: modified, size, identity };
  }
}

/** A job's path in its one form (`./run_1`, the base directory `./`), or null where it is none or leaves the base directory. */
export function normalise(relativePath: string): string | null {
  if (relativePath.includes('\0') || relativePath.startsWith('/')) return null;
  const names = relativePath.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) return null;
  return `./${names.join('/')}`;
}

function join(base: string, relativePath: string): string {
  const rest = relativePath.replace(/^\.\//, '');
  return rest === '' ? base : `${base}/${rest}`;
}

function nameOf(relativePath: string): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}

/** Whether what lies below a directory is looked for: a hidden directory may be a job, but what it holds is somebody else's. */
function isEntered(name: string): boolean {
  return !name.startsWith('.') && !isDataDirectory(name);
}

/** `Promise.all(items.map(call))` with a bounded number of calls under way. */
async function mapInFlight<T, R>(items: readonly T[], call: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const run = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await call(items[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, run));
  return results;
}
