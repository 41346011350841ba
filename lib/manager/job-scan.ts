import type { Clock } from '../clock';
import type { RequestCounts } from '../storage/request-counts';
import type { Storage } from '../storage/storage';
import { isStorePath } from '../storage/store-path';
import { type Base, pathIn } from '../summary/bases';
import { type ExplainDirectory, NO_JOBS } from '../summary/explain-directory';
import { JoinedWatcher } from '../summary/joined-watcher';
import { StoreWatcher } from '../summary/store-watcher';
import { type JobWatcher, SummaryWatcher } from '../summary/summary-watcher';
import { type Log, messageOf } from './log';

export interface JobScanOptions {
  /** The directory of jobs, or what stands for several. */
  summaryBaseDir: string;
  /** The directories of jobs: one without a name, or several. */
  bases: readonly Base[];
  storage: Storage;
  clock: Clock;
  log: Log;
  /** Counts the requests to the object store; null where jobs are on a disk. */
  requests: RequestCounts | null;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  /** Called after every scan, with its duration. */
  onScan: (milliseconds: number) => void;
  /** Whether a job on a disk is loaded: its directory is looked at in every scan. */
  isLoaded: (id: string) => boolean;
  /** Whether somebody has asked for a job in an object store lately: a look at it is a request. */
  wasRequested: (id: string) => boolean;
}

/** A scan is believed for so long. */
export const DOUBT_SECONDS = 3;

/** Scans for jobs, and what the last one found. */
export class JobScan {
  /** What the last scan found, or the first one so far; replaced as a whole if anything has changed. */
  directories = NO_JOBS;
  /** Whether the first scan has ended. */
  hasEnded = false;
  /** When the last scan that succeeded began, milliseconds since 1970. */
  succeededAt = Number.NEGATIVE_INFINITY;
  /** Why the last scan failed; null if it succeeded. */
  failure: string | null = null;
  /** Requests for listings that the last scan made. */
  listings = 0;
  /** When the last scan ended, milliseconds since 1970, and how many requests had been given up when it began. */
  #ended = { at: Number.NEGATIVE_INFINITY, unanswered: 0 };
  readonly #options: JobScanOptions;
  readonly #watcher: JobWatcher;
  /** Looks at jobs that no scan has found yet, while they are under way. */
  readonly #looks = new Map<string, Promise<ExplainDirectory | null>>();

  constructor(options: JobScanOptions) {
    this.#options = options;
    const { storage, clock, maxDepth, isLoaded, wasRequested, bases } = options;
    const watch = (base: Base) => {
      const watching = { storage, maxDepth, now: () => clock.now() };
      if (!isStorePath(base.path))
        return new SummaryWatcher({ ...watching, isWatched: (id) => isLoaded(pathIn(base, id)) });
      return new StoreWatcher({ ...watching, isWatched: (id) => wasRequested(pathIn(base, id)) });
    };
    const [base, ...others] = bases;
    this.#watcher = others.length === 0 ? watch(base) : new JoinedWatcher(bases, watch);
  }

  /**
   * Scans once. Never rejects: `failure` says what went wrong, and what was found before is kept, because the directory may become available
   * again.
   *
   * @param use is called with what was found
   */
  async run(use: () => void): Promise<void> {
    const { summaryBaseDir, clock, log, requests, onScan } = this.#options;
    const began = clock.now();
    const listed = requests?.of('list') ?? 0;
    const unanswered = requests?.of('unanswered') ?? 0;
    try {
      this.directories = await this.#watcher.scan(summaryBaseDir, (soFar) => {
        this.directories = soFar;
      });
      this.failure = null;
      this.succeededAt = began;
      use();
    } catch (error) {
      const message = messageOf(error);
      if (this.failure !== message) log.warn({ base: summaryBaseDir }, `Scanning for jobs failed: ${message}`);
      this.failure = message;
    }
    this.listings = (requests?.of('list') ?? 0) - listed;
    this.#ended = { at: clock.now(), unanswered };
    onScan(clock.now() - began);
    this.hasEnded = true;
  }

  /** Whether the object store may be away, or back, and the last scan does not know: it failed, or a request has been given up since it began; and it is not just over. */
  get isDoubtful(): boolean {
    const { clock, requests } = this.#options;
    if (requests === null || clock.now() - this.#ended.at < 1000 * DOUBT_SECONDS) return false;
    return this.failure !== null || requests.of('unanswered') > this.#ended.unanswered;
  }

  /** Why one of the directories of jobs cannot be read, as the last scan found; null if it can be. */
  outageOf(base: Base | undefined): string | null {
    if (this.#options.bases.length === 1 || base === undefined) return this.failure;
    const failed = this.directories.problems.find(({ relativePath }) => relativePath === pathIn(base, './'));
    return this.failure ?? failed?.message ?? null;
  }

  /** A job as the last scan found it; null if it did not. */
  known(id: string): ExplainDirectory | null {
    return this.#watcher.find(id);
  }

  /**
   * A job as the last scan found it, else as it is now; null if it does not exist. Those who ask at the same time share a look: one at a job of
   * thousands of parts takes as many calls of the system.
   */
  async find(id: string): Promise<ExplainDirectory | null> {
    const found = this.known(id) ?? this.#looks.get(id);
    if (found) return found;
    const look = this.look(id).finally(() => this.#looks.delete(id));
    this.#looks.set(id, look);
    return look;
  }

  /** A job as it is now; null if it does not exist. */
  async look(id: string): Promise<ExplainDirectory | null> {
    return this.#watcher.findExplainDirectory(this.#options.summaryBaseDir, id);
  }
}
