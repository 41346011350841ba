import pLimit, { type LimitFunction } from 'p-limit';

/** Lets tasks wait for each other; those of different jobs take turns, so that many tasks of one do not keep another waiting. */
export class Turns {
  readonly #ofAll: LimitFunction;
  readonly #ofEach = new WeakMap<object, LimitFunction>();

  /** @param atOnce tasks that run at a time; of each job, one does */
  constructor(atOnce: number) {
    this.#ofAll = pLimit(atOnce);
  }

  /** Runs a task of a job when it is its turn. @param job stands for it; is not kept */
  run<T>(job: object, task: () => Promise<T>): Promise<T> {
    const ofJob = this.#ofEach.get(job) ?? pLimit(1);
    this.#ofEach.set(job, ofJob);
    return ofJob(() => this.#ofAll(task));
  }
}
