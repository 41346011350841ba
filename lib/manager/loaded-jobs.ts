import type { Clock } from '../clock';
import type { IndexCacheOptions } from '../indexing/index-cache';
import { type Indexer, type IndexerListeners, WorkerIndexer, WorkerLostError } from '../indexing/indexer';
import type { ExplainDirectory } from '../summary/explain-directory';
import { ExplainLoader } from './explain-loader';
import { LoaderPool } from './loader-pool';
import { type Log, messageOf } from './log';

/** How jobs are loaded. */
export interface LoadingOptions {
  /** Makes the indexing worker. */
  makeIndexer?: (listeners: IndexerListeners) => Indexer;
  /** Where indexes are kept on disk for the next time; nowhere by default. */
  cache?: IndexCacheOptions | null;
  /** What loaded jobs may take together, bytes. */
  memoryBytes?: number;
  /** Told what is counted. */
  onLoaded?: (milliseconds: number, hasFailed: boolean) => void;
  onWorkerLost?: () => void;
}

/** Loaded ahead of the first question: so many jobs, those written or asked for last. */
const LOADED_AHEAD = 3;

/** A job that takes no more than this is served, however little memory is given. */
const ALWAYS_SERVED_BYTES = 16 * 2 ** 20;

const DEFAULT_MEMORY_BYTES = 2 ** 30;

/** The jobs that are loaded or being loaded, each by its loader, within the memory there is for them. */
export class LoadedJobs {
  /** Why the jobs that could not be loaded could not, by job id. */
  readonly failures = new Map<string, string>();
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pathOf: (jobId: string) => string;
  readonly #onReset: () => void;
  readonly #onLoaded: NonNullable<LoadingOptions['onLoaded']>;
  readonly #onWorkerLost: NonNullable<LoadingOptions['onWorkerLost']>;
  readonly #indexer: Indexer;
  readonly #pool: LoaderPool;
  /** Jobs that need more memory than there is for all of them, as they were then. */
  readonly #tooLarge = new Map<string, ExplainDirectory>();
  #stopped = false;

  /**
   * @param pathOf the directory of a job on the disk
   * @param onReset told when all that was read is forgotten, because the worker that held it is gone
   */
  constructor(options: LoadingOptions, clock: Clock, log: Log, pathOf: (jobId: string) => string, onReset: () => void) {
    const { memoryBytes = DEFAULT_MEMORY_BYTES, onLoaded = () => {}, onWorkerLost = () => {} } = options;
    const makeIndexer = options.makeIndexer ?? ((listeners) => new WorkerIndexer(listeners, options.cache));
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
    this.#pool = new LoaderPool(memoryBytes, (loader) => this.#close(loader, 'left the memory budget'));
  }

  get loaders(): readonly ExplainLoader[] {
    return this.#pool.loaders;
  }

  /** The loader of a job, without asking for it. */
  peek(id: string): ExplainLoader | undefined {
    return this.#pool.peek(id);
  }

  /** The loader of a job; where it is not there yet, it is made and its loading begun. */
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

  /** Answers a question about a job with `use`, during which the job cannot leave. */
  async use<T>(directory: ExplainDirectory, use: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    // Obtained and used in one step: in between, another question could need its room.
    const loader = this.obtain(directory);
    try {
      return await (this.#pool.has(loader.jobId) ? this.#pool.use(loader, use) : use(loader));
    } catch (error) {
      throw error instanceof WorkerLostError ? error.at(loader.path) : error;
    }
  }

  /**
   * Drops loaders whose job is gone, tells the others what changed, and adds those of the latest jobs.
   *
   * @param directories all jobs that a look has found, latest written first
   * @param find what that look knows of a job
   * @param before the loaders there were when it began
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
      // A job that is found on demand behind the look is not one that is gone.
      else if (before.has(loader) && !this.#pool.isInUse(loader.jobId)) this.#drop(loader, 'its directory is gone');
    }
    const usedAt = (job: ExplainDirectory) =>
      Math.max(job.updateTime, this.#pool.peek(job.relativePath)?.queryTime ?? 0);
    const ahead = directories
      .slice(0, LOADED_AHEAD + this.#pool.size)
      .sort((a, b) => usedAt(b) - usedAt(a))
      .slice(0, LOADED_AHEAD);
    // Jobs that failed are tried again: what was in the way may be gone without leaving a trace on the file.
    const failed = [...this.failures.keys()].flatMap((id) => find(id) ?? []);
    for (const job of new Set([...ahead, ...failed])) {
      // Nothing that somebody has looked at goes for what nobody has asked for. An index is smaller than its file.
      if (!this.#pool.has(job.relativePath) && this.#pool.hasRoomFor(job.size) && !this.isTooLarge(job)) {
        this.#pool.add(this.#newLoader(job));
      }
    }
  }

  /** Reads on in every job that is behind its file; one that fails is dropped and stops no other. */
  async catchUp(): Promise<void> {
    await Promise.all(this.#pool.loaders.filter((loader) => loader.isBehind).map((loader) => this.#load(loader)));
    this.#pool.remeasure();
  }

  /** Loads nothing any more and stops the worker, for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#indexer.stop();
  }

  async #load(loader: ExplainLoader): Promise<void> {
    if (this.#stopped) return;
    const began = this.#clock.now();
    try {
      await loader.load();
      this.failures.delete(loader.jobId);
      this.#onLoaded(this.#clock.now() - began, false);
    } catch (error) {
      this.#onLoaded(this.#clock.now() - began, true);
      const message = messageOf(error);
      const isNews = this.failures.get(loader.jobId) !== message;
      this.failures.set(loader.jobId, message);
      this.#drop(loader, isNews ? message : null);
    }
  }

  #newLoader(directory: ExplainDirectory): ExplainLoader {
    const { relativePath } = directory;
    const onGrowth = (loader: ExplainLoader) => this.#measure(loader);
    return new ExplainLoader(relativePath, this.#pathOf(relativePath), directory, this.#indexer, this.#clock, onGrowth);
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
    return `The job needs more than the ${megabytes} MB that --memory leaves to loaded jobs.`;
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

  #reset(error: WorkerLostError): void {
    this.#onWorkerLost();
    this.#log.warn({}, error.message);
    for (const loader of this.#pool.loaders) loader.reset();
    this.#onReset();
  }
}
