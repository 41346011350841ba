/* Mean and median of values of which some are not defined. */

export interface Summary {
  /** Number of defined values. */
  n: number;
  /** NaN without values. */
  mean: number;
  median: number;
}

/** Counts the values that are numbers; NaN is not defined and left out. */
export function summaryOf(values: Float64Array): Summary {
  const defined = values.filter((value) => !Number.isNaN(value));
  return { n: defined.length, mean: meanOf(defined), median: medianOf(defined) };
}

/** NaN without values. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The middle value, or the mean of the two middle ones; NaN without values. Sorts a copy. */
function medianOf(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
