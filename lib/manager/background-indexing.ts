import type { Clock } from '../clock';
import type { ExplainDirectory } from '../summary/explain-directory';

/** Jobs that are indexed at the same time. */
const AT_ONCE = 2;

/** Jobs of more bytes take minutes, or hours: only so many of them are indexed at the same time, and the others do not wait for them. */
const LONG_BYTES = 2 ** 30;
const LONG_AT_ONCE = 1;

/** Maximum length of the queue: the rows of a few pages, however long a list a script requests. */
const MAX_QUEUE = 100;

/** A job that was tried, with success or not, is not tried again for this time, milliseconds. */
const AGAIN_MS = 30_000;

/** Maximum share of the time spent on indexing a growing job repeatedly. */
const SHARE = 1 / 50;

/** The part of the jobs that background indexing uses. */
interface Jobs {
  /** Whether the job has to be indexed to know its counts. */
  isUnknown(directory: ExplainDirectory): boolean;
  /** Indexes a job. Returns false, at once, if there is no memory for it; never rejects. */
  index(directory: ExplainDirectory): Promise<boolean>;
}

/**
 * Indexes jobs that are visible in the list but were not opened, so that their counts are known: a few at a time, the latest
 * request first and its jobs in the order of the list.
 */
export class BackgroundIndexing {
  readonly #jobs: Jobs;
  readonly #clock: Clock;
  #waiting: ExplainDirectory[] = [];
  readonly #running = new Map<string, ExplainDirectory>();
  /** When a job may be tried again, by job id. */
  readonly #notBefore = new Map<string, number>();
  #stopped = false;

  constructor(jobs: Jobs, clock: Clock) {
    this.#jobs = jobs;
    this.#clock = clock;
  }

  /** Requests the counts of jobs; earlier requests are queued after them. */
  request(directories: readonly ExplainDirectory[]): void {
    const unknown = directories.slice(0, MAX_QUEUE).filter((directory) => this.#isDue(directory));
    const requested = new Set(unknown.map(({ relativePath }) => relativePath));
    const before = this.#waiting.filter(({ relativePath }) => !requested.has(relativePath));
    this.#waiting = [...unknown, ...before].slice(0, MAX_QUEUE);
    this.#begin();
  }

  /** Starts no further jobs. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
  }

  #begin(): void {
    while (!this.#stopped && this.#running.size < AT_ONCE) {
      const next = this.#waiting.findIndex((directory) => this.#mayRun(directory));
      if (next === -1) return;
      const [directory] = this.#waiting.splice(next, 1);
      if (this.#isDue(directory)) void this.#index(directory);
    }
  }

  #mayRun(directory: ExplainDirectory): boolean {
    return !isLong(directory) || [...this.#running.values()].filter(isLong).length < LONG_AT_ONCE;
  }

  async #index(directory: ExplainDirectory): Promise<void> {
    const { relativePath } = directory;
    const began = this.#clock.now();
    this.#running.set(relativePath, directory);
    const hadRoom = await this.#jobs.index(directory);
    this.#running.delete(relativePath);
    const now = this.#clock.now();
    if (hadRoom) this.#notBefore.set(relativePath, now + Math.max(AGAIN_MS, (now - began) / SHARE));
    if (this.#notBefore.size > 10 * MAX_QUEUE) this.#forget(now);
    this.#begin();
  }

  #isDue(directory: ExplainDirectory): boolean {
    const { relativePath } = directory;
    if (this.#running.has(relativePath) || (this.#notBefore.get(relativePath) ?? 0) > this.#clock.now()) return false;
    return this.#jobs.isUnknown(directory);
  }

  #forget(now: number): void {
    for (const [id, time] of this.#notBefore) if (time <= now) this.#notBefore.delete(id);
  }
}

function isLong({ size }: ExplainDirectory): boolean {
  return size > LONG_BYTES;
}
