import { type Job, LABEL_IS_TRUTH } from './job';
import { TYPE_BIT, typeBitOf } from './prediction';

/** On how many samples a ground truth stands beside a prediction; `predicted` null means nothing over the threshold. */
export interface ConfusionPair {
  truth: number;
  predicted: number | null;
  samples: number;
}

export interface Confusion {
  /** Samples with a ground truth and a probability: those that are counted. */
  samples: number;
  /** Pairs that occur, the most frequent first, equal ones by truth, then prediction, nothing last. */
  pairs: ConfusionPair[];
}

/** What is known of ground truth and prediction of a sample. */
interface Outcome {
  truth: number[];
  predicted: number[];
}

/**
 * The ground truth labels of the sample at `row` and the labels that were predicted: those that are TP or FP. Null where
 * there is no ground truth, or no probability, so that nothing can be said of predictions.
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

/** Whether the ground truth of a sample holds `truth` and its predictions hold `predicted`, null for none; either may be left out. */
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

/** Counts each ground truth with each prediction of every sample that is shown, in one pass. */
export function countConfusion(job: Job): Confusion {
  const counts = new Map<number, Map<number | null, number>>();
  let samples = 0;
  for (let row = 0; row < job.samples.length; row++) {
    const outcome = job.isShown(row) ? outcomeOf(job, row) : null;
    if (outcome === null) continue;
    samples++;
    const predictions = outcome.predicted.length > 0 ? outcome.predicted : [null];
    for (const truth of outcome.truth) {
      const own = counts.get(truth) ?? new Map<number | null, number>();
      counts.set(truth, own);
      for (const predicted of predictions) own.set(predicted, (own.get(predicted) ?? 0) + 1);
    }
  }
  const last = (label: number | null) => label ?? Number.POSITIVE_INFINITY;
  const pairs = [...counts].flatMap(([truth, own]) =>
    [...own].map(([predicted, count]) => ({ truth, predicted, samples: count })),
  );
  pairs.sort((a, b) => b.samples - a.samples || a.truth - b.truth || last(a.predicted) - last(b.predicted));
  return { samples, pairs };
}
