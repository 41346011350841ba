import { binOf } from '../job/bins';

/* The edges of the bins into which numbers of maps are sorted, ascending. */

/** Bins of a share, and of a rank correlation. */
const BINS = 40;

/** Powers of √2 at which bins of a ratio begin and end, so that 1 is an edge; the first bin begins at 0. */
const LEAST_POWER = -8;
const GREATEST_POWER = 10;

function between(min: number, max: number): readonly number[] {
  return Array.from({ length: BINS + 1 }, (_, edge) => Number((min + (edge * (max - min)) / BINS).toFixed(3)));
}

/** −1 to 1 in steps of .05. */
export const CORRELATION_EDGES = between(-1, 1);

/** 0 to 1 in steps of .025. */
export const SHARE_EDGES = between(0, 1);

/** 0, 1/16 and on to 32, by factors of √2. */
export const RATIO_EDGES: readonly number[] = [
  0,
  ...Array.from({ length: GREATEST_POWER - LEAST_POWER + 1 }, (_, k) =>
    Number((2 ** ((LEAST_POWER + k) / 2)).toPrecision(3)),
  ),
];

/** The number of values in each bin; NaN is in none. */
export function binsOf(values: Float64Array | Float32Array, edges: readonly number[]): number[] {
  const bins = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) if (!Number.isNaN(value)) bins[binOf(edges, value)]++;
  return bins;
}
