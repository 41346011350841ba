import { STEP } from '../slices';
import type { Comparison, ComparisonCounts } from './comparison';
import type { Job } from './job';
import type { SampleMatch } from './match-samples';

/** Ids and names that are listed of what is left out. */
const MAX_LISTED = 100;

/** A count, and the first of what was counted. */
export interface Listed<T> {
  count: number;
  first: T[];
}

/** A ground truth whose probability has changed. */
export interface ChangedTruth {
  /** Id of the sample in A, and of the label in A. */
  sample: number;
  label: number;
  delta: number;
}

/** What an overview says of a comparison, besides the maps. Plain data. */
export interface ComparisonSummary {
  /** Number of compared samples. */
  compared: number;
  /** See `SampleMatch`. */
  both: number;
  pictures: SampleMatch['pictures'];
  byPicture: number;
  /** Ids of the samples that are left out: of those in one job only, and of those in both with another picture (ids of A). */
  onlyA: Listed<number>;
  onlyB: Listed<number>;
  otherPicture: Listed<number>;
  /** Names of the labels that occur, by name. */
  labels: { both: number; onlyA: Listed<string>; onlyB: Listed<string> };
  explainers: { both: string[]; onlyA: string[]; onlyB: string[] };
  counts: ComparisonCounts;
  /** Null without a ground truth. */
  greatestDrop: ChangedTruth | null;
  greatestRise: ChangedTruth | null;
}

/** The summary of a comparison, in steps that may be interrupted. */
export function* summaryOf(a: Job, b: Job, comparison: Comparison): Generator<void, ComparisonSummary> {
  const { match, labels, counts } = comparison;
  const isIn = (job: Job, id: number) => {
    const row = job.rowOf(id);
    return row !== -1 && job.isShown(row);
  };
  const left = { onlyA: none<number>(), onlyB: none<number>(), otherPicture: none<number>() };
  for (const [k, row] of match.leftA.entries()) {
    if (k % STEP === 0) yield;
    const id = a.samples.column.id[row];
    list(isIn(b, id) ? left.otherPicture : left.onlyA, id);
  }
  for (const [k, row] of match.leftB.entries()) {
    if (k % STEP === 0) yield;
    const id = b.samples.column.id[row];
    if (!isIn(a, id)) list(left.onlyB, id);
  }
  const [inA, inB] = [none<string>(), none<string>()];
  let both = 0;
  for (const label of [...a.labelsShown].sort((x, y) => x - y)) {
    const other = labels.toB(label);
    // A label without a name matches by its id only where B has it too.
    if (other !== -1 && (b.labelNames[other] !== undefined || b.labelsShown.has(other))) both++;
    else list(inA, a.labelName(label));
  }
  for (const label of [...b.labelsShown].sort((x, y) => x - y)) {
    const other = labels.toA(label);
    if (other === -1 || (a.labelNames[other] === undefined && !a.labelsShown.has(other))) list(inB, b.labelName(label));
  }
  const [namesA, namesB] = [a.explainers.list, b.explainers.list];
  return {
    compared: match.rowsA.length,
    both: match.both,
    pictures: match.pictures,
    byPicture: match.byPicture,
    ...left,
    labels: { both, onlyA: inA, onlyB: inB },
    explainers: {
      both: namesA.filter((name) => namesB.includes(name)),
      onlyA: namesA.filter((name) => !namesB.includes(name)),
      onlyB: namesB.filter((name) => !namesA.includes(name)),
    },
    counts,
    ...(yield* extremesOf(a, comparison)),
  };
}

function none<T>(): Listed<T> {
  return { count: 0, first: [] };
}

function list<T>(listed: Listed<T>, item: T): void {
  if (listed.count++ < MAX_LISTED) listed.first.push(item);
}

function* extremesOf(
  a: Job,
  { match, firstTruth, entryA, delta }: Comparison,
): Generator<void, Pick<ComparisonSummary, 'greatestDrop' | 'greatestRise'>> {
  let [least, most, sampleOfLeast, sampleOfMost] = [-1, -1, -1, -1];
  for (let k = 0; k < match.rowsA.length; k++) {
    if (k % STEP === 0) yield;
    for (let truth = firstTruth[k]; truth < firstTruth[k + 1]; truth++) {
      if (least === -1 || delta[truth] < delta[least]) [least, sampleOfLeast] = [truth, k];
      if (most === -1 || delta[truth] > delta[most]) [most, sampleOfMost] = [truth, k];
    }
  }
  const changed = (truth: number, k: number): ChangedTruth | null =>
    truth === -1
      ? null
      : {
          sample: a.samples.column.id[match.rowsA[k]],
          label: a.labels.column.label[entryA[truth]],
          delta: delta[truth],
        };
  return { greatestDrop: changed(least, sampleOfLeast), greatestRise: changed(most, sampleOfMost) };
}
