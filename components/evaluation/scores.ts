import type { EvaluationAnswer, MetricRange } from '@/lib/api/evaluation-answers';
import type { LabelCount } from '@/lib/api/job-answers';
import type { ScoreMatrix } from './composite';

/** The total scores, by explainer, then metric. */
export function matrixOf({ explainers, metrics, scores }: EvaluationAnswer): ScoreMatrix {
  const matrix = explainers.map(() => metrics.map((): number | null => null));
  for (const { explainer, metric, total } of scores) matrix[explainer][metric] = total;
  return matrix;
}

/** Whether a metric depends on the label; true for a metric that is not scored yet. */
export function isByLabel({ scores }: EvaluationAnswer, metric: number): boolean {
  const own = scores.filter((score) => score.metric === metric);
  return own.length === 0 || own.some(({ labels }) => labels !== null);
}

/** Which scores per label are shown: all explainers under one metric, or all metrics of one explainer. */
export type LabelView = { by: 'metric'; metric: number } | { by: 'explainer'; explainer: number };

/** The view selected by the URL; by default the first metric with scores per label. */
export function labelViewOf(
  answer: EvaluationAnswer,
  chosen: { metric: number | null; explainer: number | null },
): LabelView | null {
  const { metric, explainer } = chosen;
  if (explainer !== null && explainer in answer.explainers) return { by: 'explainer', explainer };
  if (metric !== null && metric in answer.metrics && isByLabel(answer, metric)) return { by: 'metric', metric };
  const first = answer.metrics.findIndex((_, index) => isByLabel(answer, index));
  return first === -1 ? null : { by: 'metric', metric: first };
}

/** A column of scores per label. */
export interface ScoreColumn {
  /** Index of the explainer or metric. */
  index: number;
  name: string;
}

/**
 * The columns of a view: explainers in their order, or metrics as recorded. Label-independent metrics have no column.
 *
 * @param order indices of the explainers in display order
 */
export function labelColumns(answer: EvaluationAnswer, view: LabelView, order: readonly number[]): ScoreColumn[] {
  if (view.by === 'metric') return order.map((index) => ({ index, name: answer.explainers[index] }));
  return answer.metrics.map((name, index) => ({ index, name })).filter(({ index }) => isByLabel(answer, index));
}

export interface LabelRow {
  id: number;
  name: string;
  /** Samples whose label set contains it. */
  samples: number;
  /** In the order of the columns; null if not scored. */
  scores: (number | null)[];
}

/** A row for each label that occurs or was scored, by id. */
export function labelRows(
  answer: EvaluationAnswer,
  counts: readonly LabelCount[],
  view: LabelView,
  columns: readonly ScoreColumn[],
): LabelRow[] {
  const rows = new Map<number, LabelRow>();
  const none = () => columns.map(() => null);
  for (const { id, name } of answer.labels) rows.set(id, { id, name, samples: 0, scores: none() });
  for (const { id, name, samples } of counts) rows.set(id, { id, name, samples, scores: none() });
  for (const { explainer, metric, labels } of answer.scores) {
    const isShown = view.by === 'metric' ? metric === view.metric : explainer === view.explainer;
    const other = view.by === 'metric' ? explainer : metric;
    const column = columns.findIndex(({ index }) => index === other);
    if (!isShown || column === -1 || labels === null) continue;
    for (const [at, { id }] of answer.labels.entries()) {
      const row = rows.get(id);
      if (row) row.scores[column] = labels[at];
    }
  }
  return [...rows.values()].sort((a, b) => a.id - b.id);
}

/**
 * The range of bars or axes: that of the metric, 0 to 1 if it has none, extended if scores exceed it. Without a bound, it ends at the
 * farthest score, and includes 0.
 */
export function scaleOf(scores: Iterable<number | null>, range: MetricRange = null): { min: number; max: number } {
  let min = range?.minimum ?? Math.min(0, range?.maximum ?? 0);
  let max = range === null ? 1 : (range.maximum ?? Math.max(0, min));
  for (const score of scores) {
    if (score === null) continue;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  return { min, max: max > min ? max : min + 1 };
}

/** The scale of the bars of each column: metrics with a range have their own, all others share one. */
export function columnScales(
  answer: EvaluationAnswer,
  view: LabelView,
  columns: readonly ScoreColumn[],
  rows: readonly LabelRow[],
): { min: number; max: number }[] {
  const rangeOf = ({ index }: ScoreColumn) => answer.metricRanges[view.by === 'metric' ? view.metric : index];
  const scoresOf = (at: number) => rows.map(({ scores }) => scores[at]);
  const shared = (isShared: (column: ScoreColumn) => boolean, range: MetricRange) =>
    scaleOf(
      columns.flatMap((column, at) => (isShared(column) ? scoresOf(at) : [])),
      range,
    );
  if (view.by === 'metric') {
    const scale = shared(() => true, answer.metricRanges[view.metric]);
    return columns.map(() => scale);
  }
  const plain = shared((column) => rangeOf(column) === null, null);
  return columns.map((column, at) => (rangeOf(column) === null ? plain : scaleOf(scoresOf(at), rangeOf(column))));
}
