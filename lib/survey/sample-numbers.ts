import { ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import { type Agreement, agreementOf } from './agreement';
import { evenly, type Selection } from './selection';
import type { Survey } from './survey';
import { MAP_STATE, type SurveyedMap } from './survey-block';
import type { SurveyTable } from './survey-table';

/** Explainers of one label that are compared with each other: the first ones of the job. */
export const MAX_COMPARED = 40;

/** A baseline compares so many pairs of maps, and their shifts, in all: a fraction of a second. */
const MAX_COMPARISONS = 10_000;
/** Pairs of sample and label that it rests on. */
const [LEAST_ITEMS, MOST_ITEMS] = [20, 1_000];

/** What the survey counted from the maps of one label of a sample. */
export interface LabelNumbers {
  /** Share of the picture that the boxes of the counterfactual cover, 0–1; NaN without boxes. */
  area: number;
  /** In ascending order of explainers. */
  maps: Omit<SurveyedMap, 'checksum'>[];
  /** The agreement of each two explainers (indices, a < b) that have a map; NaN where not defined. */
  pairs: ({ a: number; b: number } & Record<Measure, number>)[];
}

/** The numbers of a label of a sample; null where it has not been surveyed. */
export async function labelNumbers({ table, file }: Survey, id: number, label: number): Promise<LabelNumbers | null> {
  const pair = table.pairOf(id, label);
  if (pair === -1) return null;
  const first = table.pairs.column.firstMap[pair];
  const rows = Array.from({ length: table.pairs.column.mapCount[pair] }, (_, k) => first + k);
  const { explainer, state, isLossy, border, gini, spread, inside } = table.maps.column;
  const maps = rows.map((row) => ({
    explainer: explainer[row],
    state: state[row] as SurveyedMap['state'],
    isLossy: isLossy[row] === 1,
    border: border[row],
    gini: gini[row],
    spread: spread[row],
    inside: inside[row],
  }));
  const compared = rows.filter((row) => explainer[row] < MAX_COMPARED);
  const counted = compared.map((row) => (state[row] === MAP_STATE.counted ? row : -1));
  const sketches = new ComparableSketches();
  sketches.set(0, await file.sketches(counted));
  const pairs = compared.flatMap((a, i) =>
    compared.slice(i + 1).map((b, k) => {
      const found = sketches.compare(i, i + 1 + k);
      const isDefined = counted[i] !== -1 && counted[i + 1 + k] !== -1;
      const [rho, iou, overlap] = MEASURES.map((measure) => (isDefined ? found[measure][0] : Number.NaN));
      return { a: explainer[a], b: explainer[b], rho, iou, overlap };
    }),
  );
  return { area: table.pairs.column.area[pair], maps, pairs };
}

/** What the agreement of one sample is compared with. */
export interface Baseline extends Agreement {
  /** Pairs of sample and label that it rests on. */
  items: number;
}

/**
 * The agreement of the first explainers of a job over some of its surveyed pairs of sample and label: over all of them where these are
 * few, else over an even choice of samples, so that a large job is answered as fast as a small one.
 */
export async function baselineOf({ table, file }: Survey, explainers: number): Promise<Baseline> {
  const compared = Math.min(explainers, MAX_COMPARED);
  const most = Math.floor(MAX_COMPARISONS / Math.max(1, (compared * (compared - 1)) / 2));
  const selection = evenSelection(table, Math.min(MOST_ITEMS, Math.max(LEAST_ITEMS, most)));
  const agreement = await agreementOf(table, file, selection, compared);
  return { ...agreement, items: selection.ids.length };
}

/** About `most` of the surveyed pairs, those of samples that are evenly spread over all; by sample id, then label id. */
function evenSelection({ samples, pairs }: SurveyTable, most: number): Selection {
  const { id, mark, firstPair, pairCount } = samples.column;
  const wanted = Math.ceil((most * samples.length) / Math.max(1, pairs.length));
  const rows = evenly(samples.length, wanted)
    .filter((row) => mark[row] !== 0)
    .sort((a, b) => id[a] - id[b]);
  const chosen = [...rows].flatMap((row) =>
    Array.from({ length: pairCount[row] }, (_, k) => ({ id: id[row], pair: firstPair[row] + k })),
  );
  return {
    ids: Int32Array.from(chosen, (one) => one.id),
    labels: Int32Array.from(chosen, (one) => pairs.column.label[one.pair]),
    types: new Uint8Array(chosen.length),
    pairs: Int32Array.from(chosen, (one) => one.pair),
  };
}
