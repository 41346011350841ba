import { STEP } from '../slices';
import { isPair } from './confusion';
import { LABEL_HAS_COUNTERFACTUAL, LABEL_HAS_MAP } from './job';
import type { JobView } from './job-view';
import { ALL_TYPES, roundConfidence, typeBitOf } from './prediction';
import { floatKey, intKey, sortInSteps } from './radix-sort';
import { intervalBitsOf, marginOf } from './threshold-distance';

/** A closed interval. */
export interface Range {
  min: number;
  max: number;
}

/**
 * A filter for samples. All parts must match the same label: `labels` cat and `types` FN select the samples on which *cat* is FN. An
 * omitted part matches everything; if all parts are omitted, samples without a label match too.
 */
export interface SampleFilter {
  labels?: readonly number[];
  /** Bits of `TYPE_BIT`; all bits set means no filter. */
  types?: number;
  /** Types, and which labels are predicted, are those under this threshold; the caller passes the job under it (`at-threshold.ts`). */
  threshold?: number;
  confidence?: Range;
  /** Range of the standard deviation. */
  uncertainty?: Range;
  /** Range of the distance from the threshold, see `marginOf`. */
  margin?: Range;
  /** How the interval lies: all of these bits of `INTERVAL_BIT`. */
  interval?: number;
  /** Only labels that have a saliency map. */
  hasMap?: boolean;
  /** Only labels that have a counterfactual. */
  hasCounterfactual?: boolean;
  /** Only samples whose ground truth includes this label; applies to the whole sample. */
  truth?: number;
  /** Only samples for which this label was predicted (null: none reached the threshold); applies to the whole sample. */
  predicted?: number | null;
  /** Only these samples. */
  ids?: readonly number[];
  /** Ranges of values that were counted from the maps. */
  values?: readonly (Range & { key: string })[];
  /** Only samples that have a value under each of these keys, for example a mark; applies to the whole sample. */
  having?: readonly string[];
}

/** Values that were given to the index of a job, by key; NaN where there is none. */
export interface LabelValues {
  /** Of labels of samples: index = row of `job.labels`. */
  get(key: string): Float32Array | undefined;
  /** Of samples: index = row of `job.samples`. */
  ofSamples?(key: string): Float32Array | undefined;
}

/** Values are not known for the records read so far. They are to be set again. */
export class UnknownValuesError extends Error {
  override readonly name = 'UnknownValuesError';
  constructor(key: string) {
    super(`The values ${key} are not known for what has been read; ask again.`);
  }
}

export const NO_VALUES: LabelValues = new Map();

export interface SampleSort {
  /** `value`: one that was counted from the maps. `rank`: a value of the sample. */
  by: 'id' | 'confidence' | 'uncertainty' | 'margin' | 'value' | 'rank';
  /** Which value. */
  key?: string;
  descending: boolean;
}

/** Samples in an order. */
export interface SampleOrder {
  /** Rows of `job.samples`. */
  rows: Uint32Array;
  /**
   * The number of samples before the first one that has no value to be sorted by; all have one in the order of ids. Samples whose labels
   * are not written yet do not count as without: they may have a value in a moment.
   */
  valued: number;
}

/**
 * The shown samples that match `filter`, in the order of `sort`.
 *
 * Samples are sorted by the greatest confidence (uncertainty) among their matching labels, or among all labels without a filter; by the
 * margin or a value of the maps in ascending order, the least one counts.
 * Ties are ordered by ascending id in both directions; samples without the value come last. In steps that may be interrupted.
 */
