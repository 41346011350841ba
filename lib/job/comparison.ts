import { STEP } from '../slices';
import { countDelta, type DeltaCounts } from './delta';
import { type Job, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH } from './job';
import { type LabelMatch, matchLabels } from './match-labels';
import { matchSamples, type PictureHashes, type SampleMatch } from './match-samples';
import { mcnemar } from './mcnemar';
import { TYPE_BIT, typeBitOf } from './prediction';
import { falsePositivesOf, finderOf } from './sample-entries';
import { topLabelOf } from './top-label';

/** What became of a ground truth from A to B: the sum of its two bits. */
export const MISSED_IN_A = 1;
export const MISSED_IN_B = 2;
export const FIXED = MISSED_IN_A;
export const BROKEN = MISSED_IN_B;

/** Bits of a compared sample. */
export const CHANGE = { appeared: 1, vanished: 2, topFixed: 4, topBroken: 8, topChanged: 16 } as const;

/**
 * Two jobs compared: columns with one row for each compared sample, and one for each ground truth that both jobs record of it, with a
 * probability. 13 bytes a sample and 17 bytes a ground truth, besides the match.
 */
export interface Comparison {
  match: SampleMatch;
  labels: LabelMatch;
  /** The ground truths of sample `k` are rows `firstTruth[k] … firstTruth[k + 1] - 1` of the next four. */
  firstTruth: Uint32Array;
  /** Rows in `labels` of A and of B. */
  entryA: Uint32Array;
  entryB: Uint32Array;
  /** `MISSED_IN_A` and `MISSED_IN_B`. */
  missed: Uint8Array;
  /** Probability in B − probability in A. */
  delta: Float64Array;
  /** Bits of `CHANGE` of each sample. */
  changes: Uint8Array;
  counts: ComparisonCounts;
}

/** The numbers of a comparison. */
export interface ComparisonCounts {
  /** By `missed`: TP→TP, FN→TP, TP→FN, FN→FN. */
  transitions: [number, number, number, number];
  /** Samples with a ground truth of each transition. */
  samples: [number, number, number, number];
  fpAppeared: number;
  fpVanished: number;
  /** See `mcnemar`, of the flips of ground truths. */
  mcnemar: number | null;
  /** Of the `n` compared samples whose top label and ground truth are known in both jobs. */
  top: { n: number; rightA: number; rightB: number; fixed: number; broken: number; changed: number };
  delta: DeltaCounts;
}

/** What comparing a sample takes besides its labels, in entries that are visited between two yields. */
export const PER_SAMPLE = 16;

/**
 * Compares two jobs, in steps that may be interrupted. The definitions are those of docs/compare.md; both jobs may be the
 * same.
 */
export function* compareJobs(
  a: Job,
  b: Job,
  hashesA: PictureHashes,
  hashesB: PictureHashes,
): Generator<void, Comparison> {
  const labels = yield* matchLabels(a, b);
  const match = yield* matchSamples(a, b, hashesA, hashesB);
  const n = match.rowsA.length;
  const firstTruth = new Uint32Array(n + 1);
  const changes = new Uint8Array(n);
  const counts = noCounts();
  // There are no more common ground truths than labels in A.
  const truths = newTruths(a.labels.length);
  let step = STEP;
  for (let k = 0; k < n; k++) {
    const [rowA, rowB] = [match.rowsA[k], match.rowsB[k]];
    const entryIn = finderOf(b, rowB);
    step -= PER_SAMPLE + a.samples.column.labelCount[rowA] + b.samples.column.labelCount[rowB];
    if (step < 0) {
      step = STEP;
      yield;
    }
    firstTruth[k] = truths.length;
    compareTruths(a, b, rowA, rowB, labels, entryIn, truths);
    countSample(truths.missed, firstTruth[k], truths.length, counts.samples);
    changes[k] =
      compareFalsePositives(a, b, rowA, rowB, labels, entryIn, counts) | compareTop(a, b, rowA, rowB, labels, counts);
  }
  firstTruth[n] = truths.length;
  const found = {
    entryA: truths.entryA.slice(0, truths.length),
    entryB: truths.entryB.slice(0, truths.length),
    missed: truths.missed.slice(0, truths.length),
    delta: truths.delta.slice(0, truths.length),
  };
  for (const [k, missed] of found.missed.entries()) {
    if (k % STEP === 0) yield;
    counts.transitions[missed]++;
  }
  counts.mcnemar = mcnemar(counts.transitions[FIXED], counts.transitions[BROKEN]);
  counts.delta = yield* countDelta(found.delta, (k) => found.missed[k] === FIXED || found.missed[k] === BROKEN);
  return { match, labels, firstTruth, ...found, changes, counts };
}

