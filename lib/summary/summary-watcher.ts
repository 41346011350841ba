import { systemClock } from '../clock';
import { inSlices } from '../slices';
import { type FileStat, isStorageError, type Storage } from '../storage/storage';
import { isDataDirectory, latestEventFile } from './event-file';
import {
  describe,
  type ExplainDirectories,
  type ExplainDirectory,
  type FoundJobs,
  isAsDescribed,
  isAsListed,
  type ListedDirectory,
  NO_JOBS,
  type ScanProblem,
} from './explain-directory';
import { isEntered, join, nameOf, normalise } from './paths';
import { byPath, byUpdateTime, renewed } from './sorted-jobs';

export interface SummaryWatcherOptions {
  storage: Storage;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Whether a job is open, so that every scan has to check it. */
  isWatched?: (relativePath: string) => boolean;
}

const DEFAULT_DEPTH = 5;
const IN_FLIGHT = 16;

/** Directories that are visited together: few enough to take only a millisecond or two. */
const BATCH = 256;

/** The first scan reports its progress this often, milliseconds, and only after this growth: each report copies the whole list. */
const PROGRESS_EVERY_MS = 200;
const PROGRESS_GROWTH = 1.125;

/** A job that has not been written for this long is idle. */
const IDLE_AFTER_MS = 3_600_000;

/**
 * How many idle jobs a scan checks, in rotation: all of them up to this number, a tenth of a hundred thousand. New jobs are
 * still found at once, because the directory above them changes.
 */
const IDLE_PER_SCAN = 10_000;

/** The state of a scan that is under way. */
interface Scan {
  root: string;
  listed: Map<string, ListedDirectory>;
  /** Jobs, and those of them that are new or not as they were. */
  total: number;
  fresh: ExplainDirectory[];
  /** Idle jobs that it came by. */
  idle: number;
  problems: ScanProblem[];
}

/**
 * Finds the explain jobs below a base directory: directories, at any depth up to a bound, that hold an event file.
 * Symbolic links are never followed, and a job's data directories (`_explain_…`) never entered.
 */
export class SummaryWatcher {
  readonly #storage: Storage;
  readonly #maxDepth: number;
  readonly #now: () => number;
  readonly #isWatched: (relativePath: string) => boolean;
  #listed = new Map<string, ListedDirectory>();
  #found = NO_JOBS;
  /** How many scans a rotation over all idle jobs takes, and which of them is the current one. */
  #turns = 1;
  #turn = 0;

  constructor({
    storage,
    maxDepth = DEFAULT_DEPTH,
    now = systemClock.now,
    isWatched = () => false,
  }: SummaryWatcherOptions) {
    this.#storage = storage;
    this.#maxDepth = maxDepth;
    this.#now = now;
    this.#isWatched = isWatched;
  }

  /**
   * The explain jobs below `base`, page `offset` (0 is the first) of `limit` rows; all of them without a limit.
   *
   * @throws StorageError where `base` itself cannot be listed; directories below it that cannot become problems
   */
  async listExplainDirectories(base: string, offset = 0, limit?: number): Promise<ExplainDirectories> {
    const { total, directories, problems } = await this.scan(base);
    const page = limit === undefined ? directories : directories.slice(offset * limit, (offset + 1) * limit);
    return { total, directories: page, problems };
  }

