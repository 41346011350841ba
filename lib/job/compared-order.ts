import { STEP } from '../slices';
import { BROKEN, CHANGE, type Comparison, FIXED, PER_SAMPLE } from './comparison';
import type { Job } from './job';
import { roundConfidence, TYPE_BIT, typeBitOf } from './prediction';
import { failingParts, type LabelValues, pairTest, type SampleFilter, UnknownValuesError } from './query';
import { floatKey, sortInSteps } from './radix-sort';
import { falsePositivesOf, finderOf } from './sample-entries';

/** A part of a comparison: samples of which something has changed. */
export type Change =
  | 'flips'
  | 'fixed'
  | 'broken'
  | 'appeared'
  | 'vanished'
  | 'top-fixed'
  | 'top-broken'
  | 'top-changed';

export type ComparedSort = 'drop' | 'rise' | 'flips' | 'most-changed' | 'least-changed' | 'id';

/** Which compared samples, and in which order. */
export interface ComparedQuery {
  /** The job whose labels the filter is about, and the filter; as for the samples of one job. */
  of: 'a' | 'b';
  filter: SampleFilter;
  only?: Change;
  /** Only ground truths that were detected (TP) or missed (FN) in A, in B. */
  from?: 'TP' | 'FN';
  to?: 'TP' | 'FN';
  sort: ComparedSort;
  /** The key of the agreement of the maps of A and B, for the sorts by it: values of labels of A. */
  key?: string;
}

/** The two jobs of a comparison, and the values of their labels that were counted from maps. */
export interface ComparedJobs {
  a: Job;
  b: Job;
  valuesA: LabelValues;
  valuesB: LabelValues;
}

/** A label of a compared sample, as rows of `labels` of the two jobs; -1 where the job has it not. */
export interface ComparedLabel {
  entryA: number;
  entryB: number;
  /** The row among the ground truths of the comparison; -1 for other labels. */
  truth: number;
}

/**
 * The compared samples that match a query, as positions in the match and in its order, in steps that may be interrupted. All parts of a
 * query must hold for one label, as in `findSamples`; ties are in the order of the ids of A, samples without a value come last.
 */
export function* findCompared(
  jobs: ComparedJobs,
  comparison: Comparison,
  query: ComparedQuery,
): Generator<void, Uint32Array> {
  const n = comparison.match.rowsA.length;
  const chosen = new Uint32Array(n);
  const keys = new Uint32Array(n);
  const missing: number[] = [];
  const best = bestLabelIn(jobs, comparison, query);
  let found = 0;
  let step = STEP;
  for (let k = 0; k < n; k++) {
    const [rowA, rowB] = [comparison.match.rowsA[k], comparison.match.rowsB[k]];
    step -= PER_SAMPLE + jobs.a.samples.column.labelCount[rowA] + jobs.b.samples.column.labelCount[rowB];
    if (step < 0) {
      step = STEP;
      yield;
    }
    const match = best(k);
    if (match === null) continue;
    if (query.sort !== 'id' && Number.isNaN(match.value)) missing.push(k);
    else {
      chosen[found] = k;
      keys[found++] = floatKey(roundConfidence(match.value)); // equal to six decimals is a tie
    }
  }
  const order = chosen.subarray(0, found);
  if (query.sort === 'id') return order.slice();
  yield* sortInSteps(order, keys.subarray(0, found));
  const result = new Uint32Array(found + missing.length);
  result.set(order);
  result.set(missing, found);
  return result;
}

/**
 * A function that returns the label that a compared sample is shown for: the one that decides its place, else its first one that matches;
 * null if none does. The function takes a position in the match.
 */
export function comparedLabels(
  jobs: ComparedJobs,
  comparison: Comparison,
  query: ComparedQuery,
): (k: number) => Readonly<ComparedLabel> | null {
  const best = bestLabelIn(jobs, comparison, query);
  return (k) => {
    const { label } = best(k) ?? { label: null };
    return label?.entryA === -1 && label.entryB === -1 ? null : label;
  };
}

