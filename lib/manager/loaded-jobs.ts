import type { Clock } from '../clock';
import type { IndexCacheOptions } from '../indexing/index-cache';
import { type Indexer, type IndexerListeners, WorkerIndexer, WorkerLostError } from '../indexing/indexer';
import type { StoreOptions } from '../storage/open-storage';
import type { ExplainDirectory } from '../summary/explain-directory';
import { ExplainLoader } from './explain-loader';
import { JobPictures } from './job-pictures';
import { bytesToLoad, LoaderPool } from './loader-pool';
import { type Log, messageOf } from './log';
import { RememberedJobs } from './remembered-jobs';

/** How jobs are loaded. */
export interface LoadingOptions {
  /** Creates the indexing worker. */
  makeIndexer?: (listeners: IndexerListeners) => Indexer;
  /** The index cache on disk; none by default. */
  cache?: IndexCacheOptions | null;
  /** Maximum memory of all loaded jobs together, bytes. */
  memoryBytes?: number;
  /** The object store that jobs are in; none by default. */
  store?: StoreOptions | null;
  /**
   * Whether the pictures of jobs are examined in the background: which are missing, and which make a varied preview. By default they are,
   * unless they are in a store, where each picture would be a request.
   */
  examinesPictures?: boolean;
  /** Called after each attempt to read a job. */
  onLoaded?: (milliseconds: number, hasFailed: boolean) => void;
  onWorkerLost?: () => void;
}

/** Number of jobs that are loaded before they are requested: those that were written or requested last. */
const LOADED_AHEAD = 3;

/** A requested job may be evicted for one that is indexed in the background after this time without a request, milliseconds. */
const IDLE_AFTER_MS = 60_000;

/** A job that needs no more than this is served, however small the memory budget is. */
const ALWAYS_SERVED_BYTES = 16 * 2 ** 20;

const DEFAULT_MEMORY_BYTES = 2 ** 30;

/** The jobs that are loaded or being loaded, each with its loader, within the memory budget. */
export class LoadedJobs {
  /** Error messages of the jobs that could not be loaded, by job id. */
  readonly failures = new Map<string, string>();
  readonly remembered = new RememberedJobs();
  /** Null if pictures are not examined. */
  readonly #pictures: JobPictures | null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pathOf: (jobId: string) => string;
  readonly #onReset: () => void;
  readonly #onLoaded: NonNullable<LoadingOptions['onLoaded']>;
  readonly #onWorkerLost: NonNullable<LoadingOptions['onWorkerLost']>;
  readonly #indexer: Indexer;
  readonly #pool: LoaderPool;
  /** Jobs that need more than the whole memory budget, in their state at that time. */
  readonly #tooLarge = new Map<string, ExplainDirectory>();
  #stopped = false;

