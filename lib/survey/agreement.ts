import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { type Paired, type PreparedBlocks, pairUp } from './pair-up';
import { mapsOfExplainer, partOf, type Selection } from './selection';
import type { SurveyTable } from './survey-table';

/** The agreement of two explainers. */
export type ExplainerPair = { a: number; b: number } & Record<Measure, Pairing>;

/** Agreement of all explainers with each other. */
export interface Agreement {
  /** In the order (0, 1), (0, 2), …, (1, 2), … */
  pairs: ExplainerPair[];
  /** For each explainer, of each selected pair of sample and label: the mean rank correlation with the other explainers; NaN where none is defined. */
  rhoWithOthers: Float32Array[];
}

/** Of two explainers: the selected pairs that both have a map of, and what was counted. */
export interface ComparedPair extends Paired {
  selection: Selection;
  /** Positions in the selection that was given. */
  at: Uint32Array;
}

/** Compares the maps of two explainers over a selection. `name` belongs to the content of the selection. */
export async function compareExplainers(
  table: SurveyTable,
  blocks: PreparedBlocks,
  name: string,
  selection: Selection,
  a: number,
  b: number,
): Promise<ComparedPair> {
  const allA = mapsOfExplainer(table, selection, a);
  const allB = mapsOfExplainer(table, selection, b);
  const at = Uint32Array.from(allA.keys()).filter((k) => allA[k] !== -1 && allB[k] !== -1);
  const isWhole = at.length === selection.ids.length;
  const shared = isWhole ? selection : partOf(selection, at);
  const list = (explainer: number, all: Int32Array) => ({
    name: isWhole ? `${name} ${explainer}` : `${name} ${explainer} of ${a} ${b}`,
    maps: isWhole ? all : Int32Array.from(at, (k) => all[k]),
  });
  const paired = await pairUp(blocks, list(a, allA), list(b, allB), shared.ids);
  return { ...paired, selection: shared, at };
}

/** Compares all explainers over a selection. */
export async function agreementOf(
  table: SurveyTable,
  blocks: PreparedBlocks,
  name: string,
  selection: Selection,
  explainers: number,
): Promise<Agreement> {
  const pairs: ExplainerPair[] = [];
  const n = selection.ids.length;
  const rhoWithOthers = Array.from({ length: explainers }, () => new Float32Array(n));
  const counts = Array.from({ length: explainers }, () => new Uint16Array(n));
  for (let a = 0; a < explainers; a++) {
    for (let b = a + 1; b < explainers; b++) {
      const { pairings, values, at } = await compareExplainers(table, blocks, name, selection, a, b);
      pairs.push({ a, b, ...pairings });
      for (const [k, value] of values.rho.entries()) {
        if (Number.isNaN(value)) continue;
        for (const explainer of [a, b]) {
          rhoWithOthers[explainer][at[k]] += value;
          counts[explainer][at[k]]++;
        }
      }
    }
  }
  for (const [x, sums] of rhoWithOthers.entries()) for (let k = 0; k < n; k++) sums[k] /= counts[x][k];
  return { pairs, rhoWithOthers };
}

/** The mean of an explainer's pairings with all others; `n` is the number of pairs of maps of all of them. */
export function withOthers({ pairs }: Agreement, explainer: number): Record<Measure, Pairing> {
  const own = pairs.filter(({ a, b }) => a === explainer || b === explainer);
  const meanOf = (values: readonly number[]) => {
    const defined = values.filter((value) => !Number.isNaN(value));
    return defined.reduce((sum, value) => sum + value, 0) / defined.length;
  };
  const of = (measure: Measure): Pairing => {
    const pairings = own.map((pair) => pair[measure]);
    const [mean, median, shuffled, lift] = (['mean', 'median', 'shuffled', 'lift'] as const).map((key) =>
      meanOf(pairings.map((pairing) => pairing[key])),
    );
    return { n: pairings.reduce((sum, pairing) => sum + pairing.n, 0), mean, median, shuffled, lift };
  };
  return { rho: of('rho'), iou: of('iou'), overlap: of('overlap') };
}

/** The pairings of the parts of a selection, by what `keyOf` gives for each of its pairs; -1 for none. */
export async function compareParts(
  table: SurveyTable,
  blocks: PreparedBlocks,
  name: string,
  { selection }: ComparedPair,
  [a, b]: readonly [number, number],
  keyOf: (k: number) => number,
): Promise<Map<number, Record<Measure, Pairing>>> {
  const parts = new Map<number, number[]>();
  for (let k = 0; k < selection.ids.length; k++) {
    const key = keyOf(k);
    if (key === -1) continue;
    const part = parts.get(key);
    if (part) part.push(k);
    else parts.set(key, [k]);
  }
  const result = new Map<number, Record<Measure, Pairing>>();
  for (const [key, at] of [...parts].sort(([x], [y]) => x - y)) {
    const part = partOf(selection, Uint32Array.from(at));
    const { pairings } = await compareExplainers(table, blocks, `${name} part ${key}`, part, a, b);
    result.set(key, pairings);
  }
  return result;
}
