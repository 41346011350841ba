import type { MetricRange } from '@/lib/api/evaluation-answers';
import type { Sort } from '@/lib/api/table-params';
import type { Composite, ScoreMatrix } from './composite';
import type { Orders } from './ordering';

export interface ScoreTableProps {
  /** Name of the downloaded file. */
  name: string;
  explainers: readonly string[];
  metrics: readonly string[];
  /** In the order of the metrics. */
  ranges: readonly MetricRange[];
  matrix: ScoreMatrix;
  weights: readonly number[];
  totals: readonly Composite[];
  orders: Orders;
  /** The explainer under the pointer, here or in the radar chart. */
  pointed: number | null;
  onPoint(explainer: number | null): void;
  onSlide(metric: number, weight: number): void;
  onWeight(metric: number, weight: number): void;
  onEqual(): void;
  onSort(change: { rows: Sort | null } | { cols: Sort | null }): void;
}

/** Classes of the first column, which is sticky. */
export const HEAD = 'sticky left-0 z-10 border-r bg-panel pr-2 pl-5 text-left max-wide:pr-0 max-wide:pl-3';
