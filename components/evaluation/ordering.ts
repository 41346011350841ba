import { orderOf } from '@/components/kit/order';
import type { Sort } from '@/lib/api/table-params';
import type { Composite, ScoreMatrix } from './composite';

/** The order of the rows (metrics) and columns (explainers) of the score table. */
export interface Orders {
  rows: Sort | null;
  cols: Sort | null;
  /** Indices of the metrics, from top to bottom. */
  rowOrder: number[];
  /** Indices of the explainers, from left to right. */
  columnOrder: number[];
}

/**
 * Metrics are ordered by the scores of an explainer, by default as recorded; explainers by a metric or the composite, by default as in
 * the other views of the job.
 *
 * @param explainerOrder indices of the explainers in the order of the other views
 */
export function ordersOf(
  matrix: ScoreMatrix,
  metricCount: number,
  totals: readonly Composite[],
  { rows, cols }: Pick<Orders, 'rows' | 'cols'>,
  explainerOrder: readonly number[],
): Orders {
  const metrics = Array.from({ length: metricCount }, (_, metric) => metric);
  const own = rows && matrix[Number(rows.by)];
  const rowOrder = own ? orderOf(own, rows.desc) : metrics;
  const isKnown = cols && (cols.by === 'composite' || Number(cols.by) < metricCount);
  const values = (by: string) =>
    by === 'composite' ? totals.map(({ score }) => score) : matrix.map((row) => row[Number(by)]);
  const columnOrder = isKnown ? orderOf(values(cols.by), cols.desc) : [...explainerOrder];
  return { rows, cols, rowOrder, columnOrder };
}

/** The next sort after a click on a header: descending, then ascending, then as recorded. */
export function nextSort(sort: Sort | null, by: string): Sort | null {
  if (sort?.by !== by) return { by, desc: true };
  return sort.desc ? { by, desc: false } : null;
}

const MIN_TINT = 5;
const MAX_TINT = 40;

/**
 * The background of a score: the accent colour, stronger for scores nearer to the maximum of the metric.
 * Undefined if the score is missing or there is no other score to compare with.
 */
export function tintOf(score: number | null, ofMetric: readonly (number | null)[]): string | undefined {
  const known = ofMetric.filter((other) => other !== null);
  const [min, max] = [Math.min(...known), Math.max(...known)];
  if (score === null || min === max) return undefined;
  const percent = MIN_TINT + ((MAX_TINT - MIN_TINT) * (score - min)) / (max - min);
  return `color-mix(in srgb, var(--accent) ${percent.toFixed(1)}%, var(--panel))`;
}
