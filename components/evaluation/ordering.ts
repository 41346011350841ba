import { orderOf } from '@/components/kit/order';
import type { Sort } from '@/lib/api/table-params';
import type { Composite, ScoreMatrix } from './composite';

/** How the rows (metrics) and columns (explainers) of the table of scores stand. */
export interface Orders {
  rows: Sort | null;
  cols: Sort | null;
  /** Numbers of the metrics, from the top down. */
  rowOrder: number[];
  /** Numbers of the explainers, from left to right. */
  columnOrder: number[];
}

/**
 * The order of metrics by the scores of an explainer, else as recorded; and of explainers by a metric or the composite, else as in the
 * other views of the job.
 *
 * @param explainerOrder numbers of the explainers in the order of the other views
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

/** What a press on a header sorts by: the greatest first, then the least first, then as recorded. */
export function nextSort(sort: Sort | null, by: string): Sort | null {
  if (sort?.by !== by) return { by, desc: true };
  return sort.desc ? { by, desc: false } : null;
}

const LEAST_TINT = 5;
const GREATEST_TINT = 40;

/**
 * The ground of a score: the accent, the stronger the nearer the score is to the greatest of its metric, from the least on.
 * Undefined for a score that is missing or has none to compare with.
 */
export function tintOf(score: number | null, ofMetric: readonly (number | null)[]): string | undefined {
  const known = ofMetric.filter((other) => other !== null);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  if (score === null || least === greatest) return undefined;
  const percent = LEAST_TINT + ((GREATEST_TINT - LEAST_TINT) * (score - least)) / (greatest - least);
  return `color-mix(in srgb, var(--accent) ${percent.toFixed(1)}%, var(--panel))`;
}
