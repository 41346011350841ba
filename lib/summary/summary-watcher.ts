import { systemClock } from '../clock';
import { type FileStat, isStorageError, type Storage } from '../storage/storage';
import { isDataDirectory, latestEventFile } from './event-file';
import {
  describe,
  type ExplainDirectories,
  type ExplainDirectory,
  type FoundJobs,
  isAsDescribed,
  isAsListed,
  type KnownDirectory,
  NO_JOBS,
  type ScanProblem,
} from './explain-directory';
import { isEntered, join, nameOf, normalise } from './paths';
import { byPath, byUpdateTime, renewed } from './sorted-jobs';

export interface SummaryWatcherOptions {
  storage: Storage;
  /** Levels below the base directory that are looked into. */
  maxDepth?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** Whether somebody is looking at a job, so that it is looked at whenever the watcher looks. */
  isWatched?: (relativePath: string) => boolean;
}

const DEFAULT_DEPTH = 5;
const IN_FLIGHT = 16;

/** Directories that are looked at together: few enough that what is done with them takes a millisecond or two. */
const BATCH = 256;

/** So often the first look says what it has found so far, milliseconds, and only where that has grown: saying it takes a walk over all. */
const PROGRESS_EVERY_MS = 200;
const PROGRESS_GROWTH = 1.125;

/** A job that was not written for so long is asleep. */
const ASLEEP_AFTER_MS = 3_600_000;

/**
 * Of jobs asleep so many are looked at in a look, in turns: all of them where there are no more than that, every tenth time
 * of a hundred thousand. New jobs are seen at once all the same, for the directory above them changes.
 */
const SLEEPERS_A_LOOK = 10_000;

