import type { EvaluationAnswer, MetricRange } from '@/lib/api/evaluation-answers';

/** The stored score of an explainer under a metric in both jobs; null where it is not scored. */
export interface ScoreCell {
  metric: string;
  a: number | null;
  b: number | null;
  /** b − a; null also where the jobs read the metric differently. */
  difference: number | null;
}

type Scores = Pick<EvaluationAnswer, 'explainers' | 'metrics' | 'metricRanges' | 'scores'>;

/** The scores of two jobs, matched by the names of explainers and metrics; those of A first, then what only B has. */
export function scoreDifferences(
  a: Scores,
  b: Scores,
): {
  metrics: string[];
  /** By metric, as the second job has it, else as the first. */
  ranges: MetricRange[];
  rows: { explainer: string; cells: ScoreCell[] }[];
} {
  const metrics = [...new Set([...a.metrics, ...b.metrics])];
  const explainers = [...new Set([...a.explainers, ...b.explainers])];
  const scoreIn = (answer: Scores) => {
    const byName = new Map(
      answer.scores.map(({ explainer, metric, total }) => [
        JSON.stringify([answer.explainers[explainer], answer.metrics[metric]]),
        total,
      ]),
    );
    return (explainer: string, metric: string) => byName.get(JSON.stringify([explainer, metric])) ?? null;
  };
  const [inA, inB] = [scoreIn(a), scoreIn(b)];
  const rangeIn = ({ metrics, metricRanges }: Scores, metric: string) => metricRanges[metrics.indexOf(metric)];
  const isSame = (metric: string) => {
    const [first, second] = [rangeIn(a, metric), rangeIn(b, metric)];
    return (
      first?.minimum === second?.minimum &&
      first?.maximum === second?.maximum &&
      first?.lowerIsBetter === second?.lowerIsBetter
    );
  };
  const rows = explainers.map((explainer) => ({
    explainer,
    cells: metrics.map((metric) => {
      const [first, second] = [inA(explainer, metric), inB(explainer, metric)];
      const isComparable = first !== null && second !== null && isSame(metric);
      return { metric, a: first, b: second, difference: isComparable ? second - first : null };
    }),
  }));
  const ranges = metrics.map((metric) => (b.metrics.includes(metric) ? rangeIn(b, metric) : rangeIn(a, metric)));
  return {
    metrics,
    ranges,
    rows: rows.filter(({ cells }) => cells.some((cell) => cell.a !== null || cell.b !== null)),
  };
}
