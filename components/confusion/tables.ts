import type { CsvCell } from '@/components/kit/csv';
import type { LabelRates, Pair } from './rates';

/** The labels, one row each, at full precision. */
export function labelRatesCsv(rows: readonly LabelRates[]): CsvCell[][] {
  return [
    ['label id', 'label', 'TP', 'FN', 'FP', 'precision', 'recall'],
    ...rows.map(({ id, name, TP, FN, FP, precision, recall }) => [id, name, TP, FN, FP, precision, recall]),
  ];
}

/** The pairs, one row each; cells are empty if nothing was predicted. */
export function pairsCsv(pairs: readonly Pair[], nameOf: (label: number) => string): CsvCell[][] {
  return [
    ['ground truth id', 'ground truth', 'predicted id', 'predicted', 'samples'],
    ...pairs.map(({ truth, predicted, samples }) => [
      truth,
      nameOf(truth),
      predicted,
      predicted === null ? null : nameOf(predicted),
      samples,
    ]),
  ];
}
