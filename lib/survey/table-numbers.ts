import { ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import { CELLS } from '../sketch/sketch';
import type { Survey } from './survey';

/* What tables say of the maps of some pairs of sample and label. */

/** What was counted from maps. Of pair k and explainer x of E the numbers are at k · E + x; NaN where not defined. */
export interface MapNumbers {
  /** A state of `MAP_STATE`; 0 where the map has not been surveyed, or there is none. */
  state: Uint8Array;
  isLossy: Uint8Array;
  border: Float32Array;
  gini: Float32Array;
  spread: Float32Array;
  /** Share of the mass inside the boxes of the counterfactual. */
  inside: Float32Array;
  /** Share of the picture that these boxes cover, of pair k at k. */
  area: Float32Array;
}

/** The numbers of the maps of the pairs (ids[k], labels[k]), for the explainers 0 … E − 1. */
export function mapNumbersAt(
  { table }: Survey,
  ids: readonly number[],
  labels: readonly number[],
  explainers: number,
): MapNumbers {
  const count = ids.length * explainers;
  const column = (length: number) => new Float32Array(length).fill(Number.NaN);
  const numbers: MapNumbers = {
    state: new Uint8Array(count),
    isLossy: new Uint8Array(count),
    border: column(count),
    gini: column(count),
    spread: column(count),
    inside: column(count),
    area: column(ids.length),
  };
  const { column: maps } = table.maps;
  for (const [k, id] of ids.entries()) {
    const pair = table.pairOf(id, labels[k]);
    if (pair === -1) continue;
    numbers.area[k] = table.pairs.column.area[pair];
    for (let explainer = 0; explainer < explainers; explainer++) {
      const map = table.anyMapOf(pair, explainer);
      if (map === -1) continue;
      const at = k * explainers + explainer;
      numbers.state[at] = maps.state[map];
      numbers.isLossy[at] = maps.isLossy[map];
      numbers.border[at] = maps.border[map];
      numbers.gini[at] = maps.gini[map];
      numbers.spread[at] = maps.spread[map];
      numbers.inside[at] = maps.inside[map];
    }
  }
  return numbers;
}

/** Prepared sketches are compared as soon as they are there, so one place serves all; it is as large as the largest request. */
const sketches = new ComparableSketches();

/**
 * The agreement of each two explainers for the pairs (ids[k], labels[k]): that of explainers a < b for pair k of n is at p · n + k, where p
 * counts the explainers in the order (0, 1), (0, 2), … (1, 2), …; NaN where not defined or not surveyed. Takes 864 bytes for each map.
 */
export async function pairNumbersAt(
  { table, file }: Survey,
  ids: readonly number[],
  labels: readonly number[],
  explainers: number,
): Promise<Record<Measure, Float32Array>> {
  const n = ids.length;
  const pairs = ids.map((id, k) => table.pairOf(id, labels[k]));
  const maps = Int32Array.from({ length: n * explainers }, (_, i) => table.mapOf(pairs[i % n], Math.floor(i / n)));
  const found = await file.sketches(maps);
  const values = new Float32Array(n * ((explainers * (explainers - 1)) / 2));
  const numbers = { rho: values, iou: values.slice(), overlap: values.slice() };
  for (let x = 0; x < explainers; x++) sketches.set(x * n, found.subarray(x * n * CELLS, (x + 1) * n * CELLS));
  let at = 0;
  for (let a = 0; a < explainers; a++) {
    for (let b = a + 1; b < explainers; b++) {
      // A map of -1 has zeros, and so no value.
      const compared = sketches.compare(a * n, b * n, n);
      for (const measure of MEASURES) numbers[measure].set(compared[measure].subarray(0, n), at);
      at += n;
    }
  }
  return numbers;
}
