import { type Clock, patiently, systemClock } from '../clock';
import type { Storage } from '../storage/storage';
import { type ExplainDirectories, type ExplainDirectory, NO_JOBS } from '../summary/explain-directory';
import { normalise } from '../summary/paths';
import { SummaryWatcher } from '../summary/summary-watcher';
import { ExplainLoader } from './explain-loader';
import type { IndexCacheOptions } from './index-cache';
import { type Indexer, type IndexerListeners, WorkerIndexer, WorkerLostError } from './indexer';
import { LoaderPool } from './loader-pool';
import type { ManifestState } from './manifest';
import { Manifests } from './manifests';

/** The manager's own state: where its cycle of looking for jobs and loading them stands. */
export type ManagerStatus =
  | { kind: 'init' }
  | { kind: 'loading' }
  /** The last cycle found jobs and loaded what it meant to. */
  | { kind: 'done' }
  /** The last cycle found no job, or failed to look. */
  | { kind: 'invalid'; reason: string; failed: boolean };

export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface ExplainManagerOptions {
  /** The directory of jobs. */
  summaryBaseDir: string;
  storage: Storage;
  /** Makes the indexing worker. */
  makeIndexer?: (listeners: IndexerListeners) => Indexer;
  /** Where indexes are kept on disk for the next time; nowhere by default. */
  cache?: IndexCacheOptions | null;
  clock?: Clock;
  /** What loaded jobs may take together, bytes. */
  memoryBytes?: number;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  log?: Log;
  /** Told what is counted. */
  onLoaded?: (milliseconds: number, hasFailed: boolean) => void;
  onWorkerLost?: () => void;
}

/** Asked for a job before `startLoadData`. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';
  constructor() {
    super('The manager has not been started yet.');
  }
}

/** Loaded ahead of the first question: so many jobs, those written or asked for last. */
const LOADED_AHEAD = 3;

/** A job that takes no more than this is served, however little memory is given. */
const ALWAYS_SERVED_BYTES = 16 * 2 ** 20;

const DEFAULT_MEMORY_BYTES = 2 ** 30;
const SILENT: Log = { info() {}, warn() {} };

/**
 * Knows every explain job below a directory, keeps those loaded that are looked at, and reads on in them while they grow.
 *
 * A cycle has three steps: *discover* which jobs there are, *cache* a loader for those that should be loaded, *execute*
 * the loading of those that are behind their file. Reading happens in the indexing worker; nothing here waits for it.
 */
export class ExplainManager {
  readonly summaryBaseDir: string;
  status: ManagerStatus = { kind: 'init' };
  /** What the last cycle found, or the first one so far; replaced as a whole where it is not the same. */
  directories = NO_JOBS;
  /** Whether there was a first look for jobs. */
  hasDiscovered = false;
  /** Why the jobs that could not be loaded could not, by job id. */
  readonly failures = new Map<string, string>();

  readonly storage: Storage;
  readonly clock: Clock;
  /** Seconds between two cycles, 0 for a single one. */
  reloadInterval = 0;
  readonly manifests: Manifests;
  readonly #watcher: SummaryWatcher;
  readonly #indexer: Indexer;
  readonly #pool: LoaderPool;
  readonly #log: Log;
  readonly #onLoaded: NonNullable<ExplainManagerOptions['onLoaded']>;
  readonly #onWorkerLost: NonNullable<ExplainManagerOptions['onWorkerLost']>;
  /** Jobs that need more memory than there is for all of them, as they were then. */
  readonly #tooLarge = new Map<string, ExplainDirectory>();
  /** Why the last look for jobs failed; null where it did not. */
  #failure: string | null = null;
  #discovering: Promise<void> | null = null;
  #callOff: (() => void) | null = null;
  #stopped = false;

