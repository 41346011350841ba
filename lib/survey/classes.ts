import { meanMapOf } from '../sketch/mean-map';
import { principalPlane } from '../sketch/principal-components';
import { type ShortcutGroup, shortcutsOf } from '../sketch/shortcuts';
import { CELLS, isWithoutEvidence } from '../sketch/sketch';
import { Slice } from '../slices';
import type { Sketches } from './prepared-blocks';
import { evenly, mapsOfExplainer, partOf, type Selection } from './selection';
import type { SurveyTable } from './survey-table';

/** A mean map, or what groups are compared with. Numbers are NaN without maps. */
export interface ClassMap {
  n: number;
  border: number;
  spread: number;
  homogeneity: number;
  /** 256 levels, 255 is the greatest cell; null without maps. */
  cells: Uint8Array | null;
}

/** A label and the number of selected maps of it. */
export interface LabelMaps {
  label: number;
  maps: number;
}

/** Maps of a class that are read: more are left out evenly. */
const MAX_CLASS_MAPS = 20_000;

/** Maps of several classes that are read together: 32 MB. */
const MAX_READ_MAPS = 2 ** 17;

/** Points of the scatter. */
const MAX_POINTS = 2_000;

/** The labels of a selection with the number of their maps with evidence, of one explainer or of all; the most first, then by id. */
export function labelsOf(table: SurveyTable, selection: Selection, explainers: readonly number[]): LabelMaps[] {
  const counts = new Map<number, number>();
  for (const explainer of explainers) {
    const maps = mapsOfExplainer(table, selection, explainer);
    for (const [k, label] of selection.labels.entries())
      if (maps[k] !== -1) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return [...counts].map(([label, maps]) => ({ label, maps })).sort((a, b) => b.maps - a.maps || a.label - b.label);
}

/** The pairs of a selection with this label. */
export function ofLabel(selection: Selection, label: number): Selection {
  return partOf(
    selection,
    Uint32Array.from(selection.labels.keys()).filter((k) => selection.labels[k] === label),
  );
}

/** The maps of an explainer over a selection that have evidence, or 20,000 of them. */
export function mapsOfClass(table: SurveyTable, selection: Selection, explainer: number): Int32Array {
  const found = mapsOfExplainer(table, selection, explainer).filter((map) => map !== -1);
  return Int32Array.from(evenly(found.length, MAX_CLASS_MAPS), (k) => found[k]);
}

/** The mean map of each of some lists of maps. Those of many lists are read together, because they lie beside each other in the file. */
export async function classMaps(file: Sketches, lists: readonly Int32Array[]): Promise<ClassMap[]> {
  const results: ClassMap[] = [];
  const slice = new Slice();
  for (let first = 0; first < lists.length; ) {
    let last = first;
    let count = lists[first].length;
    while (last + 1 < lists.length && count + lists[last + 1].length <= MAX_READ_MAPS) count += lists[++last].length;
    const maps = new Int32Array(count);
    let at = 0;
    for (const list of lists.slice(first, last + 1)) {
      maps.set(list, at);
      at += list.length;
    }
    const sketches = await file.sketches(maps);
    at = 0;
    for (const { length } of lists.slice(first, last + 1)) {
      results.push(classMap(sketches.subarray(at * CELLS, (at + length) * CELLS)));
      at += length;
      if (slice.isOver) await slice.end();
    }
    first = last + 1;
  }
  return results;
}

function classMap(sketches: Uint8Array): ClassMap {
  const { n, mass, border, spread, homogeneity } = meanMapOf(sketches, new Uint32Array(sketches.length / CELLS).keys());
  return { n, border, spread, homogeneity, cells: n > 0 ? levelsOf(mass) : null };
}

/** Masses as levels: 255 is the greatest. */
export function levelsOf(mass: Float64Array): Uint8Array {
  const greatest = mass.reduce((most, cell) => Math.max(most, cell), 0);
  return Uint8Array.from(mass, (cell) => Math.round((255 * cell) / greatest));
}

/** The maps of a class: their groups, and where they lie in the plane in which they differ most. */
export interface Shortcuts {
  /** Maps that are clustered, of how many with evidence. */
  n: number;
  of: number;
  border: number;
  /** Members are positions in `ids`. */
  groups: ShortcutGroup[];
  /** Sample and type of each map. */
  ids: Int32Array;
  types: Uint8Array;
  /** Positions in `ids` of the points. */
  points: Uint32Array;
  x: Float64Array;
  y: Float64Array;
  variance: [number, number];
}

/** The groups of the maps of an explainer over the selected pairs of one label; of more than `most`, of an even selection. */
export async function shortcutsOfClass(
  table: SurveyTable,
  file: Sketches,
  selection: Selection,
  explainer: number,
  most = MAX_CLASS_MAPS,
): Promise<Shortcuts> {
  const found = mapsOfExplainer(table, selection, explainer);
  const all = Uint32Array.from(found.keys()).filter((k) => found[k] !== -1);
  const at = evenly(all.length, most).map((k) => all[k]);
  const sketches = await file.sketches(Int32Array.from(at, (k) => found[k]));
  const masses = massesOf(sketches);
  const points = evenly(at.length, MAX_POINTS);
  const roots = new Float64Array(points.length * CELLS);
  points.forEach((k, point) => {
    for (let cell = 0; cell < CELLS; cell++) roots[point * CELLS + cell] = Math.sqrt(masses[k * CELLS + cell]);
  });
  return {
    n: at.length,
    of: all.length,
    border: meanMapOf(sketches, at.keys()).border,
    groups: shortcutsOf(masses),
    ids: Int32Array.from(at, (k) => selection.ids[k]),
    types: Uint8Array.from(at, (k) => selection.types[k]),
    points,
    ...principalPlane(roots, CELLS),
  };
}

function massesOf(sketches: Uint8Array): Float64Array {
  const masses = new Float64Array(sketches.length);
  for (let start = 0; start < sketches.length; start += CELLS) {
    if (isWithoutEvidence(sketches, start)) continue;
    let sum = 0;
    for (let cell = start; cell < start + CELLS; cell++) sum += sketches[cell];
    for (let cell = start; cell < start + CELLS; cell++) masses[cell] = sketches[cell] / sum;
  }
  return masses;
}
