import { type Clock, patiently, systemClock } from '../clock';
import type { Storage } from '../storage/storage';
import { type ExplainDirectories, type ExplainDirectory, NO_JOBS } from '../summary/explain-directory';
import { normalise } from '../summary/paths';
import { SummaryWatcher } from '../summary/summary-watcher';
import type { ExplainLoader } from './explain-loader';
import { type JobFacts, type JobState, jobState } from './job-state';
import { type JobStatus, jobStatus } from './job-status';
import { LoadedJobs, type LoadingOptions } from './loaded-jobs';
import { type Log, messageOf, SILENT } from './log';
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

export interface ExplainManagerOptions extends LoadingOptions {
  /** The directory of jobs. */
  summaryBaseDir: string;
  storage: Storage;
  clock?: Clock;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  /** Called after every scan, with its duration. */
  onScan?: (milliseconds: number) => void;
  log?: Log;
}

/** Asked for a job before `startLoadData`. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';
  constructor() {
    super('The manager has not been started yet.');
  }
}

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
  /** Whether the first scan is over. */
  hasDiscovered = false;

  readonly storage: Storage;
  readonly clock: Clock;
  /** Seconds between two cycles, 0 for a single one. */
  reloadInterval = 0;
  readonly manifests: Manifests;
  readonly #watcher: SummaryWatcher;
  readonly #jobs: LoadedJobs;
  readonly #log: Log;
  readonly #onScan: (milliseconds: number) => void;
  /** Why the last look for jobs failed; null where it did not. */
  #failure: string | null = null;
  #discovering: Promise<void> | null = null;
  #callOff: (() => void) | null = null;
  #stopped = false;

  constructor(options: ExplainManagerOptions) {
    const { summaryBaseDir, storage, clock = systemClock, maxDepth, onScan = () => {}, log = SILENT } = options;
    this.summaryBaseDir = summaryBaseDir;
    this.storage = storage;
    this.clock = clock;
    this.#log = log;
    this.#onScan = onScan;
    this.manifests = new Manifests(storage, clock);
    this.#watcher = new SummaryWatcher({
      storage,
      maxDepth,
      now: () => clock.now(),
      isWatched: (id) => this.#jobs.peek(id) !== undefined,
    });
    const pathOf = (jobId: string) => this.pathOf(jobId);
    this.#jobs = new LoadedJobs(options, clock, log, pathOf, () => void this.#executeLoading());
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
    await this.#jobs.stop();
  }

  /**
   * The loader of a job; where it is not loaded yet, its loading has begun. Null where there is no such job.
   *
   * @param jobId the job's path relative to the base directory: `run`, `./run` and `./run/` are the same job
   * @throws NotStartedError before `startLoadData`
   */
  async getJob(jobId: string): Promise<ExplainLoader | null> {
    const directory = await this.#directoryOf(jobId);
    return directory && this.#jobs.obtain(directory);
  }

  /** Answers a question about a job with `use`, during which the job cannot leave. Null where there is no such job. */
  async withJob<T>(jobId: string, use: (loader: ExplainLoader) => Promise<T>): Promise<T | null> {
    const directory = await this.#directoryOf(jobId);
    return directory && this.#jobs.use(directory, use);
  }

  async #directoryOf(jobId: string): Promise<ExplainDirectory | null> {
    if (this.status.kind === 'init' && this.#discovering === null) throw new NotStartedError();
    const id = normalise(jobId);
    return id === null ? null : (this.#jobs.peek(id)?.directory ?? this.findDirectory(id));
  }

  /** The loaders of all jobs that are loaded or being loaded. */
  get loaders(): readonly ExplainLoader[] {
    return this.#jobs.loaders;
  }

  /** The loader of a job that is loaded or being loaded, without asking for it. */
  peekJob(jobId: string): ExplainLoader | undefined {
    return this.#jobs.peek(jobId);
  }

  /** Why the jobs that could not be loaded could not, by job id. */
  get failures(): ReadonlyMap<string, string> {
    return this.#jobs.failures;
  }

  /** The status of a job. Reads its manifest where it is not known yet; loads nothing. */
  async statusOf(directory: ExplainDirectory, loader = this.peekJob(directory.relativePath)): Promise<JobStatus> {
    const facts = this.#factsOf(directory, await this.manifestOf(directory), loader);
    const failure = this.#failureOf(directory, loader);
    // A job that was refused for its size is not tried again until its file has changed.
    const retry = this.#jobs.isTooLarge(directory) ? '' : this.retryNote();
    return jobStatus(directory, facts, failure && `${failure}${retry}`);
  }

  /** The state of a job without reading anything: a manifest that has not been read counts as missing. */
  peekState(directory: ExplainDirectory): JobState {
    const manifest = this.manifests.peek(directory) ?? { kind: 'missing' };
    return jobState(this.#factsOf(directory, manifest, this.peekJob(directory.relativePath)));
  }

  #factsOf(directory: ExplainDirectory, manifest: ManifestState, loader?: ExplainLoader): JobFacts {
    return {
      snapshot: loader?.snapshot ?? null,
      loading: loader?.isLoading ?? false,
      failed: this.#failureOf(directory, loader) !== undefined,
      manifest,
      updateTime: directory.updateTime,
      now: this.clock.now(),
    };
  }

  #failureOf({ relativePath }: ExplainDirectory, loader?: ExplainLoader): string | undefined {
    if (loader?.status.kind === 'failed') return loader.status.message;
    return loader ? undefined : this.failures.get(relativePath);
  }

  /** When a failed or missing thing is tried again, as a sentence that follows the error; empty without a reload interval. */
  retryNote(action: 'tried' | 'looked for' = 'tried'): string {
    return this.reloadInterval > 0 ? ` It is ${action} again every ${this.reloadInterval} s.` : '';
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
    const before = new Set(this.#jobs.loaders);
    const began = this.clock.now();
    try {
      this.directories = await this.#watcher.scan(this.summaryBaseDir, (soFar) => {
        this.directories = soFar;
      });
      this.#failure = null;
      this.#jobs.cache(this.directories.directories, (id) => this.#watcher.find(id), before);
    } catch (error) {
      // What was known stays: the directory may come back.
      if (this.#failure !== messageOf(error)) {
        this.#log.warn({ base: this.summaryBaseDir }, `Looking for jobs failed: ${messageOf(error)}`);
      }
      this.#failure = messageOf(error);
    }
    this.#onScan(this.clock.now() - began);
    this.hasDiscovered = true;
  }

  /** What the cycle that is over has come to. */
  #outcome(): ManagerStatus {
    if (this.#failure !== null) return { kind: 'invalid', reason: this.#failure, failed: true };
    if (this.directories.total > 0) return { kind: 'done' };
    return { kind: 'invalid', reason: 'There is no explain job.', failed: false };
  }

  /** Reads on in every job that is behind its file, with which the cycle is over. */
  async #executeLoading(): Promise<void> {
    if (this.#stopped) return;
    await this.#jobs.catchUp();
    this.status = this.#outcome();
  }
}
