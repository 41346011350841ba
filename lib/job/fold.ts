import { type EventFields, InferenceFields } from '../event/event';
import { NumberList, type SpanList } from '../event/lists';
import { type Benchmark, decodeBenchmark, decodeMetadata, type Metadata, text } from '../event/messages';
import {
  type Job,
  LABEL_HAS_COUNTERFACTUAL,
  LABEL_HAS_MAP,
  LABEL_IS_PREDICTED,
  LABEL_IS_TRUTH,
  SAMPLE_AWAITS_NUMBERS,
  SAMPLE_HAS_COUNTERFACTUAL,
  SAMPLE_HAS_IMAGE,
  SAMPLE_HAS_MAP,
  SAMPLE_HAS_TRUTH,
} from './job';

/**
 * Adds the content of one event to the job. Events may come in any order; the later of two values for the same label of a sample
 * wins.
 *
 * @param fields the decoded event; its byte ranges refer to `bytes`
 * @param offset byte of the event file at which the event's record begins
 * @throws WireError if metadata or a benchmark inside the event is damaged
 */
export function foldEvent(job: Job, fields: EventFields, bytes: Uint8Array, offset: number): void {
  if (fields.metadata.length > 0 || fields.benchmark.length > 0) foldNames(job, fields, bytes, offset);
  if (fields.sampleId !== null) foldSample(job, fields, fields.sampleId, bytes, offset);
}

/** Folds metadata and benchmarks. All are decoded before any is folded, so that an event is folded completely or not at all. */
function foldNames(job: Job, { metadata, benchmark }: EventFields, bytes: Uint8Array, offset: number): void {
  const names = spans(metadata).map(([start, end]) => decodeMetadata(bytes, start, end));
  const benchmarks = spans(benchmark).map(([start, end]) => decodeBenchmark(bytes, start, end));
  for (const each of names) foldMetadata(job, each, offset);
  for (const [position, each] of benchmarks.entries()) foldBenchmark(job, each, { offset, position });
}

function spans(list: SpanList): [start: number, end: number][] {
  return Array.from({ length: list.length }, (_, i) => [list.start(i), list.end(i)]);
}

function foldBenchmark(job: Job, benchmark: Benchmark, place: { offset: number; position: number }): void {
  const explainer = job.explainers.add(benchmark.explainer);
  const metric = job.metrics.add(benchmark.metric);
  const previous = job.scores.findIndex((score) => score.explainer === explainer && score.metric === metric);
  if (previous !== -1) job.scores.splice(previous, 1);
  job.scores.push({ explainer, metric, ...place });
}

function foldMetadata(job: Job, metadata: Metadata, offset: number): void {
  if (job.labelNames.length === 0) job.labelNames.push(...metadata.labels);
  else {
    const existing = new Set(job.labelNames);
    for (const name of metadata.labels) if (!existing.has(name)) job.labelNames.push(name);
  }
  for (const name of metadata.explainers) job.explainers.add(name);
  for (const name of metadata.metrics) job.metrics.add(name);
  const { threshold } = metadata;
  if (threshold === null) return;
  if (threshold >= 0 && threshold <= 1) job.threshold = threshold;
  else job.problems.add('bad-threshold', `The threshold ${threshold} is not a probability.`, offset);
}

function foldSample(job: Job, fields: EventFields, id: number, bytes: Uint8Array, offset: number): void {
  const row = rowFor(job, id);
  addRecord(job, row, offset);

  if (fields.imagePathEnd > fields.imagePathStart && !job.isShown(row)) {
    job.samples.column.flags[row] |= SAMPLE_HAS_IMAGE;
    job.sampleCount++;
    const { labelStart, labelCount } = job.samples.column;
    for (let i = 0; i < labelCount[row]; i++) job.labelsShown.add(job.labels.column.label[labelStart[row] + i]);
  }
  if (fields.hasInference || fields.truthLabel.length > 0) foldInference(job, row, fields, offset);

  if (fields.explainedLabel.length > 0) foldExplanations(job, row, fields, bytes, offset);
  for (let i = 0; i < fields.hocLabel.length; i++) {
    if (fields.hocLayerCount.values[i] === 0) continue;
    if (addLabel(job, row, fields.hocLabel.values[i], LABEL_HAS_COUNTERFACTUAL, offset) !== -1) {
      job.samples.column.flags[row] |= SAMPLE_HAS_COUNTERFACTUAL;
      job.hasCounterfactuals = true;
    }
  }
}

