import { type EventFields, InferenceFields } from '../event/event';
import { NumberList } from '../event/lists';
import {
  type Job,
  LABEL_IS_PREDICTED,
  LABEL_IS_TRUTH,
  SAMPLE_AWAITS_NUMBERS,
  SAMPLE_HAS_TRUTH,
  type Unpaired,
} from './job';
import { addLabel, tooManyLabels } from './label-rows';
import { MAX_LABELS_PER_SAMPLE } from './limits';

/* Ground truth and predictions of a sample, with their probabilities. */

/**
 * Pairs labels with their probabilities by position. Real runs write both in one event. If ground truth and its probabilities come
 * in two events, the first is kept until the second arrives.
 */
export function foldInference(job: Job, row: number, fields: EventFields, offset: number): void {
  const { truthLabel, inference } = fields;
  const hasTruth = truthLabel.length > 0;
  const hasNumbers = hasTruthNumbers(inference);
  if (hasTruth && hasNumbers) {
    foldTruth(job, row, truthLabel, inference, offset);
    dropUnpaired(job, row);
  } else if (hasTruth || hasNumbers) {
    foldUnpaired(job, row, truthLabel, inference, offset);
  }

  const { predictedLabel, predictedProb } = inference;
  checkLengths(job, 'predicted', predictedLabel.length, predictedProb.length, offset);
  for (let i = 0; i < predictedLabel.length; i++) {
    const entry = addLabel(job, row, predictedLabel.values[i], LABEL_IS_PREDICTED, offset);
    if (entry !== -1) setNumbers(job, entry, i, inference.predicted, false, offset);
  }
}

const joinedLabels = new NumberList();
const joinedNumbers = new InferenceFields();
const rowTruth = new NumberList();

/**
 * Folds ground truth without probabilities, or probabilities without ground truth: joined with their counterpart if that was recorded
 * before, else kept until it arrives. What is kept already is only appended to, so that values that come one by one take linear time.
 */
function foldUnpaired(job: Job, row: number, truthLabel: NumberList, inference: InferenceFields, offset: number): void {
  if (truthLabel.length > 0) foldLabels(job, row, truthLabel, offset);
  else foldNumbers(job, row, inference, offset);
}

/** Ground truth without probabilities. */
function foldLabels(job: Job, row: number, labels: NumberList, offset: number): void {
  const pending = pendingOf(job, row);
  const before = pending !== null && pending.numbers === null ? pending.labels.length : 0;
  if (labels.length > MAX_LABELS_PER_SAMPLE - before) tooManyLabels(job, row, offset);
  joinedLabels.clear();
  const room = Math.min(labels.length, MAX_LABELS_PER_SAMPLE - before);
  for (let i = 0; i < room; i++) joinedLabels.push(labels.values[i]);

  joinedNumbers.clear();
  if (pending?.numbers) {
    for (const [i, list] of joinedNumbers.truth.entries()) list.pushAll(pending.numbers[i]);
    foldTruth(job, row, joinedLabels, joinedNumbers, offset);
    dropUnpaired(job, row);
    return;
  }
  foldTruth(job, row, joinedLabels, joinedNumbers, offset);
  if (pending !== null) {
    for (let i = 0; i < room; i++) pending.labels.push(joinedLabels.values[i]);
    job.setUnpaired(row, pending);
  } else if (isTruth(job, row, joinedLabels)) job.samples.column.flags[row] |= SAMPLE_AWAITS_NUMBERS;
  else job.setUnpaired(row, { labels: joinedLabels.toArray(), numbers: null });
}

/** Probabilities without ground truth. */
function foldNumbers(job: Job, row: number, inference: InferenceFields, offset: number): void {
  const pending = pendingOf(job, row);
  if (pending !== null && pending.numbers === null) {
    joinedLabels.clear();
    joinedLabels.pushAll(pending.labels);
    foldTruth(job, row, joinedLabels, inference, offset);
    dropUnpaired(job, row);
    return;
  }
  const numbers = pending?.numbers ?? inference.truth.map((): number[] => []);
  for (const [i, { values, length }] of inference.truth.entries()) {
    const room = Math.min(length, MAX_LABELS_PER_SAMPLE - numbers[i].length);
    for (let k = 0; k < room; k++) numbers[i].push(values[k]);
  }
  job.setUnpaired(row, { labels: [], numbers });
}

