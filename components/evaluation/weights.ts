/*
 * How much each metric counts: a weight a metric, each from 0 to 1, 1 in sum. Weights that stand in the address are whole
 * millionths, so that what was typed comes back exactly and nothing drifts.
 */

const PARTS = 1_000_000;

/**
 * The weights that an address means: what is no weight counts as 0, missing ones too, and all are scaled to a sum of 1.
 * Where none is above 0, as where none is given, every metric counts the same.
 */
export function weightsOf(given: readonly number[], count: number): number[] {
  const valid = Array.from({ length: count }, (_, metric) => {
    const weight = given[metric] ?? 0;
    return Number.isFinite(weight) && weight > 0 ? weight : 0;
  });
  const sum = valid.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return valid.map(() => 1 / count);
  // Millionths that add up to one are taken as they are.
  return Math.abs(sum - 1) < 0.5 / PARTS ? valid : valid.map((weight) => weight / sum);
}

/**
 * The weights after one of them is set: the others share what is left in the proportions that they have, equally where all
 * of them are 0. A single metric has all the weight there is.
 *
 * @param value is brought into 0–1 and rounded to millionths
 * @returns whole millionths that add up to 1 exactly
 */
export function withWeight(weights: readonly number[], metric: number, value: number): number[] {
  const others = weights.map((weight, index) => (index === metric ? 0 : weight));
  const otherSum = others.reduce((total, weight) => total + weight, 0);
  if (weights.length < 2) return weights.map(() => 1);
  const own = Math.round(Math.min(1, Math.max(0, value)) * PARTS);
  const shares = others.map((weight, index) => {
    if (index === metric) return 0;
    return otherSum === 0 ? 1 / (weights.length - 1) : weight / otherSum;
  });
  const parts = apportion(PARTS - own, shares);
  parts[metric] = own;
  return parts.map((part) => part / PARTS);
}

/** Weights as whole millionths that add up to 1 exactly. */
export function roundedWeights(weights: readonly number[]): number[] {
  return apportion(PARTS, weights).map((part) => part / PARTS);
}

/**
 * Shares out `total` whole parts by the method of the largest remainder: each gets the whole parts of its share, and those
 * that lose most by the rounding get the parts that are left, one each.
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

/** Whether every metric counts the same, as it does where nobody chose weights. */
export function areEqual(weights: readonly number[]): boolean {
  return weights.every((weight) => Math.abs(weight - weights[0]) < 2 / PARTS);
}

const PERCENT = /^\s*(\d+(?:[.,]\d*)?|[.,]\d+)\s*%?\s*$/;

/** The weight that a typed percentage means, `33,3 %` for one; null where it is none from 0 to 100. */
export function parsePercent(text: string): number | null {
  const match = PERCENT.exec(text);
  if (!match) return null;
  const weight = Number(match[1].replace(',', '.')) / 100;
  return weight <= 1 ? weight : null;
}
