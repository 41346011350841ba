import { type EventFields, MAX_ENTRIES } from '../event/event';
import type { SpanList } from '../event/lists';
import {
  type BenchmarkHead,
  decodeBenchmarkHead,
  decodeMetadata,
  decodeSkipped,
  type Metadata,
  name as nameIn,
  noMetadata,
  type Skipped,
} from '../event/messages';
import { crc32 } from '../image/crc32';
import { foldInference } from './fold-inference';
import { foldRunnersUp } from './fold-runners-up';
import {
  type Job,
  LABEL_HAS_COUNTERFACTUAL,
  LABEL_HAS_MAP,
  SAMPLE_HAS_COUNTERFACTUAL,
  SAMPLE_HAS_IMAGE,
  SAMPLE_HAS_MAP,
} from './job';
import { addLabel } from './label-rows';
import {
  MAX_COUNTERFACTUAL_BYTES,
  MAX_LABEL_NAME_LENGTH,
  MAX_LABELS,
  MAX_LAYERS,
  MAX_MAPS_PER_SAMPLE,
  MAX_RECORDS_PER_SAMPLE,
  MAX_SAMPLE_BYTES,
  MAX_SCORES,
  MAX_SKIPPED,
} from './limits';

/**
 * Adds the content of one event to the job. Events may come in any order; the later of two values for the same label of a sample
 * wins.
 *
 * @param fields the decoded event; its byte ranges refer to `bytes`
 * @param offset byte of the event file at which the event's record begins
 * @param length bytes of that record
 * @throws WireError if metadata, a benchmark or a skipped sample inside the event is damaged
 */
export function foldEvent(job: Job, fields: EventFields, bytes: Uint8Array, offset: number, length = 0): void {
  const facts = fields.metadata.length + fields.benchmark.length + fields.skipped.length;
  if (facts > 0) foldFacts(job, fields, bytes, offset);
  if (fields.sampleId !== null) foldSample(job, fields, fields.sampleId, bytes, { offset, length });
  if (fields.room < 0) job.problems.tooMany(`entries in an event; the first ${MAX_ENTRIES} are read`, offset);
}

/**
 * Folds metadata, benchmarks and skipped samples. All are decoded before any is folded, so that an event is folded completely or not
 * at all.
 */
function foldFacts(job: Job, fields: EventFields, bytes: Uint8Array, offset: number): void {
  const metadata = noMetadata();
  for (const [start, end] of spans(fields.metadata)) decodeMetadata(bytes, start, end, fields, metadata);
  const benchmarks = spans(fields.benchmark).map(([start, end]) => decodeBenchmarkHead(bytes, start, end, fields));
  const skipped = spans(fields.skipped).map(([start, end]) => decodeSkipped(bytes, start, end, fields));
  if (fields.metadata.length > 0) foldMetadata(job, metadata, offset);
  for (const [position, each] of benchmarks.entries())
    if (each !== null) foldBenchmark(job, each, bytes, { offset, position });
  for (const each of skipped) if (each !== null) foldSkipped(job, each, offset);
}

function spans(list: SpanList): [start: number, end: number][] {
  return Array.from({ length: list.length }, (_, i) => [list.start(i), list.end(i)]);
}

function foldBenchmark(
  job: Job,
  { explainerStart, explainerEnd, metricStart, metricEnd, labelScores }: BenchmarkHead,
  bytes: Uint8Array,
  place: { offset: number; position: number },
): void {
  const explainer = nameAt(job, 'explainers', bytes, explainerStart, explainerEnd, place.offset);
  const metric = nameAt(job, 'metrics', bytes, metricStart, metricEnd, place.offset);
  if (explainer === -1 || metric === -1) return;
  if (!job.addScore({ explainer, metric, ...place }, labelScores))
    job.problems.tooMany(`scores in the job; ${MAX_SCORES} are kept, those by label counted`, place.offset);
  job.parts.noteScored(place.offset);
}

/** Index of the explainer or metric whose name is at `bytes[start, end)`, which is added if it is new; -1 if there are too many. */
function nameAt(
  job: Job,
  kind: 'explainers' | 'metrics',
  bytes: Uint8Array,
  start: number,
  end: number,
  offset: number,
): number {
  const known = job[kind].find(bytes, start, end);
  if (known !== -1) return known;
  job.parts.noteNamed(offset, false);
  return job[kind].isFull ? tooManyNames(job, kind, offset) : addName(job, kind, nameIn(bytes, start, end), offset);
}

/** Index of an explainer or metric, which is added if it is new; -1 if there are too many. */
function addName(job: Job, kind: 'explainers' | 'metrics', name: string, offset: number): number {
  const index = job[kind].add(name);
  return index === -1 ? tooManyNames(job, kind, offset) : index;
}

function tooManyNames(job: Job, kind: 'explainers' | 'metrics', offset: number): -1 {
  job.problems.tooMany(`${kind} in the job; the first ${job[kind].most} are shown`, offset);
  return -1;
}

function foldMetadata(job: Job, metadata: Metadata, offset: number): void {
  if (job.parts.list.length > 0) noteNames(job, metadata, offset);
  if (!job.addLabelNames(metadata.labels))
    job.problems.tooMany(
      `label names; the first ${MAX_LABELS} are kept, up to ${MAX_LABEL_NAME_LENGTH / 2 ** 20} million characters`,
      offset,
    );
  for (const name of metadata.explainers) addName(job, 'explainers', name, offset);
  for (const name of metadata.metrics) addName(job, 'metrics', name, offset);
  for (const [name, range] of metadata.metricRanges) {
    const metric = addName(job, 'metrics', name, offset);
    if (metric !== -1) job.metricRanges.set(metric, range);
  }
  const { threshold } = metadata;
  if (threshold === null) return;
  if (threshold >= 0 && threshold <= 1) job.threshold = threshold;
  else job.problems.add('bad-threshold', `The threshold ${threshold} is not a probability.`, offset);
}