interface Truths extends Pick<Comparison, 'entryA' | 'entryB' | 'missed' | 'delta'> {
  length: number;
}

function newTruths(most: number): Truths {
  return {
    length: 0,
    entryA: new Uint32Array(most),
    entryB: new Uint32Array(most),
    missed: new Uint8Array(most),
    delta: new Float64Array(most),
  };
}

function compareTruths(
  a: Job,
  b: Job,
  rowA: number,
  rowB: number,
  labels: LabelMatch,
  entryIn: (label: number) => number,
  truths: Truths,
): void {
  const { labelStart, labelCount } = a.samples.column;
  const end = labelStart[rowA] + labelCount[rowA];
  for (let entry = labelStart[rowA]; entry < end; entry++) {
    if (!(a.labels.column.flags[entry] & LABEL_IS_TRUTH)) continue;
    const other = entryIn(labels.toB(a.labels.column.label[entry]));
    if (other === -1 || !(b.labels.column.flags[other] & LABEL_IS_TRUTH)) continue;
    const [typeA, typeB] = [typeBitOf(a, rowA, entry), typeBitOf(b, rowB, other)];
    if (typeA === 0 || typeB === 0) continue;
    const k = truths.length++;
    truths.entryA[k] = entry;
    truths.entryB[k] = other;
    truths.missed[k] = (typeA === TYPE_BIT.FN ? MISSED_IN_A : 0) | (typeB === TYPE_BIT.FN ? MISSED_IN_B : 0);
    truths.delta[k] = b.labels.column.confidence[other] - a.labels.column.confidence[entry];
  }
}

/** Counts the transitions of a sample, whose ground truths are rows `from` to `end` - 1. */
function countSample(missed: Uint8Array, from: number, end: number, samples: number[]): void {
  let seen = 0;
  for (let row = from; row < end; row++) seen |= 1 << missed[row];
  for (let transition = 0; transition < 4; transition++) if (seen & (1 << transition)) samples[transition]++;
}

/** Counts the labels that are FP in one job only, of those that both jobs have. */
function compareFalsePositives(
  a: Job,
  b: Job,
  rowA: number,
  rowB: number,
  labels: LabelMatch,
  entryIn: (label: number) => number,
  counts: ComparisonCounts,
): number {
  let bits = 0;
  let shared = 0;
  const inA = falsePositivesOf(a, rowA);
  for (const entry of inA) {
    const label = labels.toB(a.labels.column.label[entry]);
    const other = entryIn(label);
    if (other !== -1 && typeBitOf(b, rowB, other) === TYPE_BIT.FP) shared++;
    else if (label !== -1) {
      counts.fpVanished++;
      bits |= CHANGE.vanished;
    }
  }
  const inB = falsePositivesOf(b, rowB).filter((entry) => labels.toA(b.labels.column.label[entry]) !== -1);
  if (inB.length > shared) {
    counts.fpAppeared += inB.length - shared;
    bits |= CHANGE.appeared;
  }
  return bits;
}

function compareTop(a: Job, b: Job, rowA: number, rowB: number, labels: LabelMatch, { top }: ComparisonCounts): number {
  const [topA, topB] = [topLabelOf(a, rowA), topLabelOf(b, rowB)];
  const hasTruth = a.samples.column.flags[rowA] & b.samples.column.flags[rowB] & SAMPLE_HAS_TRUTH;
  if (topA === null || topB === null || !hasTruth) return 0;
  top.n++;
  if (topA.isTruth) top.rightA++;
  if (topB.isTruth) top.rightB++;
  let bits = 0;
  if (topB.isTruth && !topA.isTruth) {
    top.fixed++;
    bits |= CHANGE.topFixed;
  }
  if (topA.isTruth && !topB.isTruth) {
    top.broken++;
    bits |= CHANGE.topBroken;
  }
  if (labels.toB(topA.label) !== topB.label) {
    top.changed++;
    bits |= CHANGE.topChanged;
  }
  return bits;
}

/** The counts of no samples. */
export function noCounts(): ComparisonCounts {
  return {
    transitions: [0, 0, 0, 0],
    samples: [0, 0, 0, 0],
    fpAppeared: 0,
    fpVanished: 0,
    mcnemar: null,
    top: { n: 0, rightA: 0, rightB: 0, fixed: 0, broken: 0, changed: 0 },
    delta: {
      n: 0,
      mean: Number.NaN,
      median: Number.NaN,
      fell: 0,
      rose: 0,
      bins: new Uint32Array(0),
      flips: new Uint32Array(0),
    },
  };
}
