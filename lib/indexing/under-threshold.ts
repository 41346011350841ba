import { jobAt, valuesAt } from '../job/at-threshold';
import type { Job } from '../job/job';
import type { JobView } from '../job/job-view';
import type { LabelValues } from '../job/query';
import { type AtThreshold, countThresholds, type ThresholdCounts, trustAt } from '../job/thresholds';
import { inSlices } from '../slices';

/**
 * Uses a job under a threshold: the recorded one if it is undefined. Its columns are freed afterwards.
 *
 * @param values of the labels of the job; `use` gets them by the labels of its job
 * @param rows the samples that are used; all by default
 */
export async function underThreshold<T>(
  job: Job,
  threshold: number | undefined,
  values: LabelValues,
  use: (job: JobView, values: LabelValues) => T | Promise<T>,
  rows?: ArrayLike<number>,
): Promise<T> {
  if (threshold === undefined) return use(job, values);
  const view = await inSlices(jobAt(job, threshold, rows));
  try {
    return await use(view, valuesAt(view, values));
  } finally {
    view.free();
  }
}

/** What a job counts at each threshold; counted once per revision. */
export class ThresholdCache {
  #revision: string | null = null;
  #counts: ThresholdCounts | null = null;

  /** The counts of `job` at `revision`, which must not change meanwhile. */
  async counts(job: Job, revision: string): Promise<ThresholdCounts> {
    if (this.#counts === null || this.#revision !== revision) {
      this.#counts = await inSlices(countThresholds(job));
      this.#revision = revision;
    }
    return this.#counts;
  }

  /** How far counts can be trusted under a threshold; null if it is undefined. */
  async trust(job: Job, revision: string, threshold: number | undefined): Promise<AtThreshold | null> {
    return threshold === undefined ? null : trustAt(await this.counts(job, revision), job, threshold);
  }

  clear(): void {
    this.#counts = null;
  }
}
