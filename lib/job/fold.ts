import { type EventFields, InferenceFields } from '../event/event';
import { NumberList } from '../event/lists';
import { decodeBenchmark, decodeMetadata, text } from '../event/messages';
import {
  type Job,
  LABEL_HAS_COUNTERFACTUAL,
  LABEL_HAS_MAP,
  LABEL_IS_PREDICTED,
  LABEL_IS_TRUTH,
  SAMPLE_HAS_COUNTERFACTUAL,
  SAMPLE_HAS_IMAGE,
  SAMPLE_HAS_MAP,
  SAMPLE_HAS_TRUTH,
} from './job';

/**
 * Adds what one event says to the job. Events may come in any order; of two that say the same thing of a label of a
 * sample, the later one holds.
 *
 * @param fields the decoded event, its places counted in `bytes`
 * @param offset byte of the event file at which the event's record begins
 * @throws WireError where metadata or a benchmark inside the event is damaged
 */
export function foldEvent(job: Job, fields: EventFields, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < fields.metadata.length; i++) {
    foldMetadata(job, bytes, fields.metadata.start(i), fields.metadata.end(i));
  }
  for (let i = 0; i < fields.benchmark.length; i++) {
    const benchmark = decodeBenchmark(bytes, fields.benchmark.start(i), fields.benchmark.end(i));
    const explainer = job.explainers.add(benchmark.explainer);
    const metric = job.metrics.add(benchmark.metric);
    const known = job.scores.findIndex((score) => score.explainer === explainer && score.metric === metric);
    if (known !== -1) job.scores.splice(known, 1);
    job.scores.push({ explainer, metric, offset, position: i });
  }
  if (fields.sampleId !== null) foldSample(job, fields, fields.sampleId, bytes, offset);
}

function foldMetadata(job: Job, bytes: Uint8Array, start: number, end: number): void {
  const metadata = decodeMetadata(bytes, start, end);
  if (job.labelNames.length === 0) job.labelNames.push(...metadata.labels);
  else {
    const known = new Set(job.labelNames);
    for (const name of metadata.labels) if (!known.has(name)) job.labelNames.push(name);
  }
  for (const name of metadata.explainers) job.explainers.add(name);
  for (const name of metadata.metrics) job.metrics.add(name);
}

function foldSample(job: Job, fields: EventFields, id: number, bytes: Uint8Array, offset: number): void {
  const row = rowFor(job, id);
  noteRecord(job, row, offset);

  if (fields.imagePathEnd > fields.imagePathStart && !job.isShown(row)) {
    job.samples.column.flags[row] |= SAMPLE_HAS_IMAGE;
    job.sampleCount++;
  }
  if (fields.hasInference || fields.truthLabel.length > 0) foldInference(job, row, fields, offset);

  for (let i = 0; i < fields.explainedLabel.length; i++) {
    const [start, end] = [fields.explainerName.start(i), fields.explainerName.end(i)];
    if (job.explainers.find(bytes, start, end) === -1) job.explainers.add(text(bytes, start, end));
    if (addLabel(job, row, fields.explainedLabel.values[i], LABEL_HAS_MAP, offset) !== -1) {
      job.samples.column.flags[row] |= SAMPLE_HAS_MAP;
    }
  }
  for (let i = 0; i < fields.hocLabel.length; i++) {
    if (fields.hocLayerCount.values[i] === 0) continue;
    if (addLabel(job, row, fields.hocLabel.values[i], LABEL_HAS_COUNTERFACTUAL, offset) !== -1) {
      job.samples.column.flags[row] |= SAMPLE_HAS_COUNTERFACTUAL;
      job.hasCounterfactuals = true;
    }
  }
}

function rowFor(job: Job, id: number): number {
  const { samples } = job;
  const known = job.rowOf(id);
  if (known !== -1) return known;
  const row = samples.add();
  samples.column.id[row] = id;
  job.ids.set(samples.column.id, id, row);
  return row;
}

function noteRecord(job: Job, row: number, offset: number): void {
  const { records, samples } = job;
  const record = records.add();
  records.column.offset[record] = offset;
  records.column.previous[record] = samples.column.lastRecord[row];
  samples.column.lastRecord[row] = record + 1;
}

/**
 * Pairs labels with their probabilities by position. In real runs both come in one event; where they do not, ground truth
 * labels keep their order in the sample's row, and probabilities without a label wait for it.
 */