/**
 * What is kept of a sample until its counterpart arrives: labels or numbers. A flag is enough where the labels are just the ground truth
 * of the sample, because a job may have a million such samples; here it becomes a list of its own.
 */
function pendingOf(job: Job, row: number): Unpaired | null {
  const { flags } = job.samples.column;
  if ((flags[row] & SAMPLE_AWAITS_NUMBERS) === 0) return job.unpaired.get(row) ?? null;
  flags[row] &= ~SAMPLE_AWAITS_NUMBERS;
  rowTruth.clear();
  pushTruth(job, row, rowTruth);
  const pending = { labels: rowTruth.toArray(), numbers: null };
  job.setUnpaired(row, pending);
  return pending;
}

function dropUnpaired(job: Job, row: number): void {
  job.samples.column.flags[row] &= ~SAMPLE_AWAITS_NUMBERS;
  if (job.unpaired.size > 0) job.setUnpaired(row, null);
}

function hasTruthNumbers({ truthProb, truthSd }: InferenceFields): boolean {
  return truthProb.length > 0 || truthSd.length > 0;
}

/** Appends the ground truth labels of a sample to `list`, in the order of its label rows. */
function pushTruth(job: Job, row: number, list: NumberList): void {
  const { labelStart, labelCount } = job.samples.column;
  const { label, flags } = job.labels.column;
  const end = labelStart[row] + labelCount[row];
  for (let entry = labelStart[row]; entry < end; entry++) if (flags[entry] & LABEL_IS_TRUTH) list.push(label[entry]);
}

/** Whether `labels` are the ground truth labels of a sample in the order of its label rows. */
function isTruth(job: Job, row: number, labels: NumberList): boolean {
  rowTruth.clear();
  pushTruth(job, row, rowTruth);
  if (rowTruth.length !== labels.length) return false;
  for (let i = 0; i < labels.length; i++) if (rowTruth.values[i] !== labels.values[i]) return false;
  return true;
}

function foldTruth(job: Job, row: number, labels: NumberList, inference: InferenceFields, offset: number): void {
  const { truthProb } = inference;
  if (truthProb.length > 0 && labels.length > 0)
    checkLengths(job, 'ground truth', labels.length, truthProb.length, offset);
  for (let i = 0; i < labels.length; i++) {
    const entry = addLabel(job, row, labels.values[i], LABEL_IS_TRUTH, offset);
    if (entry === -1) continue;
    job.samples.column.flags[row] |= SAMPLE_HAS_TRUTH;
    setNumbers(job, entry, i, inference.truth, true, offset);
  }
}

function checkLengths(job: Job, what: string, labels: number, probabilities: number, offset: number): void {
  if (labels === probabilities) return;
  const message = `An event has ${labels} ${what} labels but ${probabilities} probabilities.`;
  job.problems.add('bad-inference', message, offset);
}

/**
 * Writes entry `i` of the lists to a label's row; values missing from the lists stay unchanged. For a label that is both ground
 * truth and predicted, the numbers of the prediction win, whatever the order (format.md §4).
 *
 * @param isTruth whether the numbers are those of ground truth
 */
function setNumbers(
  job: Job,
  entry: number,
  i: number,
  [prob, sd, low, high]: readonly NumberList[],
  isTruth: boolean,
  offset: number,
): void {
  const { column } = job.labels;
  const yields = isTruth && (column.flags[entry] & LABEL_IS_PREDICTED) !== 0;
  if (i < prob.length) {
    setNumber(column.confidence, entry, prob.values[i], yields);
    if (!Number.isFinite(prob.values[i])) {
      const message = `The probability of label ${column.label[entry]} is ${prob.values[i]}.`;
      job.problems.add('bad-inference', message, offset);
    }
  }
  if (i < sd.length) {
    job.hasUncertainty = true;
    setNumber(column.sd, entry, sd.values[i], yields);
    setNumber(column.low, entry, low.at(i), yields);
    setNumber(column.high, entry, high.at(i), yields);
  }
}

/** Writes a number, or NaN if it is not finite. With `yields`, it only replaces NaN. */
function setNumber(numbers: Float32Array, entry: number, value: number, yields: boolean): void {
  if (!yields || Number.isNaN(numbers[entry])) numbers[entry] = Number.isFinite(value) ? value : Number.NaN;
}