export function* findSamples(
  job: JobView,
  filter: SampleFilter,
  sort: SampleSort,
  values: LabelValues = NO_VALUES,
): Generator<void, SampleOrder> {
  const byId = yield* shownRowsById(job);
  const failing = failingParts(job, filter, values);
  const isWanted = pairTest(job, filter, values);
  const value = sortValues(job, sort, values);
  const rank = sort.by === 'rank' ? sampleValuesOf(values, sort.key ?? '') : null;
  const isLeast = isLeastFirst(sort);
  const { labelStart, labelCount } = job.samples.column;

  const rows = new Uint32Array(byId.length);
  const keys = new Uint32Array(byId.length);
  const missing: number[] = [];
  let found = 0;
  let step = STEP;
  for (let i = 0; i < byId.length; i++) {
    const row = byId[i];
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (isWanted !== null && !isWanted(row)) continue;
    const start = labelStart[row];
    const end = start + labelCount[row];
    let matched = failing === null;
    let greatest = Number.NaN;
    for (let entry = start; entry < end; entry++) {
      if (failing !== null && failing(row, entry) !== 0) continue;
      matched = true;
      const candidate = value(entry);
      if (Number.isNaN(candidate)) continue;
      if (isLeast ? !(candidate >= greatest) : !(candidate <= greatest)) greatest = candidate;
    }
    if (!matched) continue;
    if (rank !== null) greatest = rank[row];
    if (sort.by !== 'id' && Number.isNaN(greatest)) missing.push(row);
    else {
      rows[found] = row;
      keys[found++] = floatKey(roundConfidence(greatest));
    }
  }

  const order = rows.subarray(0, found);
  if (sort.by === 'id') return { rows: sort.descending ? order.slice().reverse() : order.slice(), valued: found };
  const orderKeys = keys.subarray(0, found);
  if (sort.descending) for (let i = 0; i < found; i++) orderKeys[i] = ~orderKeys[i];
  yield* sortInSteps(order, orderKeys);
  const result = new Uint32Array(found + missing.length);
  result.set(order);
  result.set(missing, found);
  const without = missing.findIndex((row) => labelCount[row] > 0);
  return { rows: result, valued: without === -1 ? result.length : found + without };
}

/** Whether the least value of the matching labels counts, instead of the greatest. */
function isLeastFirst({ by, descending }: SampleSort): boolean {
  return (by === 'value' || by === 'margin') && !descending;
}

/** The value by which samples are sorted, of a label of a sample; NaN where there is none. */
function sortValues(
  { labels, threshold }: JobView,
  { by, key = '' }: SampleSort,
  values: LabelValues,
): (entry: number) => number {
  const { sd, confidence } = labels.column;
  if (by === 'margin') return (entry) => marginOf(confidence[entry], threshold);
  const column = by === 'value' ? valuesOf(values, key) : by === 'uncertainty' ? sd : confidence;
  return (entry) => column[entry];
}

/** The values of a key. Throws UnknownValuesError where they are not known. */
export function valuesOf(values: LabelValues, key: string): Float32Array {
  const found = values.get(key);
  if (!found) throw new UnknownValuesError(key);
  return found;
}

function sampleValuesOf(values: LabelValues, key: string): Float32Array {
  const found = values.ofSamples?.(key);
  if (!found) throw new UnknownValuesError(key);
  return found;
}

/**
 * The label of a sample that an answer in this order is about: the one that it is sorted by, else the most probable one that matches and
 * has a map; -1 if there is none.
 */
export function labelInOrder(
  job: JobView,
  row: number,
  filter: SampleFilter,
  sort: SampleSort,
  values: LabelValues = NO_VALUES,
): number {
  const failing = failingParts(job, filter, values);
  const { labelStart, labelCount } = job.samples.column;
  const value = sortValues(job, sort, values);
  const sign = isLeastFirst(sort) ? -1 : 1;
  let best = -1;
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
    if (!(job.labels.column.flags[entry] & LABEL_HAS_MAP) || (failing !== null && failing(row, entry) !== 0)) continue;
    const isBetter = best === -1 || Number.isNaN(value(best)) || sign * value(entry) > sign * value(best);
    if (isBetter) best = entry;
  }
  return best === -1 ? -1 : job.labels.column.label[best];
}

/** The value by which `findSamples` sorts a sample; NaN where it has none, or the order is not that of a number. */
export function valueInOrder(
  job: JobView,
  row: number,
  filter: SampleFilter,
  sort: SampleSort,
  values: LabelValues = NO_VALUES,
): number {
  if (sort.by === 'id' || sort.by === 'rank') return Number.NaN;
  const failing = failingParts(job, filter, values);
  const value = sortValues(job, sort, values);
  const { labelStart, labelCount } = job.samples.column;
  const known: number[] = [];
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
    const own = failing !== null && failing(row, entry) !== 0 ? Number.NaN : value(entry);
    if (!Number.isNaN(own)) known.push(own);
  }
  if (known.length === 0) return Number.NaN;
  return roundConfidence(isLeastFirst(sort) ? Math.min(...known) : Math.max(...known));
}

