import type { CsvCell } from '@/components/kit/csv';
import type { LabelRates, Pair } from './rates';

/** The labels, one row each, at full precision; `isBound`: counts of FP are lower bounds. */
export function labelRatesCsv(rows: readonly LabelRates[], isBound = false): CsvCell[][] {
  const [FP, precision] = isBound ? ['FP, at least', 'precision, at most'] : ['FP', 'precision'];
  return [
    ['label id', 'label', 'TP', 'FN', FP, precision, 'recall'],
    ...rows.map(({ id, name, TP, FN, FP, precision, recall }) => [id, name, TP, FN, FP, precision, recall]),
  ];
}

/**
 * The pairs, one row each; cells are empty if nothing was predicted. With `isBound`, counts of wrong predictions are lower bounds, those
 * of nothing upper ones, and a column says so.
 */
export function pairsCsv(pairs: readonly Pair[], nameOf: (label: number) => string, isBound = false): CsvCell[][] {
  const boundOf = ({ truth, predicted }: Pair) =>
    predicted === null ? 'at most' : truth === predicted ? 'exact' : 'at least';
  return [
    ['ground truth id', 'ground truth', 'predicted id', 'predicted', 'samples', ...(isBound ? ['bound'] : [])],
    ...pairs.map(({ truth, predicted, samples }) => [
      truth,
      nameOf(truth),
      predicted,
      predicted === null ? null : nameOf(predicted),
      samples,
      ...(isBound ? [boundOf({ truth, predicted, samples })] : []),
    ]),
  ];
}
