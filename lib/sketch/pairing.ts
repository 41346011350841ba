/*
 * Agreement of two explainers over many maps, against a baseline. Maps of different pictures agree as well, because explainers prefer
 * the middle of a picture or its edges: what counts is the lift over shuffled pairs (as in shuffled AUC).
 */
import type { ComparableSketches, Measure } from './agreement';
import { summaryOf } from './summary';

const SHIFTS = 10;

/** Maps of two explainers for the same sample and label, in the order of sample id, then label id. Both have evidence. */
export interface Pairs {
  /** Sample id of each pair. */
  samples: ArrayLike<number>;
  /** Index of the map of either explainer in its sketches. */
  a: ArrayLike<number>;
  b: ArrayLike<number>;
}

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

/**
 * Compares the maps of two explainers pair by pair, and with shuffled pairs: item i of A with item i + s of B, round, for ten fixed shifts
 * s = 1 + ⌊j (n − 1) / 10⌋, without those of the same sample.
 */
export function pairingOf(measure: Measure, a: ComparableSketches, b: ComparableSketches, pairs: Pairs): Pairing {
  const n = pairs.a.length;
  const values = new Float64Array(n);
  for (let item = 0; item < n; item++) values[item] = a.compare(measure, pairs.a[item], b, pairs.b[item]);
  const { mean, median } = summaryOf(values);
  const shuffled = shuffledMean(measure, a, b, pairs);
  return { n, mean, median, shuffled, lift: mean - shuffled };
}

/** The distinct shifts of n items, ascending. */
export function shiftsOf(n: number): number[] {
  const shifts = Array.from({ length: SHIFTS }, (_, j) => 1 + Math.floor((j * (n - 1)) / SHIFTS));
  return [...new Set(shifts)].filter((shift) => shift < n);
}

function shuffledMean(measure: Measure, a: ComparableSketches, b: ComparableSketches, pairs: Pairs): number {
  const n = pairs.a.length;
  let sum = 0;
  let count = 0;
  for (const shift of shiftsOf(n)) {
    for (let item = 0; item < n; item++) {
      const other = item + shift < n ? item + shift : item + shift - n;
      if (pairs.samples[item] === pairs.samples[other]) continue;
      const value = a.compare(measure, pairs.a[item], b, pairs.b[other]);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}
