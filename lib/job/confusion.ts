import { STEP } from '../slices';
import { LABEL_IS_TRUTH } from './job';
import type { JobView } from './job-view';
import { MAX_COUNTED_PAIRS, MAX_PAIRS_PER_SAMPLE } from './limits';
import { TYPE_BIT, typeBitOf } from './prediction';
import { sortInSteps } from './radix-sort';

/** The number of samples with a ground truth label and a predicted label; `predicted` null means no label reached the threshold. */
export interface ConfusionPair {
  truth: number;
  predicted: number | null;
  samples: number;
}

export interface Confusion {
  /** The number of counted samples: those with ground truth and a probability. */
  samples: number;
  /** Samples that are not counted because they have too many pairs, or because too many different pairs had been counted. */
  leftOut: number;
  /** Number of different pairs that were counted. */
  pairCount: number;
  /** The first of them, most frequent first; ties by truth, then by prediction with null last. */
  pairs: ConfusionPair[];
}

/** The ground truth and predicted labels of a sample. */
interface Outcome {
  truth: number[];
  predicted: number[];
}

/**
 * The ground truth labels and the predicted labels (TP or FP) of the sample at `row`. Null if there is no ground truth or no
 * probability, because then its predictions are unknown.
 */
function outcomeOf(job: JobView, row: number): Outcome | null {
  const { labelStart, labelCount } = job.samples.column;
  const { label, flags, confidence } = job.labels.column;
  const truth: number[] = [];
  const predicted: number[] = [];
  let isKnown = false;
  for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
    if (flags[entry] & LABEL_IS_TRUTH) truth.push(label[entry]);
    if (typeBitOf(job, row, entry) & (TYPE_BIT.TP | TYPE_BIT.FP)) predicted.push(label[entry]);
    if (!Number.isNaN(confidence[entry])) isKnown = true;
  }
  return isKnown && truth.length > 0 ? { truth, predicted } : null;
}

/**
 * Whether the ground truth of a sample includes `truth` and its predictions include `predicted` (null: it has no predictions).
 * Undefined matches any.
 */
export function isPair(
  job: JobView,
  row: number,
  truth: number | undefined,
  predicted: number | null | undefined,
): boolean {
  const outcome = outcomeOf(job, row);
  if (outcome === null || (truth !== undefined && !outcome.truth.includes(truth))) return false;
  if (predicted === undefined) return true;
  return predicted === null ? outcome.predicted.length === 0 : outcome.predicted.includes(predicted);
}

/** Stands for a prediction that is null; a label id is an int32 from 0 on. */
const NONE = 2 ** 32 - 1;

/**
 * Counts each pair of ground truth and prediction over all shown samples, in steps that may be interrupted.
 *
 * @param most number of pairs to return
 */
export function* countConfusion(job: JobView, most: number): Generator<void, Confusion> {
  const counts = new Map<number, Map<number, number>>();
  const { labelCount } = job.samples.column;
  let samples = 0;
  let leftOut = 0;
  let pairCount = 0;
  let step = STEP;
  for (let row = 0; row < job.samples.length; row++) {
    if (step < 0) {
      step = STEP;
      yield;
    }
    step -= 1 + labelCount[row];
    const outcome = job.isShown(row) ? outcomeOf(job, row) : null;
    if (outcome === null) continue;
    const predictions = outcome.predicted.length > 0 ? outcome.predicted : [NONE];
    const own = outcome.truth.length * predictions.length;
    step -= own;
    if (own > MAX_PAIRS_PER_SAMPLE || pairCount + own > MAX_COUNTED_PAIRS) {
      leftOut++;
      continue;
    }
    samples++;
    for (const truth of outcome.truth) pairCount += count(counts, truth, predictions);
  }
  return { samples, leftOut, pairCount, pairs: yield* mostFrequent(counts, pairCount, most) };
}

/** Counts predictions of one ground truth; returns how many of them are new. */
function count(counts: Map<number, Map<number, number>>, truth: number, predictions: readonly number[]): number {
  const own = counts.get(truth) ?? new Map<number, number>();
  counts.set(truth, own);
  const before = own.size;
  for (const predicted of predictions) own.set(predicted, (own.get(predicted) ?? 0) + 1);
  return own.size - before;
}

function* mostFrequent(
  counts: ReadonlyMap<number, ReadonlyMap<number, number>>,
  pairCount: number,
  most: number,
): Generator<void, ConfusionPair[]> {
  const [truths, predictions, samples] = [0, 1, 2].map(() => new Uint32Array(pairCount));
  let pair = 0;
  for (const [truth, own] of counts) {
    for (const [predicted, count] of own) {
      truths[pair] = truth;
      predictions[pair] = predicted;
      samples[pair++] = count;
      if (pair % STEP === 0) yield;
    }
  }
  const order = Uint32Array.from(truths.keys());
  yield* sortInSteps(order, predictions.slice());
  yield* sortInSteps(
    order,
    order.map((pair) => truths[pair]),
  );
  yield* sortInSteps(
    order,
    order.map((pair) => ~samples[pair]),
  );
  return Array.from(order.subarray(0, most), (pair) => ({
    truth: truths[pair],
    predicted: predictions[pair] === NONE ? null : predictions[pair],
    samples: samples[pair],
  }));
}
