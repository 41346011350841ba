import type { EvaluationAnswer } from '@/lib/api/answers';

/** The stored score of an explainer under a metric in both jobs; null where it is not scored. */
export interface ScoreCell {
  metric: string;
  a: number | null;
  b: number | null;
  /** b − a. */
  difference: number | null;
}

type Scores = Pick<EvaluationAnswer, 'explainers' | 'metrics' | 'scores'>;

/** The scores of two jobs, matched by the names of explainers and metrics; those of A first, then what only B has. */
export function scoreDifferences(
  a: Scores,
  b: Scores,
): { metrics: string[]; rows: { explainer: string; cells: ScoreCell[] }[] } {
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
  const rows = explainers.map((explainer) => ({
    explainer,
    cells: metrics.map((metric) => {
      const [first, second] = [inA(explainer, metric), inB(explainer, metric)];
      return { metric, a: first, b: second, difference: first === null || second === null ? null : second - first };
    }),
  }));
  return { metrics, rows: rows.filter(({ cells }) => cells.some((cell) => cell.a !== null || cell.b !== null)) };
}
