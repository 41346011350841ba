import { STEP } from '../slices';
import { type Job, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import type { JobView } from './job-view';
import type { LabelValues } from './query';
import { Table } from './table';

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
  const { samples, labels, sampleCount, records } = job;
  const isShown = (row: number) => job.isShown(row);
  const shared = { threshold: Math.fround(threshold), sampleCount, records, isShown };
  if (shared.threshold >= job.threshold || job.runnersUp.length === 0)
    return { ...shared, samples, labels, origin: null, free: () => {} };
  const copy = newCopy();
  if (rows === undefined) copy.expected = labels.length;
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
    copyLabels(job, row, shared.threshold, copy);
    labelCount[row] = copy.length - labelStart[row];
  }
  return {
    ...shared,
    samples: { length: samples.length, column: { ...samples.column, labelStart, labelCount } },
    labels: copy,
    origin: copy.column.origin,
    free: () => copy.free(),
  };
}

const newCopy = () =>
  new Table({
    label: Int32Array,
    flags: Uint8Array,
    confidence: Float32Array,
    sd: Float32Array,
    low: Float32Array,
    high: Float32Array,
    origin: Int32Array,
  });

/** Copies the labels of the sample at `row`, followed by its runners-up that reach the threshold. */
function copyLabels(job: Job, row: number, threshold: number, copy: ReturnType<typeof newCopy>): void {
  const { labelStart, labelCount, runnerUpStart, runnerUpCount, flags } = job.samples.column;
  const from = job.labels.column;
  const first = copy.length;
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
    const to = copy.add();
    copy.column.label[to] = from.label[entry];
    copy.column.flags[to] = from.flags[entry];
    copy.column.confidence[to] = from.confidence[entry];
    copy.column.sd[to] = from.sd[entry];
    copy.column.low[to] = from.low[entry];
    copy.column.high[to] = from.high[entry];
    copy.column.origin[to] = entry;
  }
  if (!(flags[row] & SAMPLE_HAS_TRUTH)) return;
  const own = copy.length;
  const { label, confidence } = job.runnersUp.column;
  for (let i = runnerUpStart[row]; i < runnerUpStart[row] + runnerUpCount[row]; i++) {
    if (confidence[i] < threshold) break; // the most probable are first
    let to = first;
    while (to < own && copy.column.label[to] !== label[i]) to++;
    if (to === own) {
      to = copy.add();
      copy.column.label[to] = label[i];
      copy.column.sd[to] = copy.column.low[to] = copy.column.high[to] = Number.NaN;
      copy.column.origin[to] = -1;
    } else if (copy.column.flags[to] & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) continue;
    copy.column.flags[to] |= LABEL_IS_PREDICTED;
    copy.column.confidence[to] = confidence[i];
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