  /**
   * @param pathOf the directory of a job on disk
   * @param onReset called when the worker died and all jobs have to be read again
   */
  constructor(options: LoadingOptions, clock: Clock, log: Log, pathOf: (jobId: string) => string, onReset: () => void) {
    const { memoryBytes = DEFAULT_MEMORY_BYTES, onLoaded = () => {}, onWorkerLost = () => {} } = options;
    const { cache, store = null } = options;
    const makeIndexer = options.makeIndexer ?? ((listeners) => new WorkerIndexer(listeners, cache, store));
    this.#clock = clock;
    this.#log = log;
    this.#pathOf = pathOf;
    this.#onReset = onReset;
    this.#onLoaded = onLoaded;
    this.#onWorkerLost = onWorkerLost;
    this.#indexer = makeIndexer({
      onLost: (error) => this.#reset(error),
      onWarning: (message) => log.warn({}, message),
    });
    // Evicting a job that was only indexed for its counts is not worth logging.
    this.#pool = new LoaderPool(memoryBytes, (loader) =>
      this.#close(loader, loader.queryTime === 0 ? null : 'left the memory budget'),
    );
    const hold = (loader: ExplainLoader, task: () => Promise<void>) => this.#pool.hold(loader, task);
    const { examinesPictures = store === null } = options;
    this.#pictures = examinesPictures ? new JobPictures(this.remembered, hold, clock, log) : null;
  }

  get loaders(): readonly ExplainLoader[] {
    return this.#pool.loaders;
  }

  /** The loader of a job; does not count as a request. */
  peek(id: string): ExplainLoader | undefined {
    return this.#pool.peek(id);
  }

  /** The loader of a requested job; if there is none, it is created and starts to load. */
  obtain(directory: ExplainDirectory): ExplainLoader {
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
    loader.queryTime = this.#clock.now();
    return loader;
  }

  /** Answers a request about a job with `answer`; the job is not evicted meanwhile. */
  async use<T>(directory: ExplainDirectory, answer: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    // Obtained and used in one step: in between, another request could need its memory.
    const loader = this.obtain(directory);
    try {
      return await (this.#pool.has(loader.jobId) ? this.#pool.use(loader, answer) : answer(loader));
    } catch (error) {
      throw error instanceof WorkerLostError ? error.at(loader.path) : error;
    }
  }

  /** Whether a job was never indexed, or not since its event file changed, and could be indexed now. */
  isUnknown(directory: ExplainDirectory): boolean {
    const { relativePath } = directory;
    if (this.#stopped || this.#pool.has(relativePath) || this.failures.has(relativePath)) return false;
    // Zeros at the end of a file may be filled without any change of its size or time.
    const isRead = this.remembered.isCurrent(directory) && this.remembered.get(directory)?.snapshot.zerosFrom === null;
    return !this.isTooLarge(directory) && !isRead;
  }

  /**
   * Indexes a job that was not requested and examines its pictures; its loader stays as long as there is memory for it.
   * Returns false, at once, if that would evict a job that is in use. Never rejects.
   */
  async index(directory: ExplainDirectory): Promise<boolean> {
    // The index of a large job is much smaller than its file.
    const reserved = Math.min(bytesToLoad(directory.size), this.#pool.maxBytes / 2);
    const isIdle = ({ queryTime }: ExplainLoader) => this.#clock.now() - queryTime >= IDLE_AFTER_MS;
    if (!this.#pool.makeRoomFor(reserved, isIdle)) return false;
    const loader = this.#addAhead(directory, reserved);
    await this.#pool.hold(loader, async () => {
      await this.#load(loader);
      await this.#pictures?.examine(loader);
    });
    this.#pool.release(loader);
    return true;
  }

  /**
   * Drops loaders of jobs that no longer exist, updates the directories of the others, and adds loaders for the latest jobs.
   *
   * @param directories all jobs that a scan found, most recently written first
   * @param find looks a job up in the result of that scan
   * @param before the loaders that existed when the scan started
   */
  cache(
    directories: readonly ExplainDirectory[],
    find: (id: string) => ExplainDirectory | null,
    before: ReadonlySet<ExplainLoader>,
  ): void {
    for (const id of this.failures.keys()) if (!find(id)) this.failures.delete(id);
    for (const loader of this.#pool.loaders) {
      const directory = find(loader.jobId);
      if (directory) loader.directory = directory;
      // A job that was found on demand after the scan still exists.
      else if (before.has(loader) && !this.#pool.isInUse(loader.jobId)) this.#drop(loader, 'its directory is gone');
    }
    const usedAt = (job: ExplainDirectory) =>
      Math.max(job.updateTime, this.#pool.peek(job.relativePath)?.queryTime ?? 0);
    const ahead = directories
      .slice(0, LOADED_AHEAD + this.#pool.size)
      .sort((a, b) => usedAt(b) - usedAt(a))
      .slice(0, LOADED_AHEAD);
    // Failed jobs are tried again: the cause may have disappeared without any change of the file.
    const failed = [...this.failures.keys()].flatMap((id) => find(id) ?? []);
    for (const job of new Set([...ahead, ...failed])) {
      // Nothing is evicted for a job that was not requested.
      if (!this.#pool.has(job.relativePath) && this.#pool.hasRoomFor(bytesToLoad(job.size)) && !this.isTooLarge(job)) {
        this.#addAhead(job);
      }
    }
  }

  /** Continues reading every job with unread data; one that fails is dropped and does not stop the others. */
  async catchUp(): Promise<void> {
    const unread = this.#pool.loaders.filter((loader) => loader.isBehind || loader.mayBeFilled);
    await Promise.all(unread.map((loader) => this.#load(loader)));
    this.#pool.remeasure();
    for (const loader of this.#pool.loaders) void this.#pictures?.examine(loader);
  }

  /** Stops all loading and the worker permanently. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pictures?.stop();
    await this.#indexer.stop();
  }

  async #load(loader: ExplainLoader): Promise<void> {
    if (this.#stopped) return;
    const began = this.#clock.now();
    const { isBehind } = loader;
    try {
      await loader.load();
      this.failures.delete(loader.jobId);
      if (isBehind) this.#onLoaded(this.#clock.now() - began, false);
      if (this.#pool.peek(loader.jobId) === loader) this.#remember(loader);
    } catch (error) {
      this.#onLoaded(this.#clock.now() - began, true);
      const message = messageOf(error);
      const isNews = this.failures.get(loader.jobId) !== message;
      this.failures.set(loader.jobId, message);
      this.#drop(loader, isNews ? message : null);
    }
  }

  #remember(loader: ExplainLoader): void {
    const { snapshot, readUpTo } = loader;
    if (snapshot === null || readUpTo === null) return;
    this.remembered.note(readUpTo, snapshot);
    void this.#pictures?.examine(loader);
  }

  /** Adds a loader of a job that was not requested, with `reserved` bytes kept free for it until they are released. */
  #addAhead(directory: ExplainDirectory, reserved = 0): ExplainLoader {
    const loader = this.#newLoader(directory);
    loader.queryTime = 0;
    this.#pool.addAhead(loader, reserved);
    return loader;
  }

  #newLoader(directory: ExplainDirectory): ExplainLoader {
    const { relativePath } = directory;
    const onGrowth = (loader: ExplainLoader) => this.#measure(loader);
    return new ExplainLoader(relativePath, this.#pathOf(relativePath), directory, this.#indexer, this.#clock, onGrowth);
  }

  /** Makes room for a job of which more has been read; a job that needs more than the whole budget is rejected. */
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
    return `The job needs more than the ${megabytes} MB that --memory leaves to loaded jobs.`;
  }

  /** Whether a job was rejected, and its event file has neither been replaced nor become shorter since. */
  isTooLarge({ relativePath, identity, size }: ExplainDirectory): boolean {
    const refused = this.#tooLarge.get(relativePath);
    return refused !== undefined && refused.identity === identity && refused.size <= size;
  }

  /** @param reason for the log; null to log nothing */
  #drop(loader: ExplainLoader, reason: string | null): void {
    if (this.#pool.peek(loader.jobId) !== loader) return;
    this.#pool.remove(loader.jobId);
    this.#close(loader, reason);
  }

  #close(loader: ExplainLoader, reason: string | null): void {
    if (reason !== null) this.#log.info({ job: loader.jobId, reason }, 'A job is no longer loaded.');
    loader.close().catch((error) => this.#log.warn({ job: loader.jobId }, messageOf(error)));
  }

  #reset(error: WorkerLostError): void {
    this.#onWorkerLost();
    this.#log.warn({}, error.message);
    for (const loader of this.#pool.loaders) loader.reset();
    this.#onReset();
  }
}
