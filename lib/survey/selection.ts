import type { MappedPairs } from '../job/mapped-pairs';
import { STEP } from '../slices';
import { MAP_STATE } from './survey-block';
import type { SurveyTable } from './survey-table';

/** The pairs of sample and label that an answer is about, as far as they have been surveyed, by sample id, then label id. */
export interface Selection {
  ids: Int32Array;
  labels: Int32Array;
  /** Bits of `TYPE_BIT`. */
  types: Uint8Array;
  /** Rows of the pairs in the survey's table. */
  pairs: Int32Array;
}

/** How far the pairs of an answer have been surveyed; counts of maps. */
export interface Progress {
  surveyed: number;
  /** Exact once everything has been surveyed. */
  total: number;
  unreadable: number;
  withoutEvidence: number;
  lossy: number;
}

/** The surveyed pairs among those that match, or among all, in steps that may be interrupted. */
export function* selectPairs(
  table: SurveyTable,
  all: MappedPairs,
  which: 'matching' | 'all',
): Generator<void, Selection> {
  const n = all.ids.length;
  const chosen = new Uint32Array(n);
  const rows = new Int32Array(n);
  let count = 0;
  for (let k = 0; k < n; k++) {
    if (k % STEP === 0) yield;
    if (which === 'matching' && all.matches[k] === 0) continue;
    const row = table.pairOf(all.ids[k], all.labels[k]);
    if (row === -1) continue;
    chosen[count] = k;
    rows[count++] = row;
  }
  const kept = chosen.subarray(0, count);
  return {
    ids: Int32Array.from(kept, (k) => all.ids[k]),
    labels: Int32Array.from(kept, (k) => all.labels[k]),
    types: Uint8Array.from(kept, (k) => all.types[k]),
    pairs: rows.slice(0, count),
  };
}

/** The part of a selection at these positions. */
export function partOf({ ids, labels, types, pairs }: Selection, at: Uint32Array): Selection {
  return {
    ids: Int32Array.from(at, (k) => ids[k]),
    labels: Int32Array.from(at, (k) => labels[k]),
    types: Uint8Array.from(at, (k) => types[k]),
    pairs: Int32Array.from(at, (k) => pairs[k]),
  };
}

/** Neighbours that are chosen together: their sketches are mostly in one block of the file. */
const RUN = 16;

/** At most so many of the positions 0 … n − 1: all, or runs of sixteen that are evenly spread. */
export function evenly(n: number, most: number): Uint32Array {
  if (n <= most) return Uint32Array.from({ length: n }, (_, k) => k);
  const runs = Math.ceil(most / RUN);
  return Uint32Array.from({ length: most }, (_, k) => Math.floor((Math.floor(k / RUN) * n) / runs) + (k % RUN));
}

/** Pairs of sample and label that numbers of all explainers are counted from: then an answer takes about a second, however many there are. */
const MAX_PAIRS = 100_000;

/**
 * Comparisons of two explainers' maps for a draft, which is counted again: so it is there in a fraction of a second, and reading the maps
 * that are left does not wait for it.
 */
const MAX_DRAFT_COMPARISONS = 200_000;
/** And pairs of sample and label at least. */
const LEAST_DRAFT_PAIRS = 100;

/** The pairs that numbers of all explainers are counted from, of those of a selection: all, or so many that are evenly spread. */
export function sampleOf(selection: Selection, explainers: number, isDraft: boolean): Selection {
  const n = selection.ids.length;
  const comparisons = (explainers * (explainers - 1)) / 2;
  const draft = Math.max(LEAST_DRAFT_PAIRS, Math.floor(MAX_DRAFT_COMPARISONS / Math.max(1, comparisons)));
  const most = isDraft ? Math.min(MAX_PAIRS, draft) : MAX_PAIRS;
  return n <= most ? selection : partOf(selection, evenly(n, most));
}

/** The row of the map of an explainer for each pair; -1 where it has none with evidence. */
export function mapsOfExplainer(table: SurveyTable, { pairs }: Selection, explainer: number): Int32Array {
  return Int32Array.from(pairs, (pair) => table.mapOf(pair, explainer));
}

/** Counts the maps of the matching pairs, in steps that may be interrupted. */
export function* countProgress(table: SurveyTable, all: MappedPairs): Generator<void, Progress> {
  const progress = { surveyed: 0, total: 0, unreadable: 0, withoutEvidence: 0, lossy: 0 };
  const { firstMap, mapCount } = table.pairs.column;
  const { state, isLossy } = table.maps.column;
  for (let k = 0; k < all.ids.length; k++) {
    if (k % STEP === 0) yield;
    if (all.matches[k] === 0) continue;
    const isCurrent = table.isSurveyed(all.ids[k], all.marks[k]);
    const pair = isCurrent ? table.pairOf(all.ids[k], all.labels[k]) : -1;
    if (pair === -1) {
      // A sample that is surveyed, but without this label, has none of its maps any more.
      if (!isCurrent) progress.total += all.expected[k];
      continue;
    }
    const end = firstMap[pair] + mapCount[pair];
    progress.surveyed += mapCount[pair];
    progress.total += mapCount[pair];
    for (let map = firstMap[pair]; map < end; map++) {
      if (state[map] === MAP_STATE.unreadable) progress.unreadable++;
      else if (state[map] === MAP_STATE.withoutEvidence) progress.withoutEvidence++;
      progress.lossy += isLossy[map];
    }
  }
  return { ...progress, total: Math.round(progress.total) };
}

/** The ids of the samples that match and have not been surveyed since anything was recorded about them last. */
export function* missingSamples(table: SurveyTable, all: MappedPairs): Generator<void, Int32Array> {
  const missing = new Int32Array(all.ids.length);
  let count = 0;
  for (let k = 0; k < all.ids.length; k++) {
    if (k % STEP === 0) yield;
    if (k > 0 && all.ids[k] === all.ids[k - 1]) continue;
    if (!table.isSurveyed(all.ids[k], all.marks[k])) missing[count++] = all.ids[k];
  }
  return missing.slice(0, count);
}
