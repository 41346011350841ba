/*
 * The weight of each metric, 0 to 1, with a sum of 1. Weights in the URL are whole millionths, so that entered values are
 * restored exactly.
 */

const PARTS = 1_000_000;

/**
 * The weights given by a URL: invalid and missing weights count as 0, and all are scaled to a sum of 1.
 * If all are 0 or none is given, every metric has the same weight. Metrics that are not weighed always have the weight 0.
 */
export function weightsOf(given: readonly number[], isWeighed: readonly boolean[]): number[] {
  const valid = isWeighed.map((isIn, metric) => {
    const weight = given[metric] ?? 0;
    return isIn && Number.isFinite(weight) && weight > 0 ? weight : 0;
  });
  const sum = valid.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return equalWeights(isWeighed);
  // Millionths with a sum of one million are used as they are.
  return Math.abs(sum - 1) < 0.5 / PARTS ? valid : valid.map((weight) => weight / sum);
}

/** The same weight for all metrics that are weighed, 0 for the others. */
export function equalWeights(isWeighed: readonly boolean[]): number[] {
  const count = isWeighed.filter(Boolean).length;
  return isWeighed.map((isIn) => (isIn ? 1 / count : 0));
}

/**
 * The weights after one of them is set: the others share the rest in their current proportions, equally if all
 * of them are 0. A single metric always has the weight 1.
 *
 * @param value is clamped to 0–1 and rounded to millionths
 * @returns whole millionths with a sum of exactly 1
 */
export function withWeight(
  weights: readonly number[],
  metric: number,
  value: number,
  isWeighed: readonly boolean[] = weights.map(() => true),
): number[] {
  const others = weights.map((weight, index) => (index === metric ? 0 : weight));
  const otherSum = others.reduce((total, weight) => total + weight, 0);
  const count = isWeighed.filter(Boolean).length;
  if (count < 2) return isWeighed.map(Number);
  const own = Math.round(Math.min(1, Math.max(0, value)) * PARTS);
  const shares = others.map((weight, index) => {
    if (index === metric || !isWeighed[index]) return 0;
    return otherSum === 0 ? 1 / (count - 1) : weight / otherSum;
  });
  const parts = apportion(PARTS - own, shares);
  parts[metric] = own;
  return parts.map((part) => part / PARTS);
}

/** Weights as whole millionths with a sum of exactly 1. */
export function roundedWeights(weights: readonly number[]): number[] {
  return apportion(PARTS, weights).map((part) => part / PARTS);
}

/**
 * Distributes `total` whole parts by the largest remainder method: each gets the integer part of its share, and those
 * with the largest remainders get one of the remaining parts each.
 */
function apportion(total: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => share * total);
  const parts = exact.map(Math.floor);
  const left = Math.round(total - parts.reduce((sum, part) => sum + part, 0));
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .filter(({ index }) => shares[index] > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) parts[index]++;
  return parts;
}

/** Whether all metrics that are weighed have the same weight, as by default. */
export function areEqual(weights: readonly number[], isWeighed: readonly boolean[] = weights.map(() => true)): boolean {
  const own = weights.filter((_, metric) => isWeighed[metric]);
  return own.every((weight) => Math.abs(weight - own[0]) < 2 / PARTS);
}

const PERCENT = /^\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*%?\s*$/;

/** The weight for an entered percentage such as `33,3 %`; null if it is not a number from 0 to 100. */
export function parsePercent(text: string): number | null {
  const match = PERCENT.exec(text);
  if (!match) return null;
  const weight = Number(match[1].replace(',', '.')) / 100;
  return weight <= 1 ? weight : null;
}
