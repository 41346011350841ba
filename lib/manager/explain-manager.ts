import { basename } from 'node:path';
import { type Clock, settledWithin, systemClock } from '../clock';
import type { IndexSnapshot } from '../indexing/index-answers';
import type { Marks } from '../marks/marks-thread';
import type { RequestCounts } from '../storage/request-counts';
import type { ReplacingStorage, Storage } from '../storage/storage';
import { isStorePath } from '../storage/store-path';
import { type Base, baseOf } from '../summary/bases';
import type { ExplainDirectories, ExplainDirectory, FoundJobs, PicturePlace } from '../summary/explain-directory';
import { join, normalise } from '../summary/paths';
import { type Surveyor, SurveyThread } from '../survey/survey-thread';
import { BackgroundIndexing } from './background-indexing';
import type { ExplainLoader } from './explain-loader';
import { JobChanges } from './job-changes';
import { JobPreviews } from './job-previews';
import { DOUBT_SECONDS, JobScan } from './job-scan';
import { JobShards } from './job-shards';
import type { JobState } from './job-state';
import type { JobStatus } from './job-status';
import { JobStatuses } from './job-statuses';
import { JobSurveys } from './job-surveys';
import { JobWriters, type Writers } from './job-writers';
import { LoadedJobs, type LoadingOptions } from './loaded-jobs';
import { type CycleStatus, LoadingCycle } from './loading-cycle';
import { type Log, SILENT } from './log';
import type { ManifestState } from './manifest';
import { Manifests } from './manifests';
import type { WithJob } from './with-job';

export interface ExplainManagerOptions extends LoadingOptions {
  /** The directory of jobs. */
  summaryBaseDir: string;
  /** Several of them, in its place. */
  bases?: readonly Base[];
  storage: Storage;
  clock?: Clock;
  /** Counts the requests to the object store; null or none where jobs are on a disk. */
  requests?: RequestCounts | null;
  /** Where shards of surveys are; null or none for no shards. */
  shards?: { place: string; storage: ReplacingStorage } | null;
  /** Levels below the base directory that are searched. */
  maxDepth?: number;
  /** The survey thread. */
  surveyor?: Surveyor;
  /** The marks thread; none by default. */
  marks?: Marks;
  /** Called after every scan, with its duration. */
  onScan?: (milliseconds: number) => void;
  log?: Log;
}

/** In place of a reload interval of 0, seconds. */
const STORE_INTERVAL = 30;

/** A job was requested before `startLoadData`. */
export class NotStartedError extends Error {
  override readonly name = 'NotStartedError';
  constructor() {
    super('The manager has not been started yet.');
  }
}

/**
 * Finds every explain job below a directory, keeps those loaded that are in use, and continues reading while they grow.
 *
 * Reading happens in the indexing worker; nothing here waits for it.
 */
export class ExplainManager {
  readonly summaryBaseDir: string;
  /** The directories of jobs: one without a name, or several. */
  readonly bases: readonly Base[];
  readonly storage: Storage;
  readonly clock: Clock;
  readonly manifests: Manifests;
  readonly #scan: JobScan;
  readonly #writers: JobWriters;
  /** The samples that represent each job in the list. */
  readonly previews: JobPreviews;
  /** What was counted from the maps of jobs. */
  readonly surveys: JobSurveys;
  /** Surveys of slices of jobs; null in a server for pages. */
  readonly shards: JobShards | null;
  /** How much the maps of two jobs differ. */
  readonly changes: JobChanges;
  /** Marks, notes, saved views and flags of jobs; null if there are none at all. */
  readonly marks: Marks | null;
  readonly #jobs: LoadedJobs;
  readonly #statuses: JobStatuses;
  readonly #background: BackgroundIndexing;
  /** Requests to the object store; null where jobs are on a disk. */
  readonly requests: RequestCounts | null;
  readonly #cycle: LoadingCycle;

