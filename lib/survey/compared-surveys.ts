import type { ComparedMaps } from '../job/compared-maps';
import { ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { CELLS } from '../sketch/sketch';
import { MeanOfEach, ticksOf } from '../sketch/summary';
import { Slice } from '../slices';
import { pairUp } from './pair-up';
import type { Sketches } from './prepared-blocks';
import type { Survey } from './survey';

/* The maps of one explainer in two jobs: how much they have changed. */

/** An explainer that two jobs have, as its index in each. */
export interface SharedExplainer {
  a: number;
  b: number;
}

/** What an overview says of the maps of an explainer: how far those in A agree with those in B, of the same sample and label. */
export type ChangeSummary = Record<Measure, Pairing & { ticks: number[] }>;

/** Compares the maps of an explainer as far as both surveys know them, against the maps of other samples. */
export async function changeOf(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainer: SharedExplainer,
): Promise<ChangeSummary> {
  const [rowsA, rowsB] = rowsOf(a, b, maps, explainer);
  const at = Uint32Array.from(rowsA.keys()).filter((k) => rowsA[k] !== -1 && rowsB[k] !== -1);
  const lists = [rowsA, rowsB].map((rows) => Int32Array.from(at, (k) => rows[k]));
  const ids = Int32Array.from(at, (k) => maps.idsA[k]);
  const [{ pairings, values }] = await pairUp(joined(a, b), new ComparableSketches(), lists, [[0, 1]], ids);
  const of = (measure: Measure) => ({ ...pairings[measure], ticks: ticksOf(values[measure]) });
  return { rho: of('rho'), iou: of('iou'), overlap: of('overlap') };
}

/** The map of A and that of B for each pair, -1 where there is none with evidence; those of B are numbered as in `joined`. */
function rowsOf(a: Survey, b: Survey, maps: ComparedMaps, explainer: SharedExplainer): [Int32Array, Int32Array] {
  const first = a.table.maps.length;
  const rowsA = Int32Array.from(maps.idsA, (id, k) => a.table.mapOf(a.table.pairOf(id, maps.labelsA[k]), explainer.a));
  const rowsB = Int32Array.from(maps.idsB, (id, k) => {
    const row = b.table.mapOf(b.table.pairOf(id, maps.labelsB[k]), explainer.b);
    return row === -1 ? -1 : first + row;
  });
  return [rowsA, rowsB];
}

/** Pairs whose sketches are compared at a time. */
const AT_ONCE = 1_024;

/** The measures of some compared maps, for each explainer; NaN where a map is not known. */
export async function changesAt(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainers: readonly SharedExplainer[],
): Promise<Record<Measure, Float32Array>[]> {
  const sketches = new ComparableSketches();
  const found = [];
  for (const explainer of explainers) found.push(await valuesOf(a, b, maps, explainer, sketches));
  return found;
}

async function valuesOf(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainer: SharedExplainer,
  sketches: ComparableSketches,
): Promise<Record<Measure, Float32Array>> {
  const [rowsA, rowsB] = rowsOf(a, b, maps, explainer);
  const file = joined(a, b);
  const n = rowsA.length;
  const column = () => new Float32Array(n).fill(Number.NaN);
  const values = { rho: column(), iou: column(), overlap: column() };
  const slice = new Slice();
  for (let from = 0; from < n; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, n - from);
    // A map of -1 has zeros, and so no value.
    sketches.set(0, await file.sketches(rowsA.subarray(from, from + length)));
    sketches.set(AT_ONCE, await file.sketches(rowsB.subarray(from, from + length)));
    const found = sketches.compare(0, AT_ONCE, length);
    for (const measure of MEASURES) values[measure].set(found[measure].subarray(0, length), from);
    if (slice.isOver) await slice.end();
  }
  return values;
}

/** Which values are wanted: of a measure, and of one explainer or the mean of all. */
export interface ChangeWanted {
  measure: Measure;
  /** Position among the shared explainers; null for the mean of all. */
  explainer: number | null;
}

/** The mean of a measure over explainers, where the change of each is known; NaN where none is. In the order of `maps`. */
export async function meanChange(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainers: readonly SharedExplainer[],
  measure: Measure,
): Promise<Float32Array> {
  const sketches = new ComparableSketches();
  const mean = new MeanOfEach(maps.idsA.length);
  for (const explainer of explainers) mean.add((await valuesOf(a, b, maps, explainer, sketches))[measure]);
  return mean.values;
}

/** The sketches of two surveys as those of one: the maps of B are numbered behind those of A. */
function joined(a: Survey, b: Survey): Sketches {
  const first = a.table.maps.length;
  return {
    async sketches(maps) {
      const inA = Int32Array.from(maps, (map) => (map < first ? map : -1));
      const inB = Int32Array.from(maps, (map) => (map >= first ? map - first : -1));
      const found = await a.file.sketches(inA);
      const others = await b.file.sketches(inB);
      for (let k = 0; k < inB.length; k++)
        if (inB[k] !== -1) found.set(others.subarray(k * CELLS, (k + 1) * CELLS), k * CELLS);
      return found;
    },
  };
}