/** Notes whether metadata of one of several writers goes with what was named before. */
function noteNames(job: Job, { labels, explainers, metrics, threshold }: Metadata, offset: number): void {
  const lists = [
    [labels, job.labelNames],
    [explainers, job.explainers.list],
    [metrics, job.metrics.list],
  ] as const;
  const isContinuation = lists.every(([own, known]) => own.every((name, i) => i >= known.length || known[i] === name));
  job.parts.noteNamed(
    offset,
    isContinuation && (threshold === null || threshold === job.threshold || job.parts.namedBy === null),
  );
}

function foldSkipped(job: Job, skipped: Skipped, offset: number): void {
  if (!job.setSkipped(skipped)) job.problems.tooMany(`skipped samples; the first ${MAX_SKIPPED} are kept`, offset);
}

function foldSample(
  job: Job,
  fields: EventFields,
  id: number,
  bytes: Uint8Array,
  { offset, length }: { offset: number; length: number },
): void {
  const row = rowFor(job, id);
  if (!addRecord(job, row, offset, length)) return;

  if (fields.imagePathEnd > fields.imagePathStart) {
    job.samples.column.picture[row] = crc32(bytes, fields.imagePathStart, fields.imagePathEnd);
    if (job.parts.list.length > 0) noteForeign(job, fields, bytes, offset);
  }
  if (fields.imagePathEnd > fields.imagePathStart && !job.isShown(row)) {
    job.samples.column.flags[row] |= SAMPLE_HAS_IMAGE;
    job.sampleCount++;
    const { labelStart, labelCount } = job.samples.column;
    for (let i = 0; i < labelCount[row]; i++) job.labelsShown.add(job.labels.column.label[labelStart[row] + i]);
  }
  if (fields.hasInference || fields.truthLabel.length > 0) foldInference(job, row, fields, offset);
  if (fields.hasInference) foldRunnersUp(job, row, fields.inference);

  if (fields.explainedLabel.length > 0) foldExplanations(job, row, fields, bytes, offset);
  const { counterfactualBytes } = job.samples.column;
  for (let i = 0; i < fields.hocLabel.length; i++) {
    if (fields.hocLayerCount.values[i] === 0) continue;
    const bytesOfAll = counterfactualBytes[row] + fields.hoc.end(i) - fields.hoc.start(i);
    if (bytesOfAll > MAX_COUNTERFACTUAL_BYTES) {
      const kilobytes = MAX_COUNTERFACTUAL_BYTES / 1024;
      job.problems.tooMany(`bytes in the counterfactuals of sample ${id}; up to ${kilobytes} KB are kept`, offset);
      continue;
    }
    counterfactualBytes[row] = bytesOfAll;
    if (fields.hocLayerCount.values[i] > MAX_LAYERS) {
      job.problems.tooMany(`layers in a counterfactual of sample ${id}; the first ${MAX_LAYERS} are kept`, offset);
    }
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
  const { id, mapCount } = job.samples.column;
  let hasMap = 0;
  for (let i = 0; i < explainedLabel.length; i++) {
    if (nameAt(job, 'explainers', bytes, explainerName.start(i), explainerName.end(i), offset) === -1) continue;
    if (mapCount[row] === MAX_MAPS_PER_SAMPLE) {
      job.problems.tooMany(`maps of sample ${id[row]}; the first ${MAX_MAPS_PER_SAMPLE} are kept`, offset);
      break;
    }
    mapCount[row]++;
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

/** Adds a record of `length` bytes to a sample; false if the sample has too many or too long ones. */
function addRecord(job: Job, row: number, offset: number, length: number): boolean {
  const { records, samples } = job;
  const { id, recordCount, recordBytes } = samples.column;
  if (recordCount[row] === MAX_RECORDS_PER_SAMPLE) {
    job.problems.tooMany(`records of sample ${id[row]}; the first ${MAX_RECORDS_PER_SAMPLE} are kept`, offset);
    return false;
  }
  if (recordBytes[row] + length > MAX_SAMPLE_BYTES) {
    const megabytes = MAX_SAMPLE_BYTES / 2 ** 20;
    job.problems.tooMany(`bytes in the records of sample ${id[row]}; up to ${megabytes} MB are kept`, offset);
    return false;
  }
  if (job.parts.list.length > 0 && recordCount[row] > 0) noteShared(job, row, offset);
  recordCount[row]++;
  recordBytes[row] += length;
  const record = records.add();
  records.column.offset[record] = offset;
  records.column.previous[record] = samples.column.lastRecord[row];
  samples.column.lastRecord[row] = record + 1;
  return true;
}

/** Notes that the pictures of a part are those of another job. */
function noteForeign(job: Job, { imagePathStart, imagePathEnd }: EventFields, bytes: Uint8Array, offset: number): void {
  const directory = job.parts.foreignDirectory(offset, () => nameIn(bytes, imagePathStart, imagePathEnd));
  if (directory === null) return;
  job.problems.add('foreign-part', `Its pictures are in ${directory}, so it is a part of another job.`, offset);
}

/** Notes that the preceding record about a sample is another writer's. */
function noteShared(job: Job, row: number, offset: number): void {
  const { id, lastRecord } = job.samples.column;
  const before = job.parts.writerAt(job.records.column.offset[lastRecord[row] - 1]);
  const writer = job.parts.writerAt(offset);
  if (before === writer) return;
  job.parts.orderMatters = true;
  const message = `Sample ${id[row]} was recorded by writer ${before} and by writer ${writer} of the job.`;
  job.problems.add('shared-sample', message, offset);
}
