import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { type ComparedPair, compareExplainers, compareParts } from './agreement';
import { labelsOf } from './classes';
import type { Sketches } from './prepared-blocks';
import type { Selection } from './selection';
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
  const parts = (keyOf: (k: number) => number) => compareParts(table, file, whole, [a, b], keyOf);
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
  const sign = isDescending ? -1 : 1;
  const sorted = Uint32Array.from(ids.keys())
    .filter((k) => !Number.isNaN(values[measure][k]))
    .sort((x, y) => sign * (values[measure][x] - values[measure][y]) || x - y);
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

function histogramOf(values: Float32Array, min: number) {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    bins[Math.min(HISTOGRAM_BINS - 1, Math.floor(((value - min) / (1 - min)) * HISTOGRAM_BINS))]++;
  }
  return { min, max: 1, bins };
}
