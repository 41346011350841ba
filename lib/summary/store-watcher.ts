import { systemClock } from '../clock';
import { inSlices } from '../slices';
import { type DirectoryEntry, isStorageError, type Storage } from '../storage/storage';
import { firstFile, isDataDirectory, namesOfFiles, partsOf } from './event-file';
import {
  describe,
  type ExplainDirectory,
  type FoundJobs,
  type ListedDirectory,
  NO_JOBS,
  type PartFile,
} from './explain-directory';
import { eachInFlight } from './in-flight';
import { pathIn } from './links';
import { IS_DIRECTORY, notRead } from './listing';
import { isSameJob } from './part-files';
import { isEntered, join, nameOf, normalise } from './paths';
import { Scan } from './scan';
import { DEFAULT_DEPTH, type JobWatcher, type SummaryWatcherOptions } from './summary-watcher';

/** A job that has not been written for this long, and was not seen to change, is idle. */
const IDLE_AFTER_MS = 3_600_000;

/** Every idle job is listed again within this time, and at least so many in each scan. */
const IDLE_EVERY_MS = 3 * 3_600_000;
const MIN_IDLE = 3;

/** Every other directory below the base is listed again within this time. */
const OTHERS_EVERY_MS = 600_000;

/** The first scan tells what it has found this often, milliseconds, after a number of directories. */
const PROGRESS_EVERY_MS = 200;
const BATCH = 256;

/**
 * Finds the explain jobs in an object store, where every question is a request that is paid for. A scan lists the base once. A directory in it
 * is listed when it is new, or holds a job that is being written or looked at; the others are listed again in rotation. So a job of which
 * nothing was heard for an hour is found to have grown when somebody opens it, or within three hours; and a new job two levels
 * below the base within ten minutes. What is in data directories is never listed.
 */
export class StoreWatcher implements JobWatcher {
  readonly #storage: Storage;
  readonly #maxDepth: number;
  readonly #now: () => number;
  readonly #isWatched: (relativePath: string) => boolean;
  #listed = new Map<string, ListedDirectory>();
  /** Paths of listed directories, the one that was listed longest ago first. */
  readonly #byAge = new Set<string>();
  /** Directories whose pictures are there, but not yet the event file. */
  readonly #expected = new Set<string>();
  /** When jobs were last seen to change: the clock of the store may be another one. */
  readonly #changedAt = new Map<string, number>();
  #found = NO_JOBS;
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor({ storage, maxDepth, now, isWatched }: SummaryWatcherOptions) {
    this.#storage = storage;
    this.#maxDepth = maxDepth ?? DEFAULT_DEPTH;
    this.#now = now ?? systemClock.now;
    this.#isWatched = isWatched ?? (() => false);
  }

