import { decodeEvent, EventFields } from '../event/event';
import { decodeBenchmark, decodeExplanation, decodeHoc, type Explanation, path } from '../event/messages';
import { type TrueRegion, trueRegionsOf } from '../event/true-region';
import { WireReader } from '../event/wire';
import { type Job, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, type ScoreRecord } from './job';
import { MAX_COUNTERFACTUAL_BYTES, MAX_LAYERS, MAX_MAPS_PER_SAMPLE } from './limits';
import { byteAt, PART_BYTES } from './parts';
import { orNull, typeBitOf, typeOfBit, uncertaintyOf } from './prediction';
import { RunnersUp } from './runners-up';
import type { RunnerUp, SampleLabel } from './sample-label';

/** The attributions of levels 0 and 255 of a saliency map; both finite, minimum ≤ maximum. */
export interface AttributionRange {
  minimum: number;
  maximum: number;
  /** Whether 0 is neutral and negative values are evidence against the label. */
  signed: boolean;
  /** The least and the greatest attribution; only where those outside of the range were clipped to levels 0 and 255. */
  extremes?: { minimum: number; maximum: number };
}

/** A saliency map of an explainer for a label, with the path of its heatmap. */
export interface SaliencyMap {
  /** Index into the job's explainers. */
  explainer: number;
  label: number;
  /** Path relative to the job's directory, as recorded. */
  path: string;
  /** Null if not recorded or invalid. */
  range: AttributionRange | null;
}

/** A rectangle of the original in pixels. */
export type Box = [x: number, y: number, width: number, height: number];

/** A counterfactual of a label: layers from coarse to fine. */
export interface Counterfactual<Boxes = Box[]> {
  label: number;
  mask: string;
  layers: { confidence: number | null; boxes: Boxes }[];
}

/** A complete sample. */
export interface Sample<Boxes = Box[]> {
  id: number;
  /** Path of the original, relative to the job's directory. */
  imagePath: string;
  labels: SampleLabel[];
  /** Labels outside the label set with recorded probabilities, most probable first. */
  runnersUp: RunnerUp[];
  /** Count of all runners-up, even if `runnersUp` holds only some. */
  runnerUpCount: number;
  /** Ordered by explainer, then as recorded. */
  maps: SaliencyMap[];
  counterfactuals: Counterfactual<Boxes>[];
  /** Where objects of ground truth labels are; only if that is recorded. */
  regions?: TrueRegion[];
}

/** A sample as it is decoded: the boxes of a layer are one array, four numbers each. It takes a fifth of the memory. */
export type DecodedSample = Sample<Int32Array>;

/** Score of an explainer under a metric. */
export interface Score {
  /** Indices into the job's explainers and metrics. */
  explainer: number;
  metric: number;
  /** Null if not scored. */
  total: number | null;
  /** Index = label id, null for labels that were not scored; the list itself is null for a label-independent metric. */
  labels: (number | null)[] | null;
}

/** The record at an offset is not the one that was indexed, because the file was replaced. */
export class RecordChangedError extends Error {
  override readonly name = 'RecordChangedError';
  constructor(readonly offset: number) {
    super(`The record at byte ${byteAt(offset)} has changed since it was indexed.`);
  }
}

const wire = new WireReader();
const sharedFields = new EventFields();

/** A record longer than this is decoded in several steps. */
const LONG_BYTES = 10_000;
const MAPS_AT_ONCE = 256;

/** The records that hold a sample. */
export interface SampleRecords {
  readonly id: number;
  /** In file order. */
  readonly records: readonly RecordPlace[];
  /** Bytes of the records together. */
  readonly bytes: number;
}

/** A sample with its numbers only, and the records that hold the rest. */
export interface SampleDraft extends SampleRecords {
  /** Null where neither they nor the runners-up are wanted. */
  readonly labels: SampleLabel[] | null;
  /** Of the types of its labels; a 32-bit float. */
  readonly threshold: number;
}

/** The offset of a record in the event file, and the number of bytes to read, which may not be enough for a very long record. */
export interface RecordPlace {
  offset: number;
  length: number;
}

/** Maximum size of a first read: between two records about samples there may be 1 MB of scores. */
const MAX_READ_BYTES = 64 * 1024;
/** Size of a first read of the last record, whose length is unknown. */
const LAST_READ_BYTES = 1024;

