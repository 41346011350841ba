/*
 * Agreement of two explainers over many maps, against a baseline. Maps of different pictures agree as well, because explainers prefer
 * the middle of a picture or its edges: what counts is the lift over shuffled pairs (as in shuffled AUC).
 */

const SHIFTS = 10;

/** A measure over pairs; NaN where it is not defined. */
export interface Pairing {
  /** Number of pairs, also of those for which the measure is not defined. */
  n: number;
  mean: number;
  median: number;
  /** Mean of the same with maps of *other samples*. NaN where there is only one sample. */
  shuffled: number;
  /** mean − shuffled. */
  lift: number;
}

/** The distinct shifts of n items, ascending. */
export function shiftsOf(n: number): number[] {
  const shifts = Array.from({ length: SHIFTS }, (_, j) => 1 + Math.floor((j * (n - 1)) / SHIFTS));
  return [...new Set(shifts)].filter((shift) => shift < n);
}
