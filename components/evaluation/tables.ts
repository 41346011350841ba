import type { CsvCell } from '@/components/kit/csv';
import type { Composite, ScoreMatrix } from './composite';
import type { LabelRow, ScoreColumn } from './scores';

interface ScoreTable {
  metrics: readonly string[];
  explainers: readonly string[];
  matrix: ScoreMatrix;
  weights: readonly number[];
  totals: readonly Composite[];
  /** Indices of the metrics and explainers in display order. */
  rowOrder: readonly number[];
  columnOrder: readonly number[];
}

/** The table of metrics and explainers as shown, followed by composite and rank, at full precision. */
export function scoreTableCsv(table: ScoreTable): CsvCell[][] {
  const { metrics, explainers, matrix, weights, totals, rowOrder, columnOrder } = table;
  return [
    ['metric', 'weight', ...columnOrder.map((explainer) => explainers[explainer])],
    ...rowOrder.map((metric) => [
      metrics[metric],
      weights[metric],
      ...columnOrder.map((explainer) => matrix[explainer][metric]),
    ]),
    ['composite', null, ...columnOrder.map((explainer) => totals[explainer].score)],
    ['rank', null, ...columnOrder.map((explainer) => totals[explainer].rank)],
  ];
}

/** The scores per label, one row for each label, at full precision. */
export function labelTableCsv(rows: readonly LabelRow[], columns: readonly ScoreColumn[]): CsvCell[][] {
  return [
    ['label id', 'label', 'samples', ...columns.map(({ name }) => name)],
    ...rows.map(({ id, name, samples, scores }) => [id, name, samples, ...scores]),
  ];
}