  constructor(options: ExplainManagerOptions) {
    const { summaryBaseDir, storage, clock = systemClock, maxDepth, onScan = () => {}, log = SILENT } = options;
    this.summaryBaseDir = summaryBaseDir;
    this.bases = options.bases ?? [{ name: '', path: summaryBaseDir }];
    this.storage = storage;
    this.clock = clock;
    this.marks = options.marks ?? null;
    this.requests = options.requests ?? null;
    const { store = null, shards = null } = options;
    const isInStore = this.bases.some(({ path }) => isStorePath(path));
    // In a store, each look at a manifest that is missing is a request.
    const trustedMs = () => (isInStore ? 1000 * (this.reloadInterval || STORE_INTERVAL) : 0);
    this.manifests = new Manifests(storage, clock, trustedMs);
    this.#writers = new JobWriters(storage, clock, trustedMs);
    this.#scan = new JobScan({
      ...{ summaryBaseDir, bases: this.bases, storage, clock, log, requests: this.requests, maxDepth, onScan },
      isLoaded: (id) => this.#jobs.peek(id) !== undefined,
      wasRequested: (id) => this.#wasRequested(id),
    });
    const pathOf = (jobId: string) => this.#ownPathOf(jobId);
    this.#jobs = new LoadedJobs(options, clock, log, pathOf, () => void this.#cycle.execute());
    this.#cycle = new LoadingCycle(this.#scan, this.#jobs, clock);
    this.previews = new JobPreviews(storage, this.#jobs.remembered);
    const scannedAt = () => (this.reloadInterval === 0 ? Number.POSITIVE_INFINITY : this.#scan.succeededAt);
    this.#statuses = new JobStatuses(this.#jobs, this.manifests, clock, scannedAt);
    this.#background = new BackgroundIndexing(this.#jobs, clock);
    const surveyor = options.surveyor ?? new SurveyThread(store);
    const withJob: WithJob = (jobId, answer) => this.withJobAside(jobId, answer);
    this.surveys = new JobSurveys(surveyor, options.cache?.directory ?? null, clock, log, withJob);
    const look = (jobId: string) => this.#scan.look(jobId);
    this.shards = shards && new JobShards({ ...shards, surveyor, surveys: this.surveys, clock, withJob, look });
    this.changes = new JobChanges(this.surveys, clock);
  }

  /**
   * Scans for jobs now and every `reloadInterval` seconds from then on; 0 means once. Resolves when the first cycle has
   * ended; never rejects: `status` gives the result.
   */
  async startLoadData({ reloadInterval }: { reloadInterval: number }): Promise<void> {
    await this.#cycle.start(reloadInterval);
  }

  /** One cycle. Resolves when the loading has ended. */
  async loadData(): Promise<void> {
    await this.#cycle.run();
  }

  /** The state of the cycle of finding jobs and loading them. */
  get status(): CycleStatus {
    return this.#cycle.status;
  }

  /** Seconds between two cycles, 0 for a single one. */
  get reloadInterval(): number {
    return this.#cycle.interval;
  }

  /** Stops the cycle and the worker permanently. */
  async stop(): Promise<void> {
    this.#cycle.stop();
    this.#background.stop();
    await Promise.all([this.surveys.stop(), this.#jobs.stop(), this.marks?.stop()]);
  }

  /**
   * The loader of a job, which starts to load if it was not loaded. Null if there is no such job.
   *
   * @param jobId the job's path relative to the base directory: `run`, `./run` and `./run/` are the same job
   * @throws NotStartedError before `startLoadData`
   */
  async getJob(jobId: string): Promise<ExplainLoader | null> {
    const directory = await this.#directoryOf(jobId);
    return directory && this.#jobs.obtain(directory);
  }

  /**
   * Answers a request about a job with `answer`; the job is not evicted meanwhile. Surveys pause until it is answered. Null if there is
   * no such job.
   */
  async withJob<T>(jobId: string, answer: (loader: ExplainLoader) => Promise<T>): Promise<T | null> {
    const resume = this.surveys.pause();
    try {
      return await this.withJobAside(jobId, answer);
    } finally {
      resume();
    }
  }

  /** As `withJob`, for what surveys do themselves, and for questions about them: they go on meanwhile. */
  async withJobAside<T>(jobId: string, answer: (loader: ExplainLoader) => Promise<T>): Promise<T | null> {
    const directory = await this.#directoryOf(jobId);
    return directory && this.#jobs.use(directory, answer);
  }

  async #directoryOf(jobId: string): Promise<ExplainDirectory | null> {
    if (!this.#cycle.hasBegun) throw new NotStartedError();
    const id = normalise(jobId);
    return id === null ? null : (this.#jobs.peek(id)?.directory ?? this.findDirectory(id));
  }

  /**
   * Reads a job on until it has been read as far as another replica has read it, and resolves when it has, or the job has no more, or after
   * `patience` milliseconds.
   *
   * @param generation of the content that was read
   * @param bytes that were read of it
   */
  async readUpTo(jobId: string, generation: string, bytes: number, patience: number): Promise<void> {
    const isReached = () => {
      const snapshot = this.#jobs.peek(jobId)?.snapshot;
      return snapshot?.generation === generation && snapshot.bytesRead >= bytes;
    };
    if (isReached()) return;
    const read = async () => {
      const loader = await this.getJob(jobId);
      await loader?.load();
      if (loader === null || isReached()) return;
      // What the last scan found is too old.
      loader.directory = (await this.#scan.look(jobId)) ?? loader.directory;
      await loader.load();
    };
    await settledWithin(this.clock, patience, read());
  }

  /** Whether somebody has asked for a job since the scan before the last one. */
  #wasRequested(id: string): boolean {
    const { queryTime = 0 } = this.#jobs.peek(id) ?? {};
    return this.clock.now() - queryTime < 2000 * this.reloadInterval;
  }

  /** What the last scan found, or the first one so far; replaced as a whole if anything has changed. */
  get directories(): FoundJobs {
    return this.#scan.directories;
  }

  /** Whether the first scan has ended. */
  get hasDiscovered(): boolean {
    return this.#scan.hasEnded;
  }

  /** The name of the directory of jobs, or the names of several; empty for the root of a disk. */
  get title(): string {
    const [base, ...others] = this.bases;
    return others.length === 0 ? basename(base.path) : this.bases.map(({ name }) => name).join(', ');
  }

  /** The loaders of all jobs that are loaded or being loaded. */
  get loaders(): readonly ExplainLoader[] {
    return this.#jobs.loaders;
  }

  /** The loader of a job that is loaded or being loaded; does not count as a request. */
  peekJob(jobId: string): ExplainLoader | undefined {
    return this.#jobs.peek(jobId);
  }

  /** Error messages of the jobs that could not be loaded, by job id. */
  get failures(): ReadonlyMap<string, string> {
    return this.#jobs.failures;
  }

  /**
   * The status of a job. Reads its manifest if that has not been read yet; loads nothing.
   *
   * @param loader of the request that the status belongs to: the status then describes what this loader has read. Without it,
   *     information from an earlier loading is used too.
   */
  async statusOf(directory: ExplainDirectory, loader?: ExplainLoader): Promise<JobStatus> {
    const manifest = await this.manifestOf(directory);
    if (loader) return this.#statuses.ofLoader(loader, manifest, this.retryNote());
    return this.#statuses.ofDirectory(directory, manifest, this.retryNote());
  }

  /** The state of a job without reading anything: a manifest that has not been read counts as missing. */
  peekState(directory: ExplainDirectory): JobState {
    return this.#statuses.peekState(directory);
  }

  /** The latest summary of a job that is or was loaded; null if there is none. */
  peekSnapshot(directory: ExplainDirectory): IndexSnapshot | null {
    return this.#jobs.peek(directory.relativePath)?.snapshot ?? this.#jobs.remembered.get(directory)?.snapshot ?? null;
  }

  /** Changes whenever more of a job has been read. */
  get knowledgeVersion(): number {
    return this.#jobs.remembered.version;
  }

  /** Indexes jobs in the background, if their counts are not known and there is memory for them. */
  indexInBackground(directories: readonly ExplainDirectory[]): void {
    this.#background.request(directories);
  }

  /** About how many requests an hour scans make, judged by the last one; null where jobs are on a disk, or it was the only one. */
  get scanRequestsPerHour(): number | null {
    if (this.requests === null || this.reloadInterval === 0) return null;
    return Math.round((this.#scan.listings * 3600) / this.reloadInterval);
  }

  /** A sentence to append to an error message, which says when the action is repeated; empty without a reload interval. */
  retryNote(action: 'tried' | 'searched for' = 'tried', seconds = this.reloadInterval): string {
    return seconds > 0 ? ` It is ${action} again every ${seconds} s.` : '';
  }

  /** As `retryNote`, for a directory of jobs that cannot be read: who reads that has an object store asked more often (`settleDoubt`). */
  outageNote(): string {
    const seconds = this.requests === null ? this.reloadInterval : Math.min(this.reloadInterval, DOUBT_SECONDS);
    return this.retryNote('tried', seconds);
  }

  /**
   * Resolves when the first scan has ended, or after a timeout in milliseconds if given: the list then contains the jobs
   * found so far.
   */
  async discovered(milliseconds?: number): Promise<void> {
    await this.#cycle.discovered(milliseconds);
  }

  /**
   * Scans again where the object store may be away, or back, and the last scan does not know. Resolves when that has ended, or after `patience`
   * milliseconds.
   */
  async settleDoubt(patience: number): Promise<void> {
    await this.#cycle.settleDoubt(patience);
  }

  /** A job as the last scan found it, or else as it is on disk; null if it does not exist. */
  async findDirectory(jobId: string): Promise<ExplainDirectory | null> {
    const id = normalise(jobId);
    return id === null ? null : this.#scan.find(id);
  }

  /** The manifest of a job; an existing one is read once. */
  async manifestOf(directory: ExplainDirectory): Promise<ManifestState> {
    return this.manifests.read(this.pathOf(directory.relativePath), directory);
  }

  /**
   * Why the directory of jobs that a job is in cannot be read, as the last scan found: an object store does not answer, or a disk is away. Null if it
   * can be.
   */
  outageOf(jobId: string): string | null {
    return this.#scan.outageOf(baseOf(this.bases, jobId)?.base);
  }

  /** The writers of a job with this manifest; null for a job of one writer. While some of them write, their manifests are looked for. */
  async writersOf(directory: ExplainDirectory, manifest: ManifestState): Promise<Writers | null> {
    return this.#writers.of(this.pathOf(directory.relativePath), directory, manifest);
  }

  /** The directory of a job on disk, that the paths of its pictures are relative to; without the links that lead to it. */
  pathOf(jobId: string): string {
    return this.placeOf(jobId).root;
  }

  /** Where the pictures of a job are on disk. */
  placeOf(jobId: string): PicturePlace {
    const { linked } = this.#jobs.peek(jobId)?.directory ?? this.#scan.known(jobId) ?? {};
    return { root: linked?.directory ?? this.#ownPathOf(jobId), linked: linked?.data };
  }

  #ownPathOf(jobId: string): string {
    const found = baseOf(this.bases, jobId);
    return found ? join(found.base.path, found.path) : join(this.summaryBaseDir, jobId);
  }

  /**
   * The jobs that the last scan found, most recently written first: page `offset` (0 is the first) of `limit` rows, or all.
   */
  getJobList(offset = 0, limit?: number): ExplainDirectories {
    const { total, directories, problems } = this.directories;
    const page = limit === undefined ? directories : directories.slice(offset * limit, (offset + 1) * limit);
    return { total, directories: page, problems };
  }
}