function foldExplanations(
  job: Job,
  row: number,
  { explainerName, explainedLabel }: EventFields,
  bytes: Uint8Array,
  offset: number,
): void {
  let hasMap = 0;
  for (let i = 0; i < explainedLabel.length; i++) {
    const start = explainerName.start(i);
    const end = explainerName.end(i);
    if (job.explainers.find(bytes, start, end) === -1) job.explainers.add(text(bytes, start, end));
    if (addLabel(job, row, explainedLabel.values[i], LABEL_HAS_MAP, offset) !== -1) hasMap = SAMPLE_HAS_MAP;
  }
  job.samples.column.flags[row] |= hasMap;
}

function rowFor(job: Job, id: number): number {
  const { samples } = job;
  const existing = job.rowOf(id);
  if (existing !== -1) return existing;
  const row = samples.add();
  samples.column.id[row] = id;
  job.ids.add(samples.column.id, id);
  return row;
}

function addRecord(job: Job, row: number, offset: number): void {
  const { records, samples } = job;
  const record = records.add();
  records.column.offset[record] = offset;
  records.column.previous[record] = samples.column.lastRecord[row];
  samples.column.lastRecord[row] = record + 1;
}

/**
 * Pairs labels with their probabilities by position. Real runs write both in one event. If ground truth and its probabilities come
 * in two events, the first is kept until the second arrives.
 */
function foldInference(job: Job, row: number, fields: EventFields, offset: number): void {
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
  for (let i = 0; i < truthLabel.length; i++) joinedLabels.push(truthLabel.values[i]);

  let numbers = inference;
  if (pending?.numbers) {
    numbers = joinedNumbers;
    numbers.clear();
    for (const [i, list] of numbers.truth.entries()) {
      list.pushAll(pending.numbers[i]);
      list.pushAll(inference.truth[i].toArray());
    }
  }
  foldTruth(job, row, joinedLabels, numbers, offset);
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
    job.unpaired.set(row, { labels: labels.toArray(), numbers: lists });
  }
}

function dropUnpaired(job: Job, row: number): void {
  job.samples.column.flags[row] &= ~SAMPLE_AWAITS_NUMBERS;
  if (job.unpaired.size > 0) job.unpaired.delete(row);
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

/** Sets `flag` on a label of a sample and adds the label if needed. Returns the label's row, or -1 for an invalid label. */
function addLabel(job: Job, row: number, label: number, flag: number, offset: number): number {
  if (label < 0) {
    job.problems.add('bad-label', `Label ${label} is negative, which is not a valid label id.`, offset);
    return -1;
  }
  const { samples, labels } = job;
  let start = samples.column.labelStart[row];
  const count = samples.column.labelCount[row];
  for (let entry = start; entry < start + count; entry++) {
    if (labels.column.label[entry] === label) {
      labels.column.flags[entry] |= flag;
      return entry;
    }
  }
  job.addMention(label, offset);
  if (job.isShown(row)) job.labelsShown.add(label);
  if (start + count !== labels.length) start = moveToEnd(job, row, start, count);
  const entry = labels.add();
  const { column } = labels;
  column.label[entry] = label;
  column.flags[entry] = flag;
  column.confidence[entry] = column.sd[entry] = column.low[entry] = column.high[entry] = Number.NaN;
  samples.column.labelCount[row] = count + 1;
  return entry;
}

/** Copies the labels of a sample to the end of the table, where they can grow, and returns their new start row. */
function moveToEnd(job: Job, row: number, oldStart: number, count: number): number {
  const { labels } = job;
  const start = labels.length;
  for (let i = 0; i < count; i++) {
    const to = labels.add();
    const { column } = labels;
    const from = oldStart + i;
    column.label[to] = column.label[from];
    column.flags[to] = column.flags[from];
    column.confidence[to] = column.confidence[from];
    column.sd[to] = column.sd[from];
    column.low[to] = column.low[from];
    column.high[to] = column.high[from];
  }
  job.samples.column.labelStart[row] = start;
  return start;
}
