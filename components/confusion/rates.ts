import type { ConfusionAnswer } from '@/lib/api/evaluation-answers';
import type { LabelCount } from '@/lib/api/job-answers';

/** How well a label was predicted; rates are 0–1, null if the denominator is 0. */
export interface LabelRates {
  id: number;
  name: string;
  TP: number;
  FN: number;
  FP: number;
  /** Samples with the label as ground truth and a known probability: TP + FN. */
  truth: number;
  /** Precision, the share of the predictions of the label that are correct: TP / (TP + FP). */
  precision: number | null;
  /** Recall, the share of the ground truths of the label that were predicted: TP / (TP + FN). */
  recall: number | null;
}

/** The labels that were ground truth or predicted, by id. True negatives are not recorded, so there is no accuracy. */
export function labelRates(counts: readonly LabelCount[]): LabelRates[] {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return counts
    .filter(({ TP, FN, FP }) => TP + FN + FP > 0)
    .map(({ id, name, TP, FN, FP }) => ({
      id,
      name,
      TP,
      FN,
      FP,
      truth: TP + FN,
      precision: share(TP, TP + FP),
      recall: share(TP, TP + FN),
    }));
}

export type Pair = ConfusionAnswer['pairs'][number];

/** With more labels, most cells of a matrix are empty, so a list of pairs is shown. */
export const MAX_MATRIX_LABELS = 40;

/** The labels that occur in pairs, by id: the rows and columns of a matrix. */
export function labelsOfPairs(pairs: readonly Pair[]): number[] {
  const labels = new Set(pairs.flatMap(({ truth, predicted }) => (predicted === null ? [truth] : [truth, predicted])));
  return [...labels].sort((a, b) => a - b);
}

/** The key of the cell of a pair. */
export const pairKey = (truth: number, predicted: number | null): string => `${truth} ${predicted ?? 'none'}`;
