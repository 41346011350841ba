import { releaseMemory } from '../memory';
import { STEP } from '../slices';
import { type Job, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import type { JobView } from './job-view';
import type { LabelValues } from './query';

/*
 * A job under another threshold than the recorded one.
 *
 * Of a sample with ground truth, a ground truth label is TP from the threshold on and FN below it; any other label whose probability is
 * recorded is FP from the threshold on. Labels without a recorded probability have no type at any threshold.
 *
 * From the recorded threshold T on this is exact: a run lists every label that reaches T as predicted. Below T the labels that are
 * neither ground truth nor predicted are known as far as the runners-up go, the most probable first: labels that are not recorded are
 * at most as probable as the least probable runner-up, L. So counts of FP are exact for thresholds above L, and lower bounds from there
 * down (`openUpTo`). A runner-up counts as below T, whatever its number.
 */

/** A job under another threshold, and where its labels come from. */
export interface JobAtThreshold extends JobView {
  /** For each label of a sample its row in the job, -1 for a runner-up; null where the labels are those of the job. */
  readonly origin: Int32Array | null;
  /** Releases the memory of its columns; it must not be used after this. */
  free(): void;
}

/**
 * The job under a threshold, 0–1, in steps that may be interrupted. It reads the columns of the job, which must not change meanwhile.
 *
 * From the recorded threshold on only the threshold differs. Below it, runners-up that reach it become predicted labels of their
 * samples: that copies the labels, in time and memory linear in their number (25 bytes each).
 *
 * @param rows the samples whose labels are needed; all by default
 */
export function* jobAt(job: Job, threshold: number, rows?: ArrayLike<number>): Generator<void, JobAtThreshold> {
  const { samples, labels, sampleCount, records, parts } = job;
  const isShown = (row: number) => job.isShown(row);
  const shared = { threshold: Math.fround(threshold), sampleCount, records, parts, isShown };
  if (shared.threshold >= job.threshold || job.runnersUp.length === 0)
    return { ...shared, samples, labels, origin: null, free: () => {} };
  // As long as it can get: memory that is not written to is never taken.
  const copy = new LabelCopy(rows ? mostLabels(job, rows) : labels.length + job.runnersUp.length);
  const labelStart = new Uint32Array(samples.length);
  const labelCount = new Uint32Array(samples.length);
  const count = rows?.length ?? samples.length;
  let step = STEP;
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : rows[i];
    step -= 1 + samples.column.labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!job.isShown(row)) continue;
    labelStart[row] = copy.length;
    copy.add(job, row, shared.threshold);
    labelCount[row] = copy.length - labelStart[row];
  }
  return {
    ...shared,
    samples: { length: samples.length, column: { ...samples.column, labelStart, labelCount } },
    labels: { length: copy.length, column: copy },
    origin: copy.origin,
    free: () => releaseMemory([...copy.columns, labelStart, labelCount]),
  };
}

/** The labels that these samples have at most under a threshold. */
function mostLabels(job: Job, rows: ArrayLike<number>): number {
  const { labelCount, runnerUpCount } = job.samples.column;
  let labels = 0;
  for (let i = 0; i < rows.length; i++) labels += labelCount[rows[i]] + runnerUpCount[rows[i]];
  return labels;
}

