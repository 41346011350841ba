import { systemClock } from '../clock';
import { inSlices } from '../slices';
import { type FileStat, isStorageError, type Storage } from '../storage/storage';
import {
  describe,
  type ExplainDirectories,
  type ExplainDirectory,
  type FoundJobs,
  isAsDescribed,
  isAsListed,
  type ListedDirectory,
  NO_JOBS,
  partPath,
} from './explain-directory';
import { findDirectory } from './find-directory';
import { eachInFlight } from './in-flight';
import { statKnown } from './known-inodes';
import type { LinkHolder } from './links';
import { listDirectory } from './listing';
import { describeParts, isSameJob, partsToStat } from './part-files';
import { isEntered, nameOf, normalise } from './paths';
import { Relisting } from './relisting';
import { Scan } from './scan';

export interface SummaryWatcherOptions {
  storage: Storage;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Whether a job is open, so that every scan has to check it. */
  isWatched?: (relativePath: string) => boolean;
}

const NO_PARTS = { files: [], areThere: true };

export const DEFAULT_DEPTH = 5;

/** Finds jobs. */
export interface JobWatcher {
  /**
   * All explain jobs below `base`.
   *
   * @param onProgress called now and then with what the first scan has found so far
   * @throws StorageError where `base` itself cannot be listed; directories below it that cannot become problems
   */
  scan(base: string, onProgress?: (found: FoundJobs) => void): Promise<FoundJobs>;
  /** A job that the last scan found. */
  find(relativePath: string): ExplainDirectory | null;
  /** The explain job at `relativePath` (as in `./run_1`), looked up in the storage; null for anything else, without an error. */
  findExplainDirectory(base: string, relativePath: string): Promise<ExplainDirectory | null>;
}

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

/**
 * Finds the explain jobs below a base directory: directories, at any depth up to a bound, that hold an event file.
 * Symbolic links are followed inside of the base directory (`links.ts`), and a job's data directories (`_explain_…`) never entered.
 */
