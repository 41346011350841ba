import { STEP } from '../slices';
import type { JobView } from './job-view';
import { roundConfidence, TYPE_BIT, typeBitOf } from './prediction';
import { failingParts, type LabelValues, PART, pairTest, type SampleFilter } from './query';

/** The number of values in each of `bins.length` equal intervals from `min` to `max`; the last interval includes `max`. */
export interface Histogram {
  min: number;
  max: number;
  bins: number[];
}

/**
 * The number of matches for each value of each filter part. All counts are of sample × label pairs, and each ignores its own part
 * of the filter: the counts of types tell what selecting another type would match.
 */
export interface Facets {
  /** Ordered by label id; labels without a pair are omitted. */
  labels: { label: number; count: number }[];
  types: { TP: number; FN: number; FP: number };
  confidence: Histogram;
  /** Histogram of the standard deviation. */
  uncertainty: Histogram;
}

const BINS = 20;

/** Counts the facets of the shown samples, in steps that may be interrupted. */
export function* countFacets(job: JobView, filter: SampleFilter, values?: LabelValues): Generator<void, Facets> {
  const failing = failingParts(job, filter, values);
  const isWanted = pairTest(job, filter, values);
  const labels = new Map<number, number>();
  const types = { TP: 0, FN: 0, FP: 0 };
  const confidence = yield* emptyHistogram(job, job.labels.column.confidence, 1);
  const uncertainty = yield* emptyHistogram(job, job.labels.column.sd, 0);
  yield* eachShownLabel(job, isWanted, (row, entry) => {
    const { label, confidence: confidences, sd } = job.labels.column;
    const fails = failing === null ? 0 : failing(row, entry);
    if ((fails & ~PART.label) === 0) labels.set(label[entry], (labels.get(label[entry]) ?? 0) + 1);
    if ((fails & ~PART.confidence) === 0) addTo(confidence, confidences[entry]);
    if ((fails & ~PART.uncertainty) === 0) addTo(uncertainty, sd[entry]);
    if ((fails & ~PART.type) !== 0) return;
    const type = typeBitOf(job, row, entry);
    if (type === TYPE_BIT.TP) types.TP++;
    else if (type === TYPE_BIT.FN) types.FN++;
    else if (type === TYPE_BIT.FP) types.FP++;
  });
  const byLabel = [...labels].map(([label, count]) => ({ label, count })).sort((a, b) => a.label - b.label);
  return { labels: byLabel, types, confidence, uncertainty };
}

function* eachShownLabel(
  job: JobView,
  isWanted: ((row: number) => boolean) | null,
  use: (row: number, entry: number) => void,
): Generator<void, void> {
  const { labelStart, labelCount } = job.samples.column;
  let step = STEP;
  for (let row = 0; row < job.samples.length; row++) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!job.isShown(row) || (isWanted !== null && !isWanted(row))) continue;
    const end = labelStart[row] + labelCount[row];
    for (let entry = labelStart[row]; entry < end; entry++) use(row, entry);
  }
}

/**
 * An empty histogram for a column. Its range depends on all values, not on the filter, so that the axis stays fixed while filters
 * change: from the smaller of 0 and the least value to the larger of `usualMax` and the greatest value.
 */
function* emptyHistogram(job: JobView, values: Float32Array, usualMax: number): Generator<void, Histogram> {
  const histogram = { min: 0, max: usualMax, bins: new Array<number>(BINS).fill(0) };
  yield* eachShownLabel(job, null, (_, entry) => {
    const value = roundConfidence(values[entry]);
    if (value < histogram.min) histogram.min = value;
    if (value > histogram.max) histogram.max = value;
  });
  return histogram;
}

function addTo({ min, max, bins }: Histogram, value: number): void {
  if (Number.isNaN(value)) return;
  const position = max > min ? (roundConfidence(value) - min) / (max - min) : 0;
  bins[Math.min(bins.length - 1, Math.floor(position * bins.length))]++;
}