/** Labels of samples under a threshold, as columns. */
class LabelCopy {
  readonly label: Int32Array<ArrayBuffer>;
  readonly flags: Uint8Array<ArrayBuffer>;
  readonly confidence: Float32Array<ArrayBuffer>;
  readonly sd: Float32Array<ArrayBuffer>;
  readonly low: Float32Array<ArrayBuffer>;
  readonly high: Float32Array<ArrayBuffer>;
  readonly origin: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.label = new Int32Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.confidence = new Float32Array(capacity);
    this.sd = new Float32Array(capacity);
    this.low = new Float32Array(capacity);
    this.high = new Float32Array(capacity);
    this.origin = new Int32Array(capacity);
  }

  get columns() {
    return [this.label, this.flags, this.confidence, this.sd, this.low, this.high, this.origin];
  }

  /** Adds the labels of the sample at `row`, and its runners-up that reach the threshold. */
  add(job: Job, row: number, threshold: number): void {
    const { labelStart, labelCount, runnerUpStart, runnerUpCount, flags: facts } = job.samples.column;
    const { runnerUpInterval: intervals } = job.samples.column;
    const { label, flags, confidence, sd, low, high, origin } = this;
    const from = job.labels.column;
    const first = this.length;
    const end = labelStart[row] + labelCount[row];
    let next = first;
    for (let entry = labelStart[row]; entry < end; entry++, next++) {
      label[next] = from.label[entry];
      flags[next] = from.flags[entry];
      confidence[next] = from.confidence[entry];
      sd[next] = from.sd[entry];
      low[next] = from.low[entry];
      high[next] = from.high[entry];
      origin[next] = entry;
    }
    const own = next;
    const last = (facts[row] & SAMPLE_HAS_TRUTH) === 0 ? 0 : runnerUpStart[row] + runnerUpCount[row];
    const known = job.runnersUp.column;
    const { column: uncertain } = job.runnerUpIntervals;
    /** From the row of a runner-up to that of its uncertainty; NaN, which is the row of nothing, if there is none. */
    const shift = intervals[row] === 0 ? Number.NaN : intervals[row] - 1 - runnerUpStart[row];
    for (let i = runnerUpStart[row]; i < last && known.confidence[i] >= threshold; i++) {
      let to = first;
      while (to < own && label[to] !== known.label[i]) to++;
      if (to === own) {
        to = next++;
        label[to] = known.label[i];
        flags[to] = 0;
        origin[to] = -1;
      } else if (flags[to] & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) continue;
      flags[to] |= LABEL_IS_PREDICTED;
      confidence[to] = known.confidence[i];
      sd[to] = uncertain.sd[i + shift];
      low[to] = uncertain.low[i + shift];
      high[to] = uncertain.high[i + shift];
    }
    this.length = next;
  }
}

/** Values of the labels of a job, as values of its labels under a threshold. */
export function valuesAt({ origin, labels }: JobAtThreshold, values: LabelValues): LabelValues {
  if (origin === null) return values;
  return {
    ofSamples: values.ofSamples,
    get(key) {
      const found = values.get(key);
      return found && Float32Array.from({ length: labels.length }, (_, k) => found[origin[k]] ?? Number.NaN);
    },
  };
}

/**
 * The probability up to which a label without a recorded probability may be in the sample at `row`: FP may be missing at thresholds up
 * to it that are below the recorded one. Infinity if the sample has no runners-up or does not tell; -1 if nothing is missing: the
 * sample has no ground truth, or a probability for every label that the job names.
 */
export function openUpTo(job: Job, row: number): number {
  const { flags, labelStart, labelCount, runnerUpStart, runnerUpCount } = job.samples.column;
  if (!(flags[row] & SAMPLE_HAS_TRUTH)) return -1;
  const own = job.labels.column;
  const { label, confidence } = job.runnersUp.column;
  const end = labelStart[row] + labelCount[row];
  const lastRunnerUp = runnerUpStart[row] + runnerUpCount[row];
  let known = 0;
  for (let entry = labelStart[row]; entry < end; entry++) {
    const isInferred = (own.flags[entry] & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) !== 0;
    if (isInferred && !Number.isNaN(own.confidence[entry]) && own.label[entry] < job.labelNames.length) known++;
  }
  for (let i = runnerUpStart[row]; i < lastRunnerUp; i++)
    if (label[i] < job.labelNames.length && !isInferredIn(job, row, label[i])) known++;
  if (known > 0 && known === job.labelNames.length) return -1;
  const isUnsure = runnerUpCount[row] === 0 || (flags[row] & SAMPLE_RUNNERS_UP_UNSURE) !== 0;
  return isUnsure ? Number.POSITIVE_INFINITY : confidence[lastRunnerUp - 1];
}

/** Whether a label is ground truth or predicted in the sample at `row`. */
export function isInferredIn(job: Job, row: number, label: number): boolean {
  const { labelStart, labelCount } = job.samples.column;
  const own = job.labels.column;
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++)
    if (own.label[entry] === label) return (own.flags[entry] & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) !== 0;
  return false;
}
