import { type Clock, settledWithin } from '../clock';
import type { JobScan } from './job-scan';
import type { LoadedJobs } from './loaded-jobs';

/** The state of the cycle of finding jobs and loading them. */
export type CycleStatus =
  | { kind: 'init' }
  | { kind: 'loading' }
  /** The last cycle found jobs and finished loading. */
  | { kind: 'done' }
  /** The last cycle found no job, or its scan failed. */
  | { kind: 'invalid'; reason: string; failed: boolean };

/**
 * The cycle of a manager, once or again and again: *discover* which jobs there are, *cache* a loader for those that should be loaded, *execute* the
 * loading of those with unread data.
 */
export class LoadingCycle {
  status: CycleStatus = { kind: 'init' };
  /** Seconds between two cycles, 0 for a single one. */
  interval = 0;
  readonly #scan: JobScan;
  readonly #jobs: LoadedJobs;
  readonly #clock: Clock;
  #discovering: Promise<void> | null = null;
  #cancelNext: (() => void) | null = null;
  #stopped = false;

  constructor(scan: JobScan, jobs: LoadedJobs, clock: Clock) {
    this.#scan = scan;
    this.#jobs = jobs;
    this.#clock = clock;
  }

  /** Whether the first scan has begun. */
  get hasBegun(): boolean {
    return this.status.kind !== 'init' || this.#discovering !== null;
  }

  /** Begins a cycle now and every `interval` seconds from then on; 0 means once. Resolves when the first one has ended; never rejects. */
  async start(interval: number): Promise<void> {
    this.interval = interval;
    const discovered = this.#discover();
    if (interval > 0) void discovered.then(() => this.#repeat());
    await discovered;
    await this.execute();
  }

  /** One cycle. Resolves when the loading has ended. */
  async run(): Promise<void> {
    await this.#discover();
    await this.execute();
  }

  /** Continues reading every job with unread data, which ends a cycle. */
  async execute(): Promise<void> {
    if (this.#stopped) return;
    await this.#jobs.catchUp();
    this.status = this.#outcome();
  }

  /** Resolves when the first scan has ended, or after a timeout in milliseconds if given. */
  async discovered(milliseconds?: number): Promise<void> {
    if (this.#scan.hasEnded || !this.#discovering) return;
    await (milliseconds === undefined
      ? this.#discovering
      : settledWithin(this.#clock, milliseconds, this.#discovering));
  }

  /**
   * Runs a cycle where the object store may be away, or back, and the last scan does not know. Resolves when that has ended, or after `patience`
   * milliseconds.
   */
  async settleDoubt(patience: number): Promise<void> {
    const isDue = this.#scan.hasEnded && this.interval > 0 && !this.#stopped && this.#scan.isDoubtful;
    if (isDue) await settledWithin(this.#clock, patience, this.run());
  }

  /** No cycle begins from now on. */
  stop(): void {
    this.#stopped = true;
    this.#cancelNext?.();
  }

  #repeat(): void {
    if (this.#stopped) return;
    this.#cancelNext = this.#clock.after(this.interval * 1000, () => {
      void this.#discover().then(() => {
        this.#repeat();
        return this.execute();
      });
    });
  }

  /** Scans for jobs. A call during a scan gets the same promise. */
  #discover(): Promise<void> {
    this.#discovering ??= this.#scanOnce().finally(() => {
      this.#discovering = null;
    });
    return this.#discovering;
  }

  async #scanOnce(): Promise<void> {
    if (this.status.kind === 'init') this.status = { kind: 'loading' };
    const before = new Set(this.#jobs.loaders);
    await this.#scan.run(() =>
      this.#jobs.cache(this.#scan.directories.directories, (id) => this.#scan.known(id), before),
    );
  }

  #outcome(): CycleStatus {
    const { failure, directories } = this.#scan;
    if (failure !== null) return { kind: 'invalid', reason: failure, failed: true };
    if (directories.total > 0) return { kind: 'done' };
    return { kind: 'invalid', reason: 'There is no explain job.', failed: false };
  }
}