/** Added to the place of samples without a flip, in the order by flips: any change of probability is below it. */
const BEHIND_FLIPS = 4;

/** The best of the matching labels of a sample, and what samples are sorted by, ascending; NaN without one. */
interface Match {
  value: number;
  label: ComparedLabel;
}

/**
 * A function that returns the best of the matching labels of a compared sample; null where none matches. What it returns is overwritten
 * by the next call.
 */
function bestLabelIn(
  jobs: ComparedJobs,
  comparison: Comparison,
  query: ComparedQuery,
): (k: number) => Readonly<Match> | null {
  const isOfA = query.of === 'a';
  const { match, changes } = comparison;
  const [job, rows] = isOfA ? [jobs.a, match.rowsA] : [jobs.b, match.rowsB];
  const values = isOfA ? jobs.valuesA : jobs.valuesB;
  const failing = failingParts(job, query.filter, values);
  const isWanted = pairTest(job, query.filter, values);
  const needed = query.only === undefined ? 0 : SAMPLE_BITS[query.only];
  const isPart = query.only === 'flips' || query.only === 'fixed' || query.only === 'broken' || query.from || query.to;
  const sortedBy = valueIn(jobs, comparison, query);
  const visit = labelsIn(jobs, comparison, query, failing === null);
  const best: Match = { value: Number.NaN, label: { entryA: -1, entryB: -1, truth: -1 } };
  let row = 0;
  let isFound = false;
  const take = (entryA: number, entryB: number, truth: number) => {
    const entry = isOfA ? entryA : entryB;
    if (failing !== null && (entry === -1 || failing(row, entry) !== 0)) return;
    const value = sortedBy(entryA, truth);
    if (isFound && !(value < best.value) && !(Number.isNaN(best.value) && !Number.isNaN(value))) return;
    isFound = true;
    best.value = value;
    best.label = { entryA, entryB, truth };
  };
  return (k) => {
    row = rows[k];
    if (needed !== 0 && (changes[k] & needed) === 0) return null;
    if (isWanted !== null && !isWanted(row)) return null;
    isFound = false;
    visit(k, take);
    if (isFound) return best;
    // A sample without labels matches where nothing is asked of one.
    if (failing !== null || isPart) return null;
    best.value = Number.NaN;
    best.label = { entryA: -1, entryB: -1, truth: -1 };
    return best;
  };
}

/** What a label is sorted by. */
function valueIn(
  { valuesA }: ComparedJobs,
  { delta, missed }: Comparison,
  { sort, key }: ComparedQuery,
): (entryA: number, truth: number) => number {
  if (sort === 'most-changed' || sort === 'least-changed') {
    const change = key === undefined ? undefined : valuesA.get(key);
    if (!change) throw new UnknownValuesError(String(key));
    const sign = sort === 'most-changed' ? 1 : -1;
    return (entryA) => (entryA === -1 ? Number.NaN : sign * change[entryA]);
  }
  if (sort === 'drop') return (_, truth) => (truth === -1 ? Number.NaN : delta[truth]);
  if (sort === 'rise') return (_, truth) => (truth === -1 ? Number.NaN : -delta[truth]);
  return (_, truth) => {
    if (truth === -1) return Number.NaN;
    const isFlip = missed[truth] === FIXED || missed[truth] === BROKEN;
    return (isFlip ? 0 : BEHIND_FLIPS) - Math.abs(delta[truth]);
  };
}

/** The bits of the parts that are about a sample, or about its false positives; 0 for those about a ground truth. */
const SAMPLE_BITS: Record<Change, number> = {
  flips: 0,
  fixed: 0,
  broken: 0,
  appeared: CHANGE.appeared,
  vanished: CHANGE.vanished,
  'top-fixed': CHANGE.topFixed,
  'top-broken': CHANGE.topBroken,
  'top-changed': CHANGE.topChanged,
};

type Take = (entryA: number, entryB: number, truth: number) => void;

