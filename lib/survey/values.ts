import { ComparableSketches, type Measure } from '../sketch/agreement';
import { CELLS, GRID } from '../sketch/sketch';
import { MeanOfEach } from '../sketch/summary';
import { Slice } from '../slices';
import { PreparedBlocks } from './prepared-blocks';
import { mapsOfExplainer, type Selection } from './selection';
import type { SurveyFile } from './survey-file';
import type { SurveyTable } from './survey-table';

/** A value of each pair of sample and label, that samples can be sorted by. */
export type ValueOf =
  /** Mean agreement of the maps with each other, or of those of an explainer with the others. */
  | { of: 'agreement'; measure: Measure; explainer: number | null }
  /** Mass inside the boxes over their area; border; spread: of an explainer, or the mean of all. */
  | { of: 'evidence' | 'border' | 'spread'; explainer: number | null }
  /** Mean rank correlation of an explainer's map with its maps for the other labels of the sample, or the mean of all explainers. */
  | { of: 'contrast'; explainer: number | null }
  /** Share of the mass of an explainer's map in the cells from (left, top) to (right, bottom), exclusive. */
  | { of: 'region'; explainer: number; left: number; top: number; right: number; bottom: number };

/** Pairs whose sketches are in memory at a time. */
const AT_ONCE = 1_024;

/** The values of the selected pairs; NaN where not defined. */
export async function valuesOf(
  table: SurveyTable,
  file: SurveyFile,
  selection: Selection,
  explainers: number,
  value: ValueOf,
): Promise<Float32Array> {
  if (value.of === 'region') return sharesIn(table, file, selection, value);
  if (value.of === 'agreement') {
    if (value.explainer !== null)
      return agreementWithOthers(table, file, selection, explainers, value.explainer, value.measure);
    const column = table.pairs.column[value.measure];
    return Float32Array.from(selection.pairs, (pair) => column[pair]);
  }
  const { of } = value;
  const chosen = value.explainer === null ? Array.from({ length: explainers }, (_, x) => x) : [value.explainer];
  if (of === 'contrast') return contrastWithOtherLabels(table, file, selection, chosen);
  const sums = new Float64Array(selection.pairs.length);
  const counts = new Uint16Array(selection.pairs.length);
  for (const explainer of chosen) {
    for (const [k, map] of mapsOfExplainer(table, selection, explainer).entries()) {
      if (map === -1) continue;
      const one =
        of === 'evidence'
          ? table.maps.column.inside[map] / table.pairs.column.area[selection.pairs[k]]
          : table.maps.column[of][map];
      if (Number.isNaN(one)) continue;
      sums[k] += one;
      counts[k]++;
    }
  }
  return Float32Array.from(sums, (sum, k) => sum / counts[k]);
}

async function agreementWithOthers(
  table: SurveyTable,
  file: SurveyFile,
  selection: Selection,
  explainers: number,
  explainer: number,
  measure: Measure,
): Promise<Float32Array> {
  const maps = Array.from({ length: explainers }, (_, x) => mapsOfExplainer(table, selection, x));
  const values = new Float32Array(selection.pairs.length);
  const slice = new Slice();
  const blocks = new PreparedBlocks(file, new ComparableSketches(), maps);
  const { blockLength, sketches } = blocks;
  for (let from = 0; from < values.length; from += blockLength) {
    const place = await blocks.placeOf(from);
    const length = Math.min(blockLength, values.length - from);
    const means = new MeanOfEach(length);
    for (let other = 0; other < explainers; other++) {
      if (other === explainer) continue;
      const found = sketches.compare(place + explainer * blockLength, place + other * blockLength, length);
      means.add(found[measure].subarray(0, length));
    }
    values.set(means.values, from);
    if (slice.isOver) await slice.end();
  }
  return values;
}

/** Pairs of a sample are neighbours in a selection; those of each sample are read together. */
async function contrastWithOtherLabels(
  table: SurveyTable,
  file: SurveyFile,
  selection: Selection,
  explainers: readonly number[],
): Promise<Float32Array> {
  const { ids } = selection;
  const means = new MeanOfEach(ids.length);
  const maps = explainers.map((explainer) => mapsOfExplainer(table, selection, explainer));
  const sketches = new ComparableSketches();
  const slice = new Slice();
  for (let from = 0; from < ids.length; ) {
    let to = Math.min(ids.length, from + AT_ONCE);
    while (to < ids.length && ids[to] === ids[to - 1]) to++;
    const length = to - from;
    const part = new Int32Array(maps.length * length);
    for (const [k, all] of maps.entries()) part.set(all.subarray(from, to), k * length);
    sketches.set(0, await file.sketches(part));
    for (let first = 0; first < part.length; first += length) {
      for (let a = 0; a < length; a++) {
        for (let b = a + 1; b < length && ids[from + b] === ids[from + a]; b++) {
          const rho = sketches.compare(first + a, first + b).rho.subarray(0, 1);
          for (const k of [a, b]) means.add(rho, Uint32Array.of(from + k));
        }
        if (slice.isOver) await slice.end();
      }
    }
    from = to;
  }
  return means.values;
}

async function sharesIn(
  table: SurveyTable,
  file: SurveyFile,
  selection: Selection,
  { explainer, left, top, right, bottom }: Extract<ValueOf, { of: 'region' }>,
): Promise<Float32Array> {
  const maps = mapsOfExplainer(table, selection, explainer);
  const values = new Float32Array(maps.length);
  const slice = new Slice();
  for (let from = 0; from < maps.length; from += AT_ONCE) {
    const part = maps.subarray(from, from + AT_ONCE);
    const sketches = await file.sketches(part);
    for (let k = 0; k < part.length; k++) {
      let sum = 0;
      let inside = 0;
      for (let cell = 0; cell < CELLS; cell++) {
        const level = sketches[k * CELLS + cell];
        const [x, y] = [cell % GRID, Math.floor(cell / GRID)];
        sum += level;
        if (x >= left && x < right && y >= top && y < bottom) inside += level;
      }
      values[from + k] = inside / sum; // 0 / 0 without a map
    }
    if (slice.isOver) await slice.end();
  }
  return values;
}

/** Pairs of sample and label and their values, in shared memory: two threads pass them on. */
export function inSharedMemory({ ids, labels }: Selection, values: Float32Array) {
  return {
    ids: new Int32Array(shared(ids)),
    labels: new Int32Array(shared(labels)),
    values: new Float32Array(shared(values)),
  };
}

function shared({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
}
