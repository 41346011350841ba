import type { ComparedMaps } from '../job/compared-maps';
import { ComparableSketches, type Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { ticksOf } from '../sketch/summary';
import { STEP } from '../slices';
import { type Paired, pairUp } from './pair-up';
import type { Sketches } from './prepared-blocks';
import type { Survey } from './survey';

/* The maps of one explainer in two jobs: how much they have changed. */

/** An explainer that two jobs have, as its index in each. */
export interface SharedExplainer {
  a: number;
  b: number;
}

/** How far the maps of an explainer in A agree with those in B, of the same sample and label. */
export interface ExplainerChange extends Paired {
  /** Position of each value in the list of compared maps. */
  at: Uint32Array;
}

/** What an overview says of it. */
export type ChangeSummary = Record<Measure, Pairing & { ticks: number[] }>;

/** Compares the maps of an explainer as far as both surveys know them, against the maps of other samples. */
export async function explainerChange(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainer: SharedExplainer,
): Promise<ExplainerChange> {
  const rowsA = Int32Array.from(maps.idsA, (id, k) => a.table.mapOf(a.table.pairOf(id, maps.labelsA[k]), explainer.a));
  const rowsB = Int32Array.from(maps.idsB, (id, k) => b.table.mapOf(b.table.pairOf(id, maps.labelsB[k]), explainer.b));
  const at = Uint32Array.from(rowsA.keys()).filter((k) => rowsA[k] !== -1 && rowsB[k] !== -1);
  const { sketches, inB } = joined(a, b);
  const lists = [Int32Array.from(at, (k) => rowsA[k]), Int32Array.from(at, (k) => inB(rowsB[k]))];
  const ids = Int32Array.from(at, (k) => maps.idsA[k]);
  const [paired] = await pairUp(sketches, new ComparableSketches(), lists, [[0, 1]], ids);
  return { ...paired, at };
}

export function summaryOfChange({ pairings, values }: Paired): ChangeSummary {
  const of = (measure: Measure) => ({ ...pairings[measure], ticks: ticksOf(values[measure]) });
  return { rho: of('rho'), iou: of('iou'), overlap: of('overlap') };
}

/** The measures of some compared maps, for each explainer; NaN where a map is not known. */
export async function changesAt(
  a: Survey,
  b: Survey,
  maps: ComparedMaps,
  explainers: readonly SharedExplainer[],
): Promise<Record<Measure, number>[][]> {
  const { sketches, inB } = joined(a, b);
  const n = maps.idsA.length;
  const prepared = new ComparableSketches();
  const found: Record<Measure, number>[][] = [];
  for (const explainer of explainers) {
    const rows = new Int32Array(2 * n);
    for (let k = 0; k < n; k++) {
      rows[k] = a.table.mapOf(a.table.pairOf(maps.idsA[k], maps.labelsA[k]), explainer.a);
      const row = b.table.mapOf(b.table.pairOf(maps.idsB[k], maps.labelsB[k]), explainer.b);
      rows[n + k] = row === -1 ? -1 : inB(row);
    }
    prepared.set(0, await sketches.sketches(rows));
    found.push(
      Array.from({ length: n }, (_, k) => {
        if (rows[k] === -1 || rows[n + k] === -1) return { rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN };
        const values = prepared.compare(k, n + k);
        return { rho: values.rho[0], iou: values.iou[0], overlap: values.overlap[0] };
      }),
    );
  }
  return found;
}

/** The mean of a measure over explainers, where the change of each is known; NaN where none is. By position in the list. */
export function* meanChange(
  changes: readonly ExplainerChange[],
  measure: Measure,
  n: number,
): Generator<void, Float32Array> {
  const sums = new Float64Array(n);
  const counts = new Uint16Array(n);
  for (const { at, values } of changes) {
    for (let k = 0; k < at.length; k++) {
      if (k % STEP === 0) yield;
      const value = values[measure][k];
      if (Number.isNaN(value)) continue;
      sums[at[k]] += value;
      counts[at[k]]++;
    }
  }
  return Float32Array.from(sums, (sum, k) => sum / counts[k]);
}

/** The sketches of two surveys as those of one: the maps of B are numbered behind those of A. */
function joined(a: Survey, b: Survey): { sketches: Sketches; inB: (map: number) => number } {
  const first = a.table.maps.length;
  const sketches = async (maps: ArrayLike<number>) => {
    const inA = Int32Array.from(maps, (map) => (map < first ? map : -1));
    const inB = Int32Array.from(maps, (map) => (map >= first ? map - first : -1));
    const [ours, theirs] = [await a.file.sketches(inA), await b.file.sketches(inB)];
    for (let k = 0; k < ours.length; k++) ours[k] |= theirs[k]; // of each map one of them is zeros
    return ours;
  };
  return { sketches: { sketches }, inB: (map) => first + map };
}

/** Where values are wanted: of a measure, and of one explainer or the mean of all. */
export interface ChangeWanted {
  measure: Measure;
  /** Position among the shared explainers; null for the mean of all. */
  explainer: number | null;
}