export class SummaryWatcher implements JobWatcher {
  readonly #storage: Storage;
  readonly #maxDepth: number;
  readonly #now: () => number;
  readonly #isWatched: (relativePath: string) => boolean;
  #listed = new Map<string, ListedDirectory>();
  #found = NO_JOBS;
  readonly #relisting = new Relisting();
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
    const scan = new Scan(root, this.#relisting.due(this.#listed, this.#now()));
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
      found = await inSlices(scan.foundSince(found));
      onProgress(found);
      reportedAt = this.#now();
    }
    this.#turns = Math.max(1, Math.ceil(scan.idle / IDLE_PER_SCAN));
    this.#turn++;
    const all = await inSlices(scan.foundSince(found));
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
    const before = visited.map((path) => this.#listed.get(path));
    const stats = await statKnown(
      this.#storage,
      visited.map((path) => scan.pathOf(path)),
      (index) => before[index],
    );
    const directories: (ListedDirectory | null)[] = new Array(visited.length).fill(null);
    const changed: { index: number; stat: FileStat }[] = [];
    for (const [index, path] of visited.entries()) {
      const [stat, listed] = [stats[index], before[index]];
      if (isStorageError(stat)) scan.noteError(path, stat, depth);
      else if (stat.kind !== 'directory' && depth > 0) scan.distrustHolderOf(path);
      else if (isAsListed(listed, stat) && !scan.due.has(path)) directories[index] = listed;
      else changed.push({ index, stat });
    }
    await eachInFlight(changed, async ({ index, stat }) => {
      const path = visited[index];
      try {
        const holder = {
          root: scan.root,
          maxDepth: this.#maxDepth,
          relativePath: path,
          directory: scan.pathOf(path),
        };
        directories[index] = await this.#list(holder, stat, scan.isLinked(path));
      } catch (error) {
        scan.noteError(path, error, depth);
      }
    });
    const found = directories.filter((directory) => directory !== null);
    await this.#describeAll(scan, found);
    if (depth >= this.#maxDepth) return [];
    const entered = found.filter(({ relativePath }) => depth === 0 || isEntered(nameOf(relativePath)));
    return entered.flatMap((directory) => scan.visitsBelow(directory));
  }

  /** Whether this scan may skip a directory: it holds an idle job, whose turn in the rotation it is not, and nothing else. */
  #isSkipped(scan: Scan, path: string): boolean {
    const before = this.#listed.get(path);
    if (!before?.job || before.children.length + before.links.length + before.problems.length > 0) return false;
    if (this.#now() - Math.max(before.modified, before.job.updateTime) < IDLE_AFTER_MS) return false;
    if (scan.idle++ % this.#turns === this.#turn % this.#turns || this.#isWatched(path) || scan.due.has(path))
      return false;
    scan.listed.set(path, before);
    scan.total++;
    return true;
  }

  /** Stores the listings of directories, with the current description of each event file. */
  async #describeAll(scan: Scan, directories: readonly ListedDirectory[]): Promise<void> {
    const jobs = directories.filter(({ eventFile }) => eventFile !== null);
    const stats = await statKnown(
      this.#storage,
      jobs.map(
        ({ relativePath, eventFile, linked }) => linked?.eventFile ?? `${scan.pathOf(relativePath)}/${eventFile}`,
      ),
      (index) => jobs[index].job,
    );
    const withParts = jobs.filter(({ parts }) => parts.length > 0);
    const found = await eachInFlight(withParts, (directory) =>
      this.#partsOf(scan.pathOf(directory.relativePath), directory),
    );
    const partsOf = new Map(withParts.map((directory, index) => [directory, found[index]]));
    for (const directory of directories) {
      scan.listed.set(directory.relativePath, directory);
      for (const problem of directory.problems) scan.note(problem);
    }
    for (const [index, directory] of jobs.entries()) {
      const stat = stats[index];
      const { relativePath, eventFile, job } = directory;
      if (isStorageError(stat) || stat.kind !== 'file') {
        scan.listed.set(relativePath, { ...directory, job: null });
        scan.distrust(relativePath);
        const isProblem = isStorageError(stat) && stat.fault !== 'not-found';
        if (isProblem) scan.note({ relativePath, message: stat.message });
        continue;
      }
      scan.total++;
      const isPlain = directory.parts.length === 0 && directory.leftOut.length === 0;
      if (isPlain && job !== null && isAsDescribed(job, directory, stat)) continue;
      const parts = partsOf.get(directory) ?? NO_PARTS;
      if (!parts.areThere) scan.distrust(relativePath);
      const fresh = describe(directory, eventFile ?? '', stat, parts.files);
      if (!isPlain && job !== null && isSameJob(job, fresh)) continue;
      scan.listed.set(relativePath, { ...(scan.listed.get(relativePath) ?? directory), job: fresh });
      scan.fresh.push(fresh);
    }
  }

  /**
   * Whether `relativePath` (as in `./run_1`) names an explain job below `base`, looked up on the disk. False, without an
   * error, for anything that does not exist, is not a directory, is outside `base`, or cannot be read.
   */
  async isSummaryDirectory(base: string, relativePath: string): Promise<boolean> {
    return (await this.findExplainDirectory(base, relativePath)) !== null;
  }

  /** The explain job at `relativePath`, or null as `isSummaryDirectory` says false. */
  async findExplainDirectory(base: string, relativePath: string): Promise<ExplainDirectory | null> {
    const path = normalise(relativePath);
    if (path === null) return null;
    try {
      const root = await this.#storage.resolve(base);
      const found = await findDirectory(this.#storage, root, path, this.#maxDepth);
      if (found === null) return null;
      const { holder, isLinked } = found;
      const stat = await this.#storage.stat(holder.directory);
      const listed = this.#listed.get(path);
      const isKnown = isAsListed(listed, stat) && listed.eventFile !== null;
      const directory = isKnown ? listed : await this.#list(holder, stat, isLinked);
      const { eventFile, linked } = directory;
      if (eventFile === null) return null;
      const file = await this.#storage.stat(linked?.eventFile ?? `${holder.directory}/${eventFile}`);
      if (file.kind !== 'file') return null;
      const { files } = await this.#partsOf(holder.directory, directory);
      return describe(directory, eventFile, file, files);
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }

  /** The parts of the job in a listed directory at `path`. */
  async #partsOf(path: string, directory: ListedDirectory) {
    if (directory.parts.length === 0) return NO_PARTS;
    const isJustListed = this.#listed.get(directory.relativePath) !== directory;
    const wanted = partsToStat(directory, isJustListed);
    const before = new Map(directory.job?.parts?.map((part) => [part.name, part]));
    const stats = await statKnown(
      this.#storage,
      wanted.map(({ name }) => partPath(path, directory, name)),
      (index) => before.get(wanted[index].name),
    );
    return describeParts(directory, new Map(wanted.map(({ name }, index) => [name, stats[index]])));
  }

  /** What is in a directory. The last description of its job is kept for comparison. */
  async #list(holder: LinkHolder, { modified, identity, size }: FileStat, isLinked: boolean): Promise<ListedDirectory> {
    const { relativePath } = holder;
    const listedAt = this.#now();
    this.#relisting.note(relativePath);
    const listing = await listDirectory(this.#storage, holder, size, isLinked);
    const job = listing.eventFile === null ? null : (this.#listed.get(relativePath)?.job ?? null);
    return { relativePath, modified, identity, listedAt, ...listing, job };
  }
}
