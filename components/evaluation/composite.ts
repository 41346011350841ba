/* Composite scores of explainers under weights of the metrics, and the resulting ranks. */

/** `scores[explainer][metric]`, null if not scored. */
export type ScoreMatrix = readonly (readonly (number | null)[])[];

export interface Composite {
  /** Null if no metric with weight was scored. */
  score: number | null;
  /** Starts at 1; ties share a rank and the next ones follow after all of them (1, 1, 3); null if not ranked. */
  rank: number | null;
  /** Metrics with weight that were not scored: the composite is computed from the others. */
  missing: number[];
}

/** Scores are 32-bit floats; smaller differences are rounding errors. */
const STEP = 1e-9;

/**
 * The weighted mean of the available scores: Σ wᵢ sᵢ / Σ wᵢ over the metrics that were scored. A missing score is left out,
 * never counted as 0, so the weights of the others grow in proportion.
 */
export function compositeScore(scores: readonly (number | null)[], weights: readonly number[]): number | null {
  let sum = 0;
  let weight = 0;
  for (const [metric, score] of scores.entries()) {
    if (score === null) continue;
    sum += weights[metric] * score;
    weight += weights[metric];
  }
  return weight > 0 ? sum / weight : null;
}

/**
 * The composite of every explainer. Composites over different metrics are not comparable, so only explainers with a score
 * under every scored metric are ranked; if there is none, all explainers with a composite are ranked.
 */
export function composites(matrix: ScoreMatrix, weights: readonly number[]): Composite[] {
  const scores = matrix.map((row) => compositeScore(row, weights));
  const isComplete = (row: ScoreMatrix[number]) =>
    row.every((score, metric) => score !== null || matrix.every((other) => other[metric] === null));
  const hasComplete = matrix.some((row, explainer) => scores[explainer] !== null && isComplete(row));
  const steps = scores.map((score, explainer) =>
    score === null || (hasComplete && !isComplete(matrix[explainer])) ? null : Math.round(score / STEP),
  );
  return matrix.map((row, explainer) => {
    const own = steps[explainer];
    const missing = row.flatMap((score, metric) => (score === null && weights[metric] > 0 ? [metric] : []));
    const rank = own === null ? null : 1 + steps.filter((other) => other !== null && other > own).length;
    return { score: scores[explainer], rank, missing };
  });
}

/** The explainers with the highest score in a row of a table; empty if there is nothing to compare with. */
export function bestOf(scores: readonly (number | null)[]): Set<number> {
  const known = scores.filter((score) => score !== null);
  const max = Math.max(...known);
  if (known.every((score) => score === max)) return new Set();
  return new Set(scores.flatMap((score, index) => (score === max ? [index] : [])));
}
