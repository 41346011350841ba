/* What an explainer's scores come to under weights of the metrics, and how the explainers rank by it. */

/** `scores[explainer][metric]`, null where it was not scored. */
export type ScoreMatrix = readonly (readonly (number | null)[])[];

export interface Composite {
  /** Null where no metric that counts was scored. */
  score: number | null;
  /** From 1 on, equal ones the same, the next ones behind all of them (1, 1, 3); null for one that is not ranked. */
  rank: number | null;
  /** Metrics that count and were not scored: the score is over the others. */
  missing: number[];
}

/** Scores are 32-bit floats; what differs by less than this differs by rounding. */
const STEP = 1e-9;

/**
 * The weighted mean of the scores there are: Σ wᵢ sᵢ / Σ wᵢ over the metrics that were scored. A missing score is left out,
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
 * The composite of every explainer. Composites over different metrics do not compare, so ranks go to the explainers that were
 * scored under every metric that anybody was scored under; where there is none, to all that have a composite.
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

/** The explainers with the greatest score in a row of a table; none where there is nothing to be better than. */
export function bestOf(scores: readonly (number | null)[]): Set<number> {
  const known = scores.filter((score) => score !== null);
  const greatest = Math.max(...known);
  if (known.every((score) => score === greatest)) return new Set();
  return new Set(scores.flatMap((score, index) => (score === greatest ? [index] : [])));
}