/** A function that visits the labels of a compared sample that a query may be about. */
function labelsIn(
  jobs: ComparedJobs,
  comparison: Comparison,
  { only, from, to, sort }: ComparedQuery,
  isUnfiltered: boolean,
): (k: number, take: Take) => void {
  const { firstTruth, entryA, entryB, missed } = comparison;
  if (only === 'appeared') return (k, take) => visitAppeared(jobs, comparison, k, take);
  if (only === 'vanished') return (k, take) => visitVanished(jobs, comparison, k, take);
  const wanted = [0, 1, 2, 3].filter((transition) => isTransition(transition, only, from, to));
  const visitTruths = (k: number, take: Take) => {
    for (let truth = firstTruth[k]; truth < firstTruth[k + 1]; truth++)
      if (wanted.includes(missed[truth])) take(entryA[truth], entryB[truth], truth);
  };
  const isByMaps = sort === 'most-changed' || sort === 'least-changed';
  if (wanted.length < 4 || (isUnfiltered && !isByMaps)) return visitTruths;
  return (k, take) => visitAll(jobs, comparison, k, take);
}

function isTransition(missed: number, only?: Change, from?: 'TP' | 'FN', to?: 'TP' | 'FN'): boolean {
  if (only === 'fixed' && missed !== FIXED) return false;
  if (only === 'broken' && missed !== BROKEN) return false;
  if (only === 'flips' && missed !== FIXED && missed !== BROKEN) return false;
  const [typeA, typeB] = [missed & 1 ? 'FN' : 'TP', missed & 2 ? 'FN' : 'TP'];
  return (from === undefined || from === typeA) && (to === undefined || to === typeB);
}

function visitVanished({ a, b }: ComparedJobs, { match, labels }: Comparison, k: number, take: Take): void {
  const [rowA, rowB] = [match.rowsA[k], match.rowsB[k]];
  const entryIn = finderOf(b, rowB);
  for (const entryA of falsePositivesOf(a, rowA)) {
    const label = labels.toB(a.labels.column.label[entryA]);
    const entryB = entryIn(label);
    const isStill = entryB !== -1 && typeBitOf(b, rowB, entryB) === TYPE_BIT.FP;
    if (label !== -1 && !isStill) take(entryA, entryB, -1);
  }
}

function visitAppeared({ a, b }: ComparedJobs, { match, labels }: Comparison, k: number, take: Take): void {
  const [rowA, rowB] = [match.rowsA[k], match.rowsB[k]];
  const entryIn = finderOf(a, rowA);
  for (const entryB of falsePositivesOf(b, rowB)) {
    const label = labels.toA(b.labels.column.label[entryB]);
    const entryA = entryIn(label);
    const wasBefore = entryA !== -1 && typeBitOf(a, rowA, entryA) === TYPE_BIT.FP;
    if (label !== -1 && !wasBefore) take(entryA, entryB, -1);
  }
}

/** All labels of A, then those that only B has. */
function visitAll({ a, b }: ComparedJobs, comparison: Comparison, k: number, take: Take): void {
  const { match, labels, firstTruth } = comparison;
  const [rowA, rowB] = [match.rowsA[k], match.rowsB[k]];
  const [entryInA, entryInB] = [finderOf(a, rowA), finderOf(b, rowB)];
  const startA = a.samples.column.labelStart[rowA];
  let truth = firstTruth[k];
  for (let entryA = startA; entryA < startA + a.samples.column.labelCount[rowA]; entryA++) {
    const isTruth = truth < firstTruth[k + 1] && comparison.entryA[truth] === entryA;
    take(entryA, entryInB(labels.toB(a.labels.column.label[entryA])), isTruth ? truth++ : -1);
  }
  const startB = b.samples.column.labelStart[rowB];
  for (let entryB = startB; entryB < startB + b.samples.column.labelCount[rowB]; entryB++)
    if (entryInA(labels.toA(b.labels.column.label[entryB])) === -1) take(-1, entryB, -1);
}