function foldInference(job: Job, row: number, fields: EventFields, offset: number): void {
  const { truthLabel, inference } = fields;
  const waiting = job.unpaired.get(row);
  if (waiting && truthLabel.length > 0) {
    foldTruth(job, row, truthLabel, waiting, offset);
    job.unpaired.delete(row);
  } else if (truthLabel.length > 0) {
    foldTruth(job, row, truthLabel, inference, offset);
  } else if (inference.truthProb.length > 0) {
    const known = truthLabelsOf(job, row);
    if (known.length > 0) foldTruth(job, row, known, inference, offset);
    else {
      const copy = new InferenceFields();
      copy.append(inference);
      job.unpaired.set(row, copy);
    }
  }

  // A label that is both takes its numbers from the prediction (format.md §4), so predictions come second.
  const { predictedLabel, predictedProb, predictedSd, predictedLow, predictedHigh } = inference;
  checkLengths(job, 'predicted', predictedLabel.length, predictedProb.length, offset);
  for (let i = 0; i < predictedLabel.length; i++) {
    const entry = addLabel(job, row, predictedLabel.values[i], LABEL_IS_PREDICTED, offset);
    if (entry !== -1) setNumbers(job, entry, i, predictedProb, predictedSd, predictedLow, predictedHigh, offset);
  }
}

function foldTruth(job: Job, row: number, labels: NumberList, inference: InferenceFields, offset: number): void {
  const { truthProb, truthSd, truthLow, truthHigh } = inference;
  if (truthProb.length > 0) checkLengths(job, 'ground truth', labels.length, truthProb.length, offset);
  for (let i = 0; i < labels.length; i++) {
    const entry = addLabel(job, row, labels.values[i], LABEL_IS_TRUTH, offset);
    if (entry === -1) continue;
    job.samples.column.flags[row] |= SAMPLE_HAS_TRUTH;
    setNumbers(job, entry, i, truthProb, truthSd, truthLow, truthHigh, offset);
  }
}

/** The ground truth labels of a sample in the order in which they came. */
function truthLabelsOf(job: Job, row: number): NumberList {
  const list = new NumberList();
  const { labelStart, labelCount } = job.samples.column;
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
    if (job.labels.column.flags[entry] & LABEL_IS_TRUTH) list.push(job.labels.column.label[entry]);
  }
  return list;
}

function checkLengths(job: Job, what: string, labels: number, probabilities: number, offset: number): void {
  if (labels === probabilities) return;
  const message = `An event has ${labels} ${what} labels, but ${probabilities} probabilities for them.`;
  job.problems.add('bad-inference', message, offset);
}

/** Writes entry `i` of the lists to a label's row; what the lists do not hold stays as it is. */
function setNumbers(
  job: Job,
  entry: number,
  i: number,
  prob: NumberList,
  sd: NumberList,
  low: NumberList,
  high: NumberList,
  offset: number,
): void {
  const { column } = job.labels;
  if (i < prob.length) {
    const value = prob.values[i];
    column.confidence[entry] = Number.isFinite(value) ? value : Number.NaN;
    if (!Number.isFinite(value)) {
      job.problems.add('bad-inference', `The probability of label ${column.label[entry]} is ${value}.`, offset);
    }
  }
  if (i < sd.length) {
    job.hasUncertainty = true;
    column.sd[entry] = finite(sd.values[i]);
    column.low[entry] = finite(low.at(i));
    column.high[entry] = finite(high.at(i));
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Sets `flag` on a label of a sample, adding the label where the sample has it not. Returns its row, or -1 for no label. */
function addLabel(job: Job, row: number, label: number, flag: number, offset: number): number {
  if (label < 0) {
    job.problems.add('bad-label', `Label ${label} is negative; no label has such a number.`, offset);
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
  job.labelsSeen.add(label);
  if (job.labelNames.length > 0 && label >= job.labelNames.length) {
    const message = `Label ${label} has no name: the job's metadata names ${job.labelNames.length} labels, from 0 on.`;
    job.problems.add('bad-label', message, offset);
  }
  if (start + count !== labels.length) start = moveToEnd(job, row, start, count);
  const entry = labels.add();
  const { column } = labels;
  column.label[entry] = label;
  column.flags[entry] = flag;
  column.confidence[entry] = column.sd[entry] = column.low[entry] = column.high[entry] = Number.NaN;
  samples.column.labelCount[row] = count + 1;
  return entry;
}

/** Copies a sample's labels to the end of the table, where they can grow, and returns their new start. */
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
