import type { ConfusionAnswer, LabelCount } from '@/lib/api/answers';

/** How well a label was predicted; rates are 0–1, null where there is nothing to divide by. */
export interface LabelRates {
  id: number;
  name: string;
  TP: number;
  FN: number;
  FP: number;
  /** Samples whose ground truth holds the label and of which its probability is known: TP + FN. */
  truth: number;
  /** Of the predictions of the label, those that are right: TP / (TP + FP). */
  precision: number | null;
  /** Of the ground truths of the label, those that were predicted: TP / (TP + FN). */
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

/** With more labels than this most cells of a matrix are empty, and a list of pairs says more. */
export const MOST_LABELS_OF_A_MATRIX = 40;

/** The labels that stand in pairs, by id: the rows and columns of a matrix. */
export function labelsOfPairs(pairs: readonly Pair[]): number[] {
  const labels = new Set(pairs.flatMap(({ truth, predicted }) => (predicted === null ? [truth] : [truth, predicted])));
  return [...labels].sort((a, b) => a - b);
}

/** A pair as the address of a cell. */
export const pairKey = (truth: number, predicted: number | null): string => `${truth} ${predicted ?? 'none'}`;