  async scan(base: string, onProgress: (found: FoundJobs) => void = () => {}): Promise<FoundJobs> {
    const root = await this.#storage.resolve(base);
    const scan = new Scan(root, this.#due());
    const isFirst = this.#listed.size === 0;
    let found = this.#found;
    let reportedAt = this.#now();
    let paths = ['./'];
    for (let depth = 0; paths.length > 0 && depth <= this.#maxDepth; depth++) {
      const below: string[] = [];
      for (let start = 0; start < paths.length; start += BATCH) {
        const batch = paths.slice(start, start + BATCH);
        for (const directory of await eachInFlight(batch, (path) => this.#visit(scan, path, depth)))
          if (directory !== null && (depth === 0 || isEntered(nameOf(directory.relativePath))))
            below.push(...scan.visitsBelow(directory));
        if (!isFirst || this.#now() - reportedAt < PROGRESS_EVERY_MS) continue;
        reportedAt = this.#now();
        found = await inSlices(scan.foundSince(found));
        onProgress(found);
      }
      paths = below;
    }
    this.#listed = scan.listed;
    this.#scannedAt = this.#now();
    this.#found = await inSlices(scan.foundSince(found));
    return this.#found;
  }

  find(relativePath: string): ExplainDirectory | null {
    return this.#listed.get(relativePath)?.job ?? null;
  }

  async findExplainDirectory(base: string, relativePath: string): Promise<ExplainDirectory | null> {
    const path = normalise(relativePath);
    if (path === null) return null;
    const names = path === './' ? [] : path.slice(2).split('/');
    const isReached = names.length <= this.#maxDepth && names.slice(0, -1).every(isEntered);
    if (!isReached || isDataDirectory(nameOf(path))) return null;
    try {
      return this.#directoryOf(path, await this.#storage.list(join(await this.#storage.resolve(base), path))).job;
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }

  /** The directories that this scan lists: all whose jobs are in use or may grow, and of the others those that were listed longest ago. */
  #due(): Set<string> {
    const now = this.#now();
    const elapsed = Math.max(0, now - this.#scannedAt);
    const lastChange = (path: string, { updateTime }: ExplainDirectory) =>
      Math.max(updateTime, this.#changedAt.get(path) ?? Number.NEGATIVE_INFINITY);
    const due = new Set(this.#expected);
    const idle: string[] = [];
    const others: string[] = [];
    for (const path of this.#byAge) {
      const directory = this.#listed.get(path);
      if (directory === undefined) this.#forget(path);
      else if (directory.job === null) others.push(path);
      else if (now - lastChange(path, directory.job) < IDLE_AFTER_MS || this.#isWatched(path)) due.add(path);
      else idle.push(path);
    }
    const share = (paths: readonly string[], every: number) => Math.ceil((paths.length * elapsed) / every);
    for (const path of others.slice(0, share(others, OTHERS_EVERY_MS))) due.add(path);
    for (const path of idle.slice(0, Math.max(MIN_IDLE, share(idle, IDLE_EVERY_MS)))) due.add(path);
    return due;
  }

  #forget(path: string): void {
    this.#byAge.delete(path);
    this.#expected.delete(path);
    this.#changedAt.delete(path);
  }

  /** Lists a directory if it is due, or takes it as it was; null if it cannot be listed and never was. */
  async #visit(scan: Scan, path: string, depth: number): Promise<ListedDirectory | null> {
    const before = this.#listed.get(path);
    let directory = before;
    if (before === undefined || depth === 0 || scan.due.has(path)) {
      try {
        directory = this.#directoryOf(path, await this.#storage.list(scan.pathOf(path)));
        this.#byAge.delete(path);
        this.#byAge.add(path);
      } catch (error) {
        scan.noteError(path, error, depth);
        if (before === undefined) return null; // it is new, and tried again in the next scan
      }
    }
    if (directory === undefined) return null;
    scan.listed.set(path, directory);
    for (const problem of directory.problems) scan.note(problem);
    if (directory.job !== null) scan.total++;
    if (directory.job !== null && directory.job !== before?.job) {
      scan.fresh.push(directory.job);
      if (this.#listed.size > 0) this.#changedAt.set(path, this.#now());
    }
    return directory;
  }

  /** What is in a directory. Its job is the same object as before if it is as it was. */
  #directoryOf(relativePath: string, entries: readonly DirectoryEntry[]): ListedDirectory {
    const stats = new Map(entries.flatMap(({ name, stat }) => (stat ? [[name, stat]] : [])));
    const directories = entries.flatMap(({ name, kind }) => (kind === 'directory' ? [name] : []));
    const names = [...stats.keys()];
    const eventFile = firstFile(names);
    const { parts, leftOut } = eventFile === null ? { parts: [], leftOut: [] } : partsOf(eventFile, names);
    const listed: ListedDirectory = {
      relativePath,
      modified: 0,
      identity: '',
      listedAt: this.#now(),
      children: directories.filter((name) => !isDataDirectory(name)),
      links: [],
      problems: namesOfFiles(directories).map((name) => notRead(pathIn({ relativePath }, name), IS_DIRECTORY)),
      eventFile,
      parts,
      leftOut,
      linked: undefined,
      job: null,
    };
    if (eventFile === null && directories.some(isDataDirectory)) this.#expected.add(relativePath);
    else this.#expected.delete(relativePath);
    const stat = eventFile === null ? undefined : stats.get(eventFile);
    if (eventFile === null || stat === undefined) return listed;
    const files = parts.flatMap((part): PartFile[] => {
      const of = stats.get(part.name);
      return of ? [{ ...part, size: of.size, modified: of.modified, identity: of.identity, version: of.version }] : [];
    });
    const fresh = describe(listed, eventFile, stat, files);
    const before = this.#listed.get(relativePath)?.job;
    return { ...listed, job: before && isSameJob(before, fresh) ? before : fresh };
  }
}
