import type { Clock } from '../clock';
import { isStorageError } from '../storage/storage';
import type { ExplainLoader } from './explain-loader';
import { type Log, messageOf } from './log';
import type { RememberedJobs } from './remembered-jobs';

/** The pictures of a job are checked again after this time, milliseconds: sooner if the job has grown. */
const AGAIN_MS = 60_000;
const AGAIN_GROWN_MS = 5_000;

/** Maximum share of the time spent on checking a job repeatedly. */
const SHARE = 1 / 50;

/** Runs a task with a loader, which is not evicted meanwhile. */
type Hold = (loader: ExplainLoader, task: () => Promise<void>) => Promise<void>;

/**
 * Examines the pictures of indexed jobs, in the background and one job at a time: which samples make a varied preview,
 * and which pictures are missing. The results are stored in the summaries of the jobs.
 */
export class JobPictures {
  readonly #queue = new Map<ExplainLoader, { promise: Promise<void>; resolve: () => void }>();
  #isRunning = false;
  #stopped = false;

  constructor(
    readonly remembered: RememberedJobs,
    readonly hold: Hold,
    readonly clock: Clock,
    readonly log: Log,
  ) {}

  /** Examines the pictures of a job if that is due. Resolves when it is done, or at once if it is not due; never rejects. */
  async examine(loader: ExplainLoader): Promise<void> {
    const waiting = this.#queue.get(loader);
    if (waiting) return waiting.promise;
    if (this.#stopped || !this.#isDue(loader)) return;
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#queue.set(loader, { promise, resolve });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  /** Starts no further checks. */
  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (const [loader, { resolve }] of this.#queue) {
      if (!this.#stopped)
        await this.hold(loader, () => this.#examine(loader)).catch((error) => this.#note(loader, error));
      this.#queue.delete(loader);
      resolve();
    }
    this.#isRunning = false;
  }

  async #examine(loader: ExplainLoader): Promise<void> {
    this.remembered.notePreview(loader.directory, await loader.preview());
    const began = this.clock.now();
    const check = await loader.checkPictures();
    const now = this.clock.now();
    if (check) this.remembered.notePictures(loader.directory, check, now, Math.max(0, now - began));
  }

  /** A job that was closed or replaced meanwhile is no error; an unreadable file is already in the status of the job. */
  #note(loader: ExplainLoader, error: unknown): void {
    if (isStorageError(error))
      this.log.warn({ job: loader.jobId }, `Checking the pictures failed: ${messageOf(error)}`);
  }

  #isDue(loader: ExplainLoader): boolean {
    const job = this.remembered.get(loader.directory);
    if (job === null || loader.snapshot === null || loader.isLoading) return false;
    if (job.pictures === null) return true;
    const { check, at, took } = job.pictures;
    const wait = check.revision === loader.snapshot.revision ? AGAIN_MS : AGAIN_GROWN_MS;
    return this.clock.now() - at >= Math.max(wait, took / SHARE);
  }
}
