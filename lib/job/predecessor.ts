import { STEP } from '../slices';
import { type Job, LABEL_HAS_COUNTERFACTUAL, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH } from './job';
import { ALL_TYPES, roundConfidence, TYPE_BIT, typeBitOf } from './prediction';
import type { SampleFilter, SampleSort } from './query';
import { floatKey, sortInSteps } from './radix-sort';

/**
 * The rows of the shown samples that match `filter`, with the predecessor's filter rules and order; used only by the compatibility
 * API.
 *
 * Each part of the filter may match a different label of the sample. Samples are sorted by the least value of their labels
 * (ascending) or by the greatest (descending), over the labels in `filter.labels` of any type. Ties are in file order; samples
 * without a value come last. In steps that may be interrupted.
 */
export function* findAsPredecessor(job: Job, filter: SampleFilter, sort: SampleSort): Generator<void, Uint32Array> {
  const { labelStart, labelCount } = job.samples.column;
  const { label, flags, confidence, sd } = job.labels.column;
  const wanted = filter.labels && new Set(filter.labels);
  const types = filter.types ?? ALL_TYPES;
  const value = sort.by === 'uncertainty' ? sd : confidence;

  const found: number[] = [];
  const keys: number[] = [];
  let step = STEP;
  for (const row of shownRowsInFileOrder(job)) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    let hasLabel = wanted === undefined;
    let hasType = types === ALL_TYPES;
    let hasCounterfactual = !filter.hasCounterfactual;
    let best = Number.NaN;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      if (!isInferred(job, entry)) continue;
      const isWanted = wanted === undefined || wanted.has(label[entry]);
      hasLabel ||= isWanted;
      hasType ||= (typeAsPredecessor(job, row, entry) & types) !== 0;
      hasCounterfactual ||= (flags[entry] & LABEL_HAS_COUNTERFACTUAL) !== 0;
      if (!isWanted || Number.isNaN(value[entry])) continue;
      if (Number.isNaN(best) || (sort.descending ? value[entry] > best : value[entry] < best)) best = value[entry];
    }
    if (!hasLabel || !hasType || !hasCounterfactual) continue;
    found.push(row);
    keys.push(keyOf(best, sort.descending));
  }
  const rows = Uint32Array.from(found);
  if (sort.by !== 'id') yield* sortInSteps(rows, Uint32Array.from(keys));
  return rows;
}

const LAST = 0xffffffff;

/** A sort key for the number, ascending or descending; NaN comes last in both. */
function keyOf(value: number, descending: boolean): number {
  if (Number.isNaN(value)) return LAST;
  const key = floatKey(roundConfidence(value));
  return descending ? ~key >>> 0 : key;
}

/** Whether the label at `entry` has inference results; the predecessor ignores all other labels. */
function isInferred(job: Job, entry: number): boolean {
  const { flags, confidence } = job.labels.column;
  return (flags[entry] & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) !== 0 && !Number.isNaN(confidence[entry]);
}

/** Like `typeBitOf`, but any label below the threshold is FN on a sample with ground truth. */
function typeAsPredecessor(job: Job, row: number, entry: number): number {
  const type = typeBitOf(job, row, entry);
  if (type !== 0 || !(job.samples.column.flags[row] & SAMPLE_HAS_TRUTH)) return type;
  return TYPE_BIT.FN;
}

/** Rows in order of first mention. To the predecessor, an event without a sample mentions sample 0, so sample 0 comes first. */
function shownRowsInFileOrder(job: Job): number[] {
  const rows: number[] = [];
  for (let row = 0; row < job.samples.length; row++) {
    if (!job.isShown(row)) continue;
    if (job.samples.column.id[row] === 0) rows.unshift(row);
    else rows.push(row);
  }
  return rows;
}