/**
 * A draft of the sample at `row`, with types under a threshold, the recorded one by default. It stays consistent if the job grows while
 * its records are read.
 */
export function draftSample(job: Job, row: number, threshold = job.threshold): SampleDraft {
  const at = Math.fround(threshold);
  return { ...sampleRecords(job, row), labels: labelsOf(job, row, at), threshold: at };
}

/** As `draftSample`, of what is recorded about pictures: a sample may have thousands of labels. */
export function draftPictures(job: Job, row: number): SampleDraft {
  return { ...sampleRecords(job, row), labels: null, threshold: job.threshold };
}

function sampleRecords(job: Job, row: number): SampleRecords {
  const { id, recordBytes } = job.samples.column;
  return { id: id[row], records: recordsOf(job, row), bytes: recordBytes[row] };
}

/**
 * Completes a draft with strings and boxes from the payloads of its records, in steps that may be interrupted.
 *
 * @param asRecorded keep maps in the order of their records, and do not round the confidence of layers
 * @throws RecordChangedError if a record is no longer about this sample
 */
export function* completeSample(
  job: Job,
  { id, records, labels, threshold }: SampleDraft,
  payloads: readonly Uint8Array[],
  asRecorded = false,
): Generator<void, DecodedSample> {
  const sample: DecodedSample = {
    id,
    imagePath: '',
    labels: labels ?? [],
    runnersUp: [],
    runnerUpCount: 0,
    maps: [],
    counterfactuals: [],
  };
  const runnersUp = new RunnersUp();
  const maps = new Map<number, SaliencyMap>();
  const counterfactuals = new Map<number, Counterfactual<Int32Array>>();
  let mapCount = 0;
  let counterfactualBytes = 0;
  for (const [index, payload] of payloads.entries()) {
    // Only a long record is interrupted, so only that needs fields of its own.
    const isLong = payload.length > LONG_BYTES;
    const fields = isLong ? new EventFields() : sharedFields;
    wire.reset(payload, 0, payload.length);
    decodeEvent(wire, fields);
    if (fields.sampleId !== id) throw new RecordChangedError(records[index].offset);
    if (fields.imagePathEnd > fields.imagePathStart) {
      sample.imagePath = path(payload, fields.imagePathStart, fields.imagePathEnd);
      const regions = trueRegionsOf(payload);
      sample.regions = regions.length > 0 ? regions : undefined;
    }
    if (fields.hasInference && labels !== null) runnersUp.add(payload, fields.inferences);
    for (let i = 0; i < fields.explainedLabel.length; i++) {
      if (isLong && i % MAPS_AT_ONCE === 0) yield;
      const explainer = job.explainers.find(payload, fields.explainerName.start(i), fields.explainerName.end(i));
      const label = fields.explainedLabel.values[i];
      if (explainer === -1) continue;
      if (++mapCount > MAX_MAPS_PER_SAMPLE) break; // counted as in `fold.ts`
      if (label < 0) continue;
      const recorded = decodeExplanation(payload, fields.explanation.start(i), fields.explanation.end(i));
      maps.set(explainer * 2 ** 31 + label, { explainer, label, path: recorded.path, range: rangeOf(recorded) });
    }
    for (let i = 0; i < fields.hocLabel.length; i++) {
      if (fields.hocLayerCount.values[i] === 0) continue;
      const [start, end] = [fields.hoc.start(i), fields.hoc.end(i)];
      if (counterfactualBytes + end - start > MAX_COUNTERFACTUAL_BYTES) continue; // counted as in `fold.ts`
      counterfactualBytes += end - start;
      if (fields.hocLabel.values[i] < 0) continue;
      if (isLong) yield;
      // An event with too many entries has more layers than were counted.
      const most = Math.min(MAX_LAYERS, fields.hocLayerCount.values[i]);
      const { label, mask, layers } = decodeHoc(payload, start, end, most);
      const shown = layers.map(({ probability, boxes }) => ({
        confidence: asRecorded && Number.isFinite(probability) ? probability : orNull(probability),
        boxes,
      }));
      counterfactuals.set(label, { label, mask, layers: shown });
    }
    yield;
  }
  sample.runnersUp = runnersUp.list(job, sample.labels);
  if (threshold < job.threshold) runnersUp.promote(sample, threshold);
  sample.runnerUpCount = sample.runnersUp.length;
  sample.maps = [...maps.values()];
  if (!asRecorded) sample.maps.sort((a, b) => a.explainer - b.explainer);
  sample.counterfactuals = [...counterfactuals.values()];
  return sample;
}

