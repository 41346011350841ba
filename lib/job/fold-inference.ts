import { type EventFields, InferenceFields } from '../event/event';
import { NumberList } from '../event/lists';
import { type Job, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_AWAITS_NUMBERS, SAMPLE_HAS_TRUTH } from './job';
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

/** Folds ground truth without probabilities or probabilities without ground truth, joined with what was recorded before. */
function foldUnpaired(job: Job, row: number, truthLabel: NumberList, inference: InferenceFields, offset: number): void {
  const pending = job.unpaired.size > 0 ? job.unpaired.get(row) : undefined;
  joinedLabels.clear();
  if (job.samples.column.flags[row] & SAMPLE_AWAITS_NUMBERS) pushTruth(job, row, joinedLabels);
  else if (pending) joinedLabels.pushAll(pending.labels);
  const folded = joinedLabels.length;
  const room = MAX_LABELS_PER_SAMPLE - folded;
  if (truthLabel.length > room) tooManyLabels(job, row, offset);
  for (let i = 0; i < Math.min(truthLabel.length, room); i++) joinedLabels.push(truthLabel.values[i]);

  let numbers = inference;
  if (pending?.numbers) {
    numbers = joinedNumbers;
    numbers.clear();
    for (const [i, list] of numbers.truth.entries()) {
      list.pushAll(pending.numbers[i]);
      list.pushAll(inference.truth[i].toArray().slice(0, MAX_LABELS_PER_SAMPLE - list.length));
    }
  }
  foldTruth(job, row, joinedLabels, numbers, offset, hasTruthNumbers(numbers) ? 0 : folded);
  keepUnpaired(job, row, joinedLabels, numbers);
}

/**
 * Keeps labels or numbers until their counterpart arrives. Uses only a flag where possible: a job may have a million samples with
 * ground truth only.
 */
function keepUnpaired(job: Job, row: number, labels: NumberList, numbers: InferenceFields): void {
  dropUnpaired(job, row);
  const hasNumbers = hasTruthNumbers(numbers);
  if (hasNumbers && labels.length > 0) return;
  if (!hasNumbers && isTruth(job, row, labels)) job.samples.column.flags[row] |= SAMPLE_AWAITS_NUMBERS;
  else {
    const lists = hasNumbers ? numbers.truth.map((list) => list.toArray()) : null;
    job.setUnpaired(row, { labels: labels.toArray(), numbers: lists });
  }
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

const rowTruth = new NumberList();

/** Whether `labels` are the ground truth labels of a sample in the order of its label rows. */
function isTruth(job: Job, row: number, labels: NumberList): boolean {
  rowTruth.clear();
  pushTruth(job, row, rowTruth);
  if (rowTruth.length !== labels.length) return false;
  for (let i = 0; i < labels.length; i++) if (rowTruth.values[i] !== labels.values[i]) return false;
  return true;
}

/** Folds ground truth from entry `first` on; the entries before it were folded without numbers, and there are still none. */
function foldTruth(
  job: Job,
  row: number,
  labels: NumberList,
  inference: InferenceFields,
  offset: number,
  first = 0,
): void {
  const { truthProb } = inference;
  if (truthProb.length > 0 && labels.length > 0)
    checkLengths(job, 'ground truth', labels.length, truthProb.length, offset);
  for (let i = first; i < labels.length; i++) {
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
