import { type Job, LABEL_IS_TRUTH } from './job';
import { MAX_COUNTED_PAIRS, MAX_PAIRS_PER_SAMPLE } from './limits';
import { TYPE_BIT, typeBitOf } from './prediction';

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
  /** Pairs that occur, most frequent first; ties by truth, then by prediction with null last. */
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
function outcomeOf(job: Job, row: number): Outcome | null {
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
  job: Job,
  row: number,
  truth: number | undefined,
  predicted: number | null | undefined,
): boolean {
  const outcome = outcomeOf(job, row);
  if (outcome === null || (truth !== undefined && !outcome.truth.includes(truth))) return false;
  if (predicted === undefined) return true;
  return predicted === null ? outcome.predicted.length === 0 : outcome.predicted.includes(predicted);
}

/** Counts each pair of ground truth and prediction over all shown samples, in one pass. */
export function countConfusion(job: Job): Confusion {
  const counts = new Map<number, Map<number | null, number>>();
  let samples = 0;
  let leftOut = 0;
  let room = MAX_COUNTED_PAIRS;
  for (let row = 0; row < job.samples.length; row++) {
    const outcome = job.isShown(row) ? outcomeOf(job, row) : null;
    if (outcome === null) continue;
    const predictions = outcome.predicted.length > 0 ? outcome.predicted : [null];
    const pairCount = outcome.truth.length * predictions.length;
    if (pairCount > MAX_PAIRS_PER_SAMPLE || pairCount > room) {
      leftOut++;
      continue;
    }
    samples++;
    for (const truth of outcome.truth) {
      const own = counts.get(truth) ?? new Map<number | null, number>();
      counts.set(truth, own);
      for (const predicted of predictions) {
        const before = own.get(predicted) ?? 0;
        if (before === 0) room--;
        own.set(predicted, before + 1);
      }
    }
  }
  const nullLast = (label: number | null) => label ?? Number.POSITIVE_INFINITY;
  const pairs = [...counts].flatMap(([truth, own]) =>
    [...own].map(([predicted, count]) => ({ truth, predicted, samples: count })),
  );
  pairs.sort((a, b) => b.samples - a.samples || a.truth - b.truth || nullLast(a.predicted) - nullLast(b.predicted));
  return { samples, leftOut, pairs };
}