  /**
   * All explain jobs below `base`.
   *
   * @param onProgress called now and then with what the first scan has found so far
   * @throws StorageError as `listExplainDirectories`
   */
  async scan(base: string, onProgress?: (found: FoundJobs) => void): Promise<FoundJobs> {
    const root = await this.#storage.resolve(base);
    const scan: Scan = { root, listed: new Map(), total: 0, fresh: [], idle: 0, problems: [] };
    const isFirst = this.#listed.size === 0;
    let found = this.#found;
    let reportedAt = this.#now();
    // Depth first: the first jobs are found before all directories above them are listed.
    const waiting = [{ paths: ['./'], depth: 0 }];
    for (let batch = waiting.pop(); batch; batch = waiting.pop()) {
      const { depth } = batch;
      const below = await this.#visit(scan, batch.paths, depth);
      for (let end = below.length; end > 0; end -= BATCH) {
        waiting.push({ paths: below.slice(Math.max(0, end - BATCH), end), depth: depth + 1 });
      }
      if (!onProgress || !isFirst || scan.total <= found.total * PROGRESS_GROWTH) continue;
      if (this.#now() - reportedAt < PROGRESS_EVERY_MS) continue;
      found = await inSlices(foundBy(scan, found));
      onProgress(found);
      reportedAt = this.#now();
    }
    this.#turns = Math.max(1, Math.ceil(scan.idle / IDLE_PER_SCAN));
    this.#turn++;
    const all = await inSlices(foundBy(scan, found));
    this.#listed = scan.listed;
    this.#found = all;
    return this.#found;
  }

  /** A job that the last scan found. */
  find(relativePath: string): ExplainDirectory | null {
    return this.#listed.get(relativePath)?.job ?? null;
  }

  /** Visits directories of one depth; returns the directories in them that are to be visited next. */
  async #visit(scan: Scan, paths: readonly string[], depth: number): Promise<string[]> {
    const visited = paths.filter((path) => !this.#isSkipped(scan, path));
    const stats = await this.#storage.statAll(visited.map((path) => join(scan.root, path)));
    const directories: ListedDirectory[] = [];
    const changed: { path: string; stat: FileStat }[] = [];
    for (const [index, path] of visited.entries()) {
      const stat = stats[index];
      if (isStorageError(stat)) noteProblem(scan, path, stat, depth);
      else if (isAsListed(this.#listed.get(path), stat)) directories.push(this.#listed.get(path) as ListedDirectory);
      else changed.push({ path, stat });
    }
    await eachInFlight(changed, async ({ path, stat }) => {
      try {
        directories.push(await this.#list(scan.root, path, stat));
      } catch (error) {
        noteProblem(scan, path, error, depth);
      }
    });
    await this.#describeAll(scan, directories);
    const below: string[] = [];
    if (depth >= this.#maxDepth) return below;
    for (const { relativePath, children } of directories) {
      if (depth > 0 && !isEntered(nameOf(relativePath))) continue;
      for (const name of children) below.push(depth === 0 ? `./${name}` : `${relativePath}/${name}`);
    }
    return below;
  }

  /** Whether this scan may skip a directory: it holds an idle job, whose turn in the rotation it is not, and nothing else. */
  #isSkipped(scan: Scan, path: string): boolean {
    const before = this.#listed.get(path);
    if (!before?.job || before.children.length > 0) return false;
    if (this.#now() - Math.max(before.modified, before.job.updateTime) < IDLE_AFTER_MS) return false;
    if (scan.idle++ % this.#turns === this.#turn % this.#turns || this.#isWatched(path)) return false;
    scan.listed.set(path, before);
    scan.total++;
    return true;
  }

  /** Stores the listings of directories, with the current description of each event file. */
  async #describeAll(scan: Scan, directories: readonly ListedDirectory[]): Promise<void> {
    const jobs = directories.filter(({ eventFile }) => eventFile !== null);
    const stats = await this.#storage.statAll(
      jobs.map(({ relativePath, eventFile }) => join(scan.root, `${relativePath}/${eventFile}`)),
    );
    for (const directory of directories) scan.listed.set(directory.relativePath, directory);
    for (const [index, directory] of jobs.entries()) {
      const stat = stats[index];
      const { relativePath, eventFile, job } = directory;
      if (isStorageError(stat)) {
        scan.listed.set(relativePath, { ...directory, job: null });
        if (stat.fault !== 'not-found') scan.problems.push({ relativePath, message: stat.message });
        continue;
      }
      scan.total++;
      if (job !== null && isAsDescribed(job, eventFile, stat)) continue;
      const fresh = describe(relativePath, eventFile ?? '', stat);
      scan.listed.set(relativePath, { ...directory, job: fresh });
      scan.fresh.push(fresh);
    }
  }

  /**
   * Whether `relativePath` (as in `./run_1`) names an explain job below `base`, looked up on the disk. False, without an
   * error, for anything that does not exist, is not a directory, is outside `base` or behind a symbolic link, or cannot be read.
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
      const stat = await this.#storage.stat(join(root, path));
      const listed = this.#listed.get(path);
      const { eventFile } = isAsListed(listed, stat) ? listed : await this.#list(root, path, stat);
      if (eventFile === null) return null;
      return describe(path, eventFile, await this.#storage.stat(join(root, `${path}/${eventFile}`)));
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }

  /** What is in a directory. The last description of its job is kept for comparison. */
  async #list(root: string, relativePath: string, { modified, identity }: FileStat): Promise<ListedDirectory> {
    const listedAt = this.#now();
    const entries = await this.#storage.list(join(root, relativePath));
    const files = entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name);
    const children = entries
      .filter((entry) => entry.kind === 'directory' && !isDataDirectory(entry.name))
      .map((entry) => entry.name);
    const eventFile = latestEventFile(files);
    const job = eventFile === null ? null : (this.#listed.get(relativePath)?.job ?? null);
    return { relativePath, modified, identity, listedAt, children, eventFile, job };
  }
}

function noteProblem({ problems }: Scan, relativePath: string, error: unknown, depth: number): void {
  if (!isStorageError(error) || depth === 0) throw error;
  if (error.fault !== 'not-found') problems.push({ relativePath, message: error.message });
}

/** The result of `scan`, in steps that may be interrupted; `before` itself where nothing has changed since. */
function* foundBy({ listed, total, fresh, problems }: Scan, before: FoundJobs): Generator<void, FoundJobs> {
  const isSame = fresh.length === 0 && total === before.total;
  if (isSame && `${problems.map(({ message }) => message)}` === `${before.problems.map(({ message }) => message)}`) {
    return before;
  }
  const stays = (job: ExplainDirectory) => listed.get(job.relativePath)?.job === job;
  const directories = isSame ? before.directories : yield* renewed(before.directories, stays, fresh, byUpdateTime);
  const inPathOrder = isSame ? before.byPath : yield* renewed(before.byPath, stays, fresh, byPath);
  fresh.length = 0;
  return { total: directories.length, directories, byPath: inPathOrder, problems: [...problems] };
}

/** Calls `call` for each item, with a bounded number of calls under way. */
async function eachInFlight<T>(items: readonly T[], call: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const run = async () => {
    while (next < items.length) await call(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, run));
}