/** The rows of all shown samples, by ascending id. */
export function* shownRowsById(job: JobView): Generator<void, Uint32Array> {
  const { id } = job.samples.column;
  const rows = new Uint32Array(job.sampleCount);
  let count = 0;
  let ascending = true;
  let previous = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < job.samples.length; row++) {
    if (row % STEP === 0) yield;
    if (!job.isShown(row)) continue;
    rows[count++] = row;
    if (id[row] < previous) ascending = false;
    previous = id[row];
  }
  if (!ascending)
    yield* sortInSteps(
      rows,
      rows.map((row) => intKey(id[row])),
    );
  return rows;
}

/** A test of a sample against the filter parts that apply to the whole sample; null if there are none. */
export function pairTest(
  job: JobView,
  { truth, predicted, ids, having = [] }: SampleFilter,
  values: LabelValues = NO_VALUES,
): ((row: number) => boolean) | null {
  const isAny = truth === undefined && predicted === undefined;
  if (isAny && ids === undefined && having.length === 0) return null;
  const wanted = ids && new Set(ids);
  const given = having.map((key) => sampleValuesOf(values, key));
  const { id } = job.samples.column;
  return (row) =>
    given.every((of) => !Number.isNaN(of[row])) &&
    (wanted === undefined || wanted.has(id[row])) &&
    (isAny || isPair(job, row, truth, predicted));
}

/** The parts of a filter, as bits; `value` is the first of `filter.values`, the others follow. */
export const PART = { label: 1, type: 2, confidence: 4, uncertainty: 8, content: 16, value: 32 } as const;

/**
 * A function that returns the parts of `filter` that a label of a sample fails, as bits of `PART`; 0 if it matches. Null if the
 * filter matches every sample.
 */
export function failingParts(
  job: JobView,
  filter: SampleFilter,
  values: LabelValues = NO_VALUES,
): ((row: number, entry: number) => number) | null {
  const { label, flags, confidence, sd } = job.labels.column;
  const wanted = filter.labels && new Set(filter.labels);
  const types = filter.types === ALL_TYPES ? undefined : filter.types;
  const required = (filter.hasMap ? LABEL_HAS_MAP : 0) | (filter.hasCounterfactual ? LABEL_HAS_COUNTERFACTUAL : 0);
  const counted = (filter.values ?? []).map(({ key, min, max }) => ({ of: valuesOf(values, key), min, max }));
  const { margin, interval = 0 } = filter;
  const hasNumbers = filter.confidence || filter.uncertainty || margin || interval !== 0 || counted.length > 0;
  if (!wanted && types === undefined && !hasNumbers && !required) return null;
  return (row, entry) => {
    let failing = (flags[entry] & required) === required ? 0 : PART.content;
    if (wanted !== undefined && !wanted.has(label[entry])) failing |= PART.label;
    if (types !== undefined && (typeBitOf(job, row, entry) & types) === 0) failing |= PART.type;
    if (filter.confidence !== undefined && !within(confidence[entry], filter.confidence)) failing |= PART.confidence;
    if (filter.uncertainty !== undefined && !within(sd[entry], filter.uncertainty)) failing |= PART.uncertainty;
    if (margin !== undefined && !within(marginOf(confidence[entry], job.threshold), margin)) failing |= PART.content;
    if (interval !== 0 && (intervalBitsOf(job, row, entry) & interval) !== interval) failing |= PART.content;
    for (let k = 0; k < counted.length; k++) {
      const { of, min, max } = counted[k];
      if (!(of[entry] >= min && of[entry] <= max)) failing |= PART.value << k;
    }
    return failing;
  };
}

function within(value: number, { min, max }: Range): boolean {
  const rounded = roundConfidence(value);
  return rounded >= min && rounded <= max;
}
