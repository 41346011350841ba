import { ComparableSketches, type Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { MeanOfEach, ticksOf } from '../sketch/summary';
import { Slice } from '../slices';
import { binsOf, CORRELATION_EDGES } from './edges';
import { type ListPair, type Paired, pairUp } from './pair-up';
import type { Sketches } from './prepared-blocks';
import { mapsOfExplainer, partOf, type Selection } from './selection';
import type { SurveyTable } from './survey-table';

/** Values of pairs that are in memory at a time: 32 MB. */
const MAX_VALUES = 2 ** 23;

/** The agreement of two explainers. */
export type ExplainerPair = { a: number; b: number } & Record<Measure, Pairing>;

/** Agreement of all explainers with each other. */
export interface Agreement {
  /** In the order (0, 1), (0, 2), …, (1, 2), … */
  pairs: ExplainerPair[];
  /** For each explainer: some of the mean rank correlations of its maps with those of the other explainers, see `ticksOf`. */
  rhoTicks: number[][];
  /** And how many of all of them lie between each two of `CORRELATION_EDGES`. */
  rhoBins: number[][];
}

/** Of two explainers: the selected pairs that both have a map of, and what was counted. */
export interface ComparedPair extends Paired {
  selection: Selection;
}

/** Compares the maps of two explainers over a selection. */
export async function compareExplainers(
  table: SurveyTable,
  file: Sketches,
  selection: Selection,
  a: number,
  b: number,
  sketches = new ComparableSketches(),
): Promise<ComparedPair> {
  const lists = [a, b].map((explainer) => mapsOfExplainer(table, selection, explainer));
  const [paired] = await pairUp(file, sketches, lists, [[0, 1]], selection.ids);
  return { ...paired, selection: partOf(selection, paired.at) };
}

/** Compares all explainers over a selection. */
export async function agreementOf(
  table: SurveyTable,
  file: Sketches,
  selection: Selection,
  explainers: number,
): Promise<Agreement> {
  const n = selection.ids.length;
  const sketches = new ComparableSketches();
  const rho = Array.from({ length: explainers }, () => new MeanOfEach(n));
  const slice = new Slice();
  const lists: Int32Array[] = [];
  for (let explainer = 0; explainer < explainers; explainer++) {
    lists.push(mapsOfExplainer(table, selection, explainer));
    if (slice.isOver) await slice.end();
  }
  const all = lists.flatMap((_, a) => lists.slice(a + 1).map((_, k): ListPair => [a, a + 1 + k]));
  const atOnce = Math.max(1, Math.floor(MAX_VALUES / (3 * n)));
  const pairs: ExplainerPair[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    const some = all.slice(from, from + atOnce);
    const paired = await pairUp(file, sketches, lists, some, selection.ids);
    for (const [k, [a, b]] of some.entries()) {
      const { pairings, values, at } = paired[k];
      pairs.push({ a, b, ...pairings });
      for (const explainer of [a, b]) rho[explainer].add(values.rho, at);
    }
  }
  const values = rho.map((means) => means.values);
  return {
    pairs,
    rhoTicks: values.map(ticksOf),
    rhoBins: values.map((of) => binsOf(of, CORRELATION_EDGES)),
  };
}

/** The mean of an explainer's pairings with all others; `n` is the number of pairs of maps of all of them. */
export function withOthers({ pairs }: Pick<Agreement, 'pairs'>, explainer: number): Record<Measure, Pairing> {
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

/** The agreement with maps of other samples: the mean over all explainers, or of one with the others. */
export function shuffledOf({ pairs }: Pick<Agreement, 'pairs'>, measure: Measure, explainer: number | null) {
  const known = pairs.map((pair) => pair[measure].shuffled).filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    /** NaN where it is not defined. */
    mean: explainer === null ? mean : withOthers({ pairs }, explainer)[measure].shuffled,
    /** Whether there are maps of two explainers. */
    isPaired: pairs.some(({ rho }) => rho.n > 0),
  };
}

/** The pairings of the parts of a selection, by what `keyOf` gives for each of its pairs; -1 for none. */
export async function compareParts(
  table: SurveyTable,
  file: Sketches,
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
  const sketches = new ComparableSketches();
  const result = new Map<number, Record<Measure, Pairing>>();
  for (const [key, at] of [...parts].sort(([x], [y]) => x - y)) {
    const part = partOf(selection, Uint32Array.from(at));
    const { pairings } = await compareExplainers(table, file, part, a, b, sketches);
    result.set(key, pairings);
  }
  return result;
}