/** Number of runners-up per sample in a page of samples: a run may record a thousand. */
const MAX_RUNNERS_UP = 10;

/** A sample for a page of samples: with the most probable runners-up only, and those that have a map and can be selected. */
export function withTopRunnersUp(sample: DecodedSample): DecodedSample {
  if (sample.runnersUp.length <= MAX_RUNNERS_UP) return sample;
  const mapped = new Set(sample.maps.map(({ label }) => label));
  return { ...sample, runnersUp: sample.runnersUp.filter(({ id }, rank) => rank < MAX_RUNNERS_UP || mapped.has(id)) };
}

/** The recorded range of a map; null if a bound is missing or not finite, or the minimum exceeds the maximum. */
function rangeOf({ minimum, maximum, signed, trueMinimum, trueMaximum }: Explanation): AttributionRange | null {
  if (!isRange(minimum, maximum)) return null;
  const isClipped = isRange(trueMinimum, trueMaximum) && trueMinimum <= minimum && trueMaximum >= maximum;
  const extremes = { minimum: trueMinimum, maximum: trueMaximum };
  return isClipped ? { minimum, maximum, signed, extremes } : { minimum, maximum, signed };
}

function isRange(minimum: number, maximum: number): boolean {
  return Number.isFinite(minimum) && Number.isFinite(maximum) && minimum <= maximum;
}

/**
 * The scores that `records` point at, all of one record of the file, from its payload; in steps that may be interrupted. Throws like
 * `completeSample`.
 */
export function* readScores(records: readonly ScoreRecord[], payload: Uint8Array): Generator<void, Score[]> {
  const { benchmark } = sharedFields;
  wire.reset(payload, 0, payload.length);
  decodeEvent(wire, sharedFields);
  const places = records.map((record) => {
    if (record.position >= benchmark.length) throw new RecordChangedError(record.offset);
    return [benchmark.start(record.position), benchmark.end(record.position)] as const;
  });
  const scores: Score[] = [];
  for (const [i, { explainer, metric }] of records.entries()) {
    const { total, labelScores } = decodeBenchmark(payload, ...places[i]);
    const labels = labelScores.length > 0 ? labelScores.map(orNull) : null;
    scores.push({ explainer, metric, total: orNull(total), labels });
    yield;
  }
  return scores;
}

/** The records about the sample at `row`, in file order. */
function recordsOf(job: Job, row: number): RecordPlace[] {
  const { length, column } = job.records;
  const records: RecordPlace[] = [];
  for (let next = job.samples.column.lastRecord[row]; next !== 0; next = column.previous[next - 1]) {
    const offset = column.offset[next - 1];
    // The next record may be one of another part.
    const available = next < length ? column.offset[next] - offset : 0;
    const isNear = available > 0 && available < PART_BYTES;
    records.push({ offset, length: Math.min(isNear ? available : LAST_READ_BYTES, MAX_READ_BYTES) });
  }
  return records.reverse();
}

function labelsOf(job: Job, row: number, threshold: number): SampleLabel[] {
  const { column } = job.labels;
  const start = job.samples.column.labelStart[row];
  const end = start + job.samples.column.labelCount[row];
  const labels: SampleLabel[] = [];
  for (let entry = start; entry < end; entry++) {
    labels.push({
      id: column.label[entry],
      name: job.labelName(column.label[entry]),
      type: typeOfBit(typeBitOf(job, row, entry, threshold)),
      isTruth: (column.flags[entry] & LABEL_IS_TRUTH) !== 0,
      isPredicted: (column.flags[entry] & LABEL_IS_PREDICTED) !== 0,
      confidence: orNull(column.confidence[entry]),
      uncertainty: uncertaintyOf(column.sd[entry], column.low[entry], column.high[entry]),
    });
  }
  return labels;
}