/** What a look has come to so far. */
interface Look {
  root: string;
  known: Map<string, KnownDirectory>;
  /** Jobs, and those of them that are new or not as they were. */
  total: number;
  fresh: ExplainDirectory[];
  /** Jobs asleep that it came by. */
  sleepers: number;
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
  #known = new Map<string, KnownDirectory>();
  #found = NO_JOBS;
  /** Looks until every job asleep was looked at once, and which of them this one is. */
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
    const { total, directories, problems } = await this.look(base);
    const page = limit === undefined ? directories : directories.slice(offset * limit, (offset + 1) * limit);
    return { total, directories: page, problems };
  }

  /**
   * All explain jobs below `base`.
   *
   * @param onProgress told now and then what the first look has found so far
   * @throws StorageError as `listExplainDirectories`
   */
  async look(base: string, onProgress?: (found: FoundJobs) => void): Promise<FoundJobs> {
    const root = await this.#storage.resolve(base);
    const look: Look = { root, known: new Map(), total: 0, fresh: [], sleepers: 0, problems: [] };
    const isFirst = this.#known.size === 0;
    let found = this.#found;
    let toldAt = this.#now();
    // What was found last is looked into first: so the first jobs are there before all directories above them are listed.
    const waiting = [{ paths: ['./'], depth: 0 }];
    for (let batch = waiting.pop(); batch; batch = waiting.pop()) {
      const { depth } = batch;
      const below = await this.#visit(look, batch.paths, depth);
      for (let end = below.length; end > 0; end -= BATCH) {
        waiting.push({ paths: below.slice(Math.max(0, end - BATCH), end), depth: depth + 1 });
      }
      if (!onProgress || !isFirst || look.total <= found.total * PROGRESS_GROWTH) continue;
      if (this.#now() - toldAt < PROGRESS_EVERY_MS) continue;
      found = foundBy(look, found);
      onProgress(found);
      toldAt = this.#now();
    }
    this.#turns = Math.max(1, Math.ceil(look.sleepers / SLEEPERS_A_LOOK));
    this.#turn++;
    this.#known = look.known;
    this.#found = foundBy(look, found);
    return this.#found;
  }

  /** A job that the last look found. */
  find(relativePath: string): ExplainDirectory | null {
    return this.#known.get(relativePath)?.job ?? null;
  }

  /** Looks at directories of one depth; returns the directories in them that are to be looked at. */
  async #visit(look: Look, paths: readonly string[], depth: number): Promise<string[]> {
    const awake = paths.filter((path) => !this.#rests(look, path));
    const stats = await this.#storage.statAll(awake.map((path) => join(look.root, path)));
    const directories: KnownDirectory[] = [];
    const changed: { path: string; stat: FileStat }[] = [];
    for (const [index, path] of awake.entries()) {
      const stat = stats[index];
      if (isStorageError(stat)) noteProblem(look, path, stat, depth);
      else if (isAsListed(this.#known.get(path), stat)) directories.push(this.#known.get(path) as KnownDirectory);
      else changed.push({ path, stat });
    }
    await eachInFlight(changed, async ({ path, stat }) => {
      try {
        directories.push(await this.#list(look.root, path, stat));
      } catch (error) {
        noteProblem(look, path, error, depth);
      }
    });
    await this.#describeAll(look, directories);
    const below: string[] = [];
    if (depth >= this.#maxDepth) return below;
    for (const { relativePath, children } of directories) {
      if (depth > 0 && !isEntered(nameOf(relativePath))) continue;
      for (const name of children) below.push(depth === 0 ? `./${name}` : `${relativePath}/${name}`);
    }
    return below;
  }

  /** Whether a directory need not be looked at this time: it holds a job asleep that is not at turn, and nothing else. */
  #rests(look: Look, path: string): boolean {
    const before = this.#known.get(path);
    if (!before?.job || before.children.length > 0) return false;
    if (this.#now() - Math.max(before.modified, before.job.updateTime) < ASLEEP_AFTER_MS) return false;
    if (look.sleepers++ % this.#turns === this.#turn % this.#turns || this.#isWatched(path)) return false;
    look.known.set(path, before);
    look.total++;
    return true;
  }

  /** Notes the directories as known, those that hold an event file with what it is now. */
  async #describeAll(look: Look, directories: readonly KnownDirectory[]): Promise<void> {
    const jobs = directories.filter(({ eventFile }) => eventFile !== null);
    const stats = await this.#storage.statAll(
      jobs.map(({ relativePath, eventFile }) => join(look.root, `${relativePath}/${eventFile}`)),
    );
    for (const directory of directories) look.known.set(directory.relativePath, directory);
    for (const [index, directory] of jobs.entries()) {
      const stat = stats[index];
      const { relativePath, eventFile, job } = directory;
      if (isStorageError(stat)) {
        look.known.set(relativePath, { ...directory, job: null });
        if (stat.fault !== 'not-found') look.problems.push({ relativePath, message: stat.message });
        continue;
      }
      look.total++;
      if (job !== null && isAsDescribed(job, eventFile, stat)) continue;
      const fresh = describe(relativePath, eventFile ?? '', stat);
      look.known.set(relativePath, { ...directory, job: fresh });
      look.fresh.push(fresh);
    }
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
      const stat = await this.#storage.stat(join(root, path));
      const known = this.#known.get(path);
      const { eventFile } = isAsListed(known, stat) ? known : await this.#list(root, path, stat);
      if (eventFile === null) return null;
      return describe(path, eventFile, await this.#storage.stat(join(root, `${path}/${eventFile}`)));
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }

  /** What is in a directory. Of its job the last look's description is kept, to be compared. */
  async #list(root: string, relativePath: string, { modified, identity }: FileStat): Promise<KnownDirectory> {
    const listedAt = this.#now();
    const entries = await this.#storage.list(join(root, relativePath));
    const files = entries.filter((entry) => entry.kind === 'file').map((entry) => entry.name);
    const children = entries
      .filter((entry) => entry.kind === 'directory' && !isDataDirectory(entry.name))
      .map((entry) => entry.name);
    const eventFile = latestEventFile(files);
    const job = eventFile === null ? null : (this.#known.get(relativePath)?.job ?? null);
    return { relativePath, modified, identity, listedAt, children, eventFile, job };
  }
}

function noteProblem({ problems }: Look, relativePath: string, error: unknown, depth: number): void {
  if (!isStorageError(error) || depth === 0) throw error;
  if (error.fault !== 'not-found') problems.push({ relativePath, message: error.message });
}

/** What `look` has found, given what was known `before`; `before` itself where that is the same. */
function foundBy({ known, total, fresh, problems }: Look, before: FoundJobs): FoundJobs {
  const isSame = fresh.length === 0 && total === before.total;
  if (isSame && `${problems.map(({ message }) => message)}` === `${before.problems.map(({ message }) => message)}`) {
    return before;
  }
  const stays = (job: ExplainDirectory) => known.get(job.relativePath)?.job === job;
  const directories = isSame ? before.directories : renewed(before.directories, stays, fresh, byUpdateTime);
  const inPathOrder = isSame ? before.byPath : renewed(before.byPath, stays, fresh, byPath);
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
