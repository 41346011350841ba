import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { type ComparedPair, compareExplainers, compareParts } from './agreement';
import { labelsOf } from './classes';
import { heldSketches } from './held-sketches';
import type { Sketches } from './prepared-blocks';
import { mapsOfExplainer, type Selection } from './selection';
import type { SurveyTable } from './survey-table';

/* The pairs of maps of two explainers, a page at a time. */

const HISTOGRAM_BINS = 40;
/** Labels whose agreement is counted: those with the most maps. */
const MAX_LABELS = 100;

/** Two explainers compared over all pairs, and over those of each type and label. */
export interface ComparedInParts {
  whole: ComparedPair;
  /** By type bit. */
  types: Map<number, Record<Measure, Pairing>>;
  /** By label id. */
  labels: Map<number, Record<Measure, Pairing>>;
}

/** Compares two explainers over a selection. */
export async function compareInParts(
  table: SurveyTable,
  file: Sketches,
  selection: Selection,
  a: number,
  b: number,
): Promise<ComparedInParts> {
  const whole = await compareExplainers(table, file, selection, a, b);
  const maps = [a, b].flatMap((explainer) => [...mapsOfExplainer(table, whole.selection, explainer)]);
  const held = await heldSketches(file, Int32Array.from(maps));
  const parts = (keyOf: (k: number) => number) => compareParts(table, held, whole, [a, b], keyOf);
  const { types, labels } = whole.selection;
  const most = new Set(
    labelsOf(table, whole.selection, [a])
      .slice(0, MAX_LABELS)
      .map(({ label }) => label),
  );
  return {
    whole,
    types: await parts((k) => types[k] || -1),
    labels: await parts((k) => (most.has(labels[k]) ? labels[k] : -1)),
  };
}

/** What was compared, with `count` pairs from position `from` on, by ascending or descending measure. */
export function pageOf(
  compared: ComparedInParts,
  measure: Measure,
  isDescending: boolean,
  from: number,
  count: number,
) {
  const { ids, labels } = compared.whole.selection;
  const values = compared.whole.values;
  const sorted = orderOf(values[measure], isDescending);
  const at = [...sorted.subarray(from, from + count)];
  return {
    ...compared.whole.pairings,
    types: compared.types,
    labels: compared.labels,
    histogram: histogramOf(values[measure], measure === 'rho' ? -1 : 0),
    count: sorted.length,
    pairs: at.map((k) => ({
      sample: ids[k],
      label: labels[k],
      rho: values.rho[k],
      iou: values.iou[k],
      overlap: values.overlap[k],
    })),
  };
}

/** The positions of the values that are defined, by value, then position. Sorts numbers made of both: no function compares them. */
function orderOf(values: Float32Array, isDescending: boolean): Uint32Array {
  const n = values.length;
  const bits = new Int32Array(values.buffer, values.byteOffset, n);
  const keys = new Float64Array(n);
  let count = 0;
  for (let k = 0; k < n; k++) {
    if (Number.isNaN(values[k])) continue;
    // The bits of positive numbers ascend with them, those of negative ones descend; −0 and 0 are equal.
    const ascending = values[k] === 0 ? 0 : bits[k] < 0 ? -(bits[k] & 0x7fffffff) : bits[k];
    keys[count++] = (isDescending ? -ascending : ascending) * n + k;
  }
  return Uint32Array.from(keys.subarray(0, count).sort(), (key) => ((key % n) + n) % n);
}

function histogramOf(values: Float32Array, min: number) {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    bins[Math.min(HISTOGRAM_BINS - 1, Math.floor(((value - min) / (1 - min)) * HISTOGRAM_BINS))]++;
  }
  return { min, max: 1, bins };
}
