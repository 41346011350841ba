/* The mean map of one explainer for one label: where it looks on the whole, and how much its maps differ from that. */
import { CELLS, isWithoutEvidence } from './sketch';
import { borderOf, spreadOf } from './statistics';

export interface MeanMap {
  /** Number of maps; those without evidence are left out. */
  n: number;
  /** Mean mass of the 256 cells; the sum is one. All NaN without maps, and so are the numbers below. */
  mass: Float64Array;
  /** Mass on the border. */
  border: number;
  /** exp(entropy) / 256. */
  spread: number;
  /** Mean shared mass of the maps with the mean map, 0–1: high where all maps look at the same place. */
  homogeneity: number;
}

/** The mean of the masses of sketches; each map counts once. `chosen` are indices of sketches of 256 bytes each. */
export function meanMapOf(sketches: Uint8Array, chosen: Iterable<number>): MeanMap {
  const counted = [...chosen].filter((index) => !isWithoutEvidence(sketches, index * CELLS));
  const n = counted.length;
  const sums = counted.map((index) => sumOf(sketches, index * CELLS));
  const mass = new Float64Array(CELLS);
  counted.forEach((index, k) => {
    for (let cell = 0; cell < CELLS; cell++) mass[cell] += sketches[index * CELLS + cell] / sums[k];
  });
  for (let cell = 0; cell < CELLS; cell++) mass[cell] /= n;
  let shared = 0;
  counted.forEach((index, k) => {
    for (let cell = 0; cell < CELLS; cell++) shared += Math.min(sketches[index * CELLS + cell] / sums[k], mass[cell]);
  });
  const isDefined = n > 0;
  return {
    n,
    mass,
    border: isDefined ? borderOf(mass) : Number.NaN,
    spread: isDefined ? spreadOf(mass) : Number.NaN,
    homogeneity: shared / n,
  };
}

function sumOf(sketches: Uint8Array, at: number): number {
  let sum = 0;
  for (let cell = at; cell < at + CELLS; cell++) sum += sketches[cell];
  return sum;
}
