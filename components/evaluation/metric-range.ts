import type { MetricRange } from '@/lib/api/evaluation-answers';
import type { ScoreMatrix } from './composite';

/** Whether a metric has both bounds, so that its scores can be weighed against those of others. */
export const isWeighed = (range: MetricRange): boolean =>
  range === null || (range.minimum !== null && range.maximum !== null);

/**
 * A score as a share of the range of its metric: 0 is the worst, 1 the best possible. A metric without a recorded range is read as
 * it is; one without a bound has no shares.
 */
export function shareOf(score: number | null, range: MetricRange): number | null {
  if (score === null || range === null) return score;
  const { minimum, maximum, lowerIsBetter } = range;
  if (minimum === null || maximum === null) return null;
  const share = (score - minimum) / (maximum - minimum);
  return lowerIsBetter ? 1 - share : share;
}

/** The shares of all scores, by explainer, then metric. */
export const sharesOf = (matrix: ScoreMatrix, ranges: readonly MetricRange[]): ScoreMatrix =>
  matrix.map((row) => row.map((score, metric) => shareOf(score, ranges[metric])));

/** Scores of one metric so that higher is better. */
export const oriented = (scores: readonly (number | null)[], range: MetricRange): (number | null)[] =>
  range?.lowerIsBetter ? scores.map((score) => (score === null ? null : -score)) : [...scores];