  constructor(options: ExplainManagerOptions) {
    const {
      summaryBaseDir,
      storage,
      clock = systemClock,
      memoryBytes = DEFAULT_MEMORY_BYTES,
      maxDepth,
      log = SILENT,
      onLoaded = () => {},
      onWorkerLost = () => {},
    } = options;
    const makeIndexer = options.makeIndexer ?? ((listeners) => new WorkerIndexer(listeners, options.cache));
    this.summaryBaseDir = summaryBaseDir;
    this.storage = storage;
    this.clock = clock;
    this.#log = log;
    this.#onLoaded = onLoaded;
    this.#onWorkerLost = onWorkerLost;
    this.manifests = new Manifests(storage, clock);
    this.#watcher = new SummaryWatcher({
      storage,
      maxDepth,
      now: () => clock.now(),
      isWatched: (id) => this.#pool.has(id),
    });
    this.#indexer = makeIndexer({
      onLost: (error) => this.#loadAfterLoss(error),
      onWarning: (message) => log.warn({}, message),
    });
    this.#pool = new LoaderPool(memoryBytes, (loader) => this.#close(loader, 'left the memory budget'));
  }

  /**
   * Looks for jobs now and every `reloadInterval` seconds from then on; 0 means once. Resolves when the first cycle has
   * loaded what it meant to; it never rejects, `status` says how it went.
   */
  async startLoadData({ reloadInterval }: { reloadInterval: number }): Promise<void> {
    this.reloadInterval = reloadInterval;
    const discovered = this.#discover();
    if (reloadInterval > 0) void discovered.then(() => this.#repeatLoading(reloadInterval));
    await discovered;
    await this.#executeLoading();
  }

  /** Stops the cycle and the worker, for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    await this.#indexer.stop();
  }

  /**
   * The loader of a job; where it is not loaded yet, its loading has begun. Null where there is no such job.
   *
   * @param jobId the job's path relative to the base directory: `run`, `./run` and `./run/` are the same job
   * @throws NotStartedError before `startLoadData`
   */
  async getJob(jobId: string): Promise<ExplainLoader | null> {
    const directory = await this.#directoryOf(jobId);
    return directory && this.#obtain(directory);
  }

  /** Answers a question about a job with `use`, during which the job cannot leave. Null where there is no such job. */
  async withJob<T>(jobId: string, use: (loader: ExplainLoader) => Promise<T>): Promise<T | null> {
    const directory = await this.#directoryOf(jobId);
    // Obtained and used in one step: in between, another question could need its room.
    const loader = directory && this.#obtain(directory);
    if (loader === null) return null;
    try {
      return await (this.#pool.has(loader.jobId) ? this.#pool.use(loader, use) : use(loader));
    } catch (error) {
      throw error instanceof WorkerLostError ? error.at(loader.path) : error;
    }
  }

  async #directoryOf(jobId: string): Promise<ExplainDirectory | null> {
    if (this.status.kind === 'init' && this.#discovering === null) throw new NotStartedError();
    const id = normalise(jobId);
    return id === null ? null : (this.#pool.peek(id)?.directory ?? this.findDirectory(id));
  }

  /** The loader of a job; where it is not there yet, it is made and its loading begun. */
  #obtain(directory: ExplainDirectory): ExplainLoader {
    let loader = this.#pool.get(directory.relativePath);
    if (!loader) {
      loader = this.#newLoader(directory);
      if (this.isTooLarge(directory)) {
        loader.refuse(this.#refusal);
        return loader;
      }
      this.#pool.add(loader);
      void this.#load(loader);
    }
    loader.queryTime = this.clock.now();
    return loader;
  }

  /** The loaders of all jobs that are loaded or being loaded. */
  get loaders(): readonly ExplainLoader[] {
    return this.#pool.loaders;
  }

  /** The loader of a job that is loaded or being loaded, without asking for it. */
  peekJob(jobId: string): ExplainLoader | undefined {
    return this.#pool.peek(jobId);
  }

  /**
   * Resolves when the first look for jobs is over, at once where it has been, or after so many milliseconds where any are
   * given: then the list holds what was found so far.
   */
  async discovered(milliseconds?: number): Promise<void> {
    if (this.hasDiscovered || !this.#discovering) return;
    await (milliseconds === undefined ? this.#discovering : patiently(this.clock, milliseconds, this.#discovering));
  }

  /** What the last cycle knew of a job, or a look at the disk for one it has not seen. */
  async findDirectory(jobId: string): Promise<ExplainDirectory | null> {
    const id = normalise(jobId);
    if (id === null) return null;
    return this.#watcher.find(id) ?? this.#watcher.findExplainDirectory(this.summaryBaseDir, id);
  }

  /** What a job's manifest says; one that is there is read once. */
  async manifestOf(directory: ExplainDirectory): Promise<ManifestState> {
    return this.manifests.read(this.pathOf(directory.relativePath), directory);
  }

  /** The directory of a job on the disk. */
  pathOf(jobId: string): string {
    return jobId === './' ? this.summaryBaseDir : `${this.summaryBaseDir}/${jobId.slice(2)}`;
  }

  /**
   * The jobs that the last cycle found, latest written first: page `offset` (0 is the first) of `limit` rows, or all.
   */
  getJobList(offset = 0, limit?: number): ExplainDirectories {
    const { total, directories, problems } = this.directories;
    const page = limit === undefined ? directories : directories.slice(offset * limit, (offset + 1) * limit);
    return { total, directories: page, problems };
  }

  /** One cycle: discover, cache, execute. Resolves when the loading it began is over. */
  async loadData(): Promise<void> {
    await this.#discover();
    await this.#executeLoading();
  }

  #repeatLoading(seconds: number): void {
    if (this.#stopped) return;
    this.#callOff = this.clock.after(seconds * 1000, () => {
      void this.#discover().then(() => {
        this.#repeatLoading(seconds);
        return this.#executeLoading();
      });
    });
  }

  /** Finds out which jobs there are. A call while it is under way gets the same promise. */
  #discover(): Promise<void> {
    this.#discovering ??= this.#listDirectories().finally(() => {
      this.#discovering = null;
    });
    return this.#discovering;
  }

  async #listDirectories(): Promise<void> {
    if (this.status.kind === 'init') this.status = { kind: 'loading' };
    // A job that is found on demand behind the look is not one that is gone.
    const before = new Set(this.#pool.loaders);
    try {
      this.directories = await this.#watcher.look(this.summaryBaseDir, (soFar) => {
        this.directories = soFar;
      });
      this.#failure = null;
      this.#cacheLoaders(before);
    } catch (error) {
      // What was known stays: the directory may come back.
      if (this.#failure !== messageOf(error)) {
        this.#log.warn({ base: this.summaryBaseDir }, `Looking for jobs failed: ${messageOf(error)}`);
      }
      this.#failure = messageOf(error);
    }
    this.hasDiscovered = true;
  }

  /** What the cycle that is over has come to. */
  #outcome(): ManagerStatus {
    if (this.#failure !== null) return { kind: 'invalid', reason: this.#failure, failed: true };
    if (this.directories.total > 0) return { kind: 'done' };
    return { kind: 'invalid', reason: 'There is no explain job.', failed: false };
  }

  /** Drops loaders whose job is gone, tells the others what changed, and adds those of the latest jobs. */
  #cacheLoaders(before: ReadonlySet<ExplainLoader>): void {
    for (const id of this.failures.keys()) if (!this.#watcher.find(id)) this.failures.delete(id);
    for (const loader of this.#pool.loaders) {
      const directory = this.#watcher.find(loader.jobId);
      if (directory) loader.directory = directory;
      else if (before.has(loader) && !this.#pool.isInUse(loader.jobId)) this.#drop(loader, 'its directory is gone');
    }
    const usedAt = (job: ExplainDirectory) =>
      Math.max(job.updateTime, this.#pool.peek(job.relativePath)?.queryTime ?? 0);
    const ahead = this.directories.directories
      .slice(0, LOADED_AHEAD + this.#pool.size)
      .sort((a, b) => usedAt(b) - usedAt(a))
      .slice(0, LOADED_AHEAD);
    // Jobs that failed are tried again: what was in the way may be gone without leaving a trace on the file.
    const failed = [...this.failures.keys()].flatMap((id) => this.#watcher.find(id) ?? []);
    for (const job of new Set([...ahead, ...failed])) {
      // Nothing that somebody has looked at goes for what nobody has asked for. An index is smaller than its file.
      if (!this.#pool.has(job.relativePath) && this.#pool.hasRoomFor(job.size) && !this.isTooLarge(job)) {
        this.#pool.add(this.#newLoader(job));
      }
    }
  }

  /** Reads on in every job that is behind its file; one that fails is dropped and stops no other. */
  async #executeLoading(): Promise<void> {
    if (this.#stopped) return;
    await Promise.all(this.#pool.loaders.filter((loader) => loader.isBehind).map((loader) => this.#load(loader)));
    this.#pool.remeasure();
    this.status = this.#outcome();
  }

  async #load(loader: ExplainLoader): Promise<void> {
    if (this.#stopped) return;
    const began = this.clock.now();
    try {
      await loader.load();
      this.failures.delete(loader.jobId);
      this.#onLoaded(this.clock.now() - began, false);
    } catch (error) {
      this.#onLoaded(this.clock.now() - began, true);
      const message = messageOf(error);
      const isNews = this.failures.get(loader.jobId) !== message;
      this.failures.set(loader.jobId, message);
      this.#drop(loader, isNews ? message : null);
    }
  }

  #newLoader(directory: ExplainDirectory): ExplainLoader {
    const { relativePath } = directory;
    const onGrowth = (loader: ExplainLoader) => this.#measure(loader);
    return new ExplainLoader(relativePath, this.pathOf(relativePath), directory, this.#indexer, this.clock, onGrowth);
  }

  /** Makes room for a job that has been read further; one for which there can be none is refused. */
  #measure(loader: ExplainLoader): void {
    if (this.#pool.peek(loader.jobId) !== loader) return;
    if (loader.memory <= Math.max(this.#pool.maxBytes, ALWAYS_SERVED_BYTES)) {
      this.#pool.measure(loader);
      return;
    }
    this.#tooLarge.set(loader.jobId, loader.directory);
    this.failures.set(loader.jobId, this.#refusal);
    loader.refuse(this.#refusal);
    this.#drop(loader, this.#refusal);
  }

  get #refusal(): string {
    const megabytes = Math.round(this.#pool.maxBytes / 2 ** 20);
    return `The job needs more than the ${megabytes} MB of memory that loaded jobs may take together (--memory).`;
  }

  /** Whether a job was refused and its file has not become another one or shorter since. */
  isTooLarge({ relativePath, identity, size }: ExplainDirectory): boolean {
    const refused = this.#tooLarge.get(relativePath);
    return refused !== undefined && refused.identity === identity && refused.size <= size;
  }

  /** @param reason why, for the log; null where it stands there already */
  #drop(loader: ExplainLoader, reason: string | null): void {
    if (this.#pool.peek(loader.jobId) !== loader) return;
    this.#pool.remove(loader.jobId);
    this.#close(loader, reason);
  }

  #close(loader: ExplainLoader, reason: string | null): void {
    if (reason !== null) this.#log.info({ job: loader.jobId, reason }, 'A job is no longer loaded.');
    loader.close().catch((error) => this.#log.warn({ job: loader.jobId }, messageOf(error)));
  }

  #loadAfterLoss(error: WorkerLostError): void {
    this.#onWorkerLost();
    this.#log.warn({}, error.message);
    for (const loader of this.#pool.loaders) loader.reset();
    void this.#executeLoading();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
