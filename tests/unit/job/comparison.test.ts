import { describe, expect, test } from 'vitest';
import { compareJobs } from '../../../lib/job/comparison';
import { summaryOf } from '../../../lib/job/comparison-summary';
import { UNREADABLE } from '../../../lib/job/match-samples';
import { atOnce } from '../../../lib/slices';
import { collidingHashes } from '../../hostile/collisions';
import { plainComparison, randomJobs } from '../../support/compared-jobs';
import { type FoldedJob, fold } from '../../support/fold';

const compare = (a: FoldedJob, b: FoldedJob, hashesA: bigint[] | null = null, hashesB: bigint[] | null = null) =>
  atOnce(compareJobs(a.job, b.job, hashesA && BigUint64Array.from(hashesA), hashesB && BigUint64Array.from(hashesB)));

/** The ids of the compared samples, in A and in B. */
const idsOf = (a: FoldedJob, b: FoldedJob, { match }: ReturnType<typeof compare>) =>
  [...match.rowsA].map((row, k) => [a.job.samples.column.id[row], b.job.samples.column.id[match.rowsB[k]]]);

const sample = (sampleId: number, truth: number[] = [0], truthProb = truth.map(() => 0.9)) => ({
  sampleId,
  imagePath: `${sampleId}.png`,
  truth,
  inference: { truthProb },
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('counts as the plain comparison of random jobs (%i)', (seed) => {
  const [a, b] = randomJobs(seed);
  const comparison = compare(a, b);
  const ids = idsOf(a, b, comparison);
  expect(ids).toEqual(Array.from({ length: 53 }, (_, k) => [7 + k, 7 + k]));
  const pairs = ids.map(([x, y]) => [a.sample(x), b.sample(y)] as const);
  const plain = plainComparison(pairs, a.job.labelNames, b.job.labelNames);
  const { transitions, delta, top, fpAppeared, fpVanished } = comparison.counts;
  expect(transitions).toEqual(['TP->TP', 'FN->TP', 'TP->FN', 'FN->FN'].map((name) => plain.transitions[name]));
  expect([fpAppeared, fpVanished]).toEqual([plain.appeared, plain.vanished]);
  expect(top).toEqual(plain.top);
  const sorted = [...plain.deltas].sort((x, y) => x - y);
  const n = sorted.length;
  expect(delta.n).toBe(n);
  expect(delta.mean).toBeCloseTo(sorted.reduce((sum, value) => sum + value, 0) / n, 6);
  expect(delta.median).toBeCloseTo((sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2, 6);
  expect(delta.bins.reduce((sum, count) => sum + count, 0)).toBe(n);
  expect(delta.flips.reduce((sum, count) => sum + count, 0)).toBe(transitions[1] + transitions[2]);
});

describe('samples', () => {
  test('match by id while pictures are not known', () => {
    const [a, b] = [fold(sample(3), sample(1), sample(2)), fold(sample(2), sample(4), sample(3))];
    const comparison = compare(a, b);
    expect(idsOf(a, b, comparison)).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(atOnce(summaryOf(a.job, b.job, comparison))).toMatchObject({
      compared: 2,
      both: 2,
      pictures: null,
      onlyA: { count: 1, first: [1] },
      onlyB: { count: 1, first: [4] },
      otherPicture: { count: 0, first: [] },
    });
  });

  test('of equal id with another picture are left out of everything', () => {
    const [a, b] = [fold(sample(1), sample(2), sample(3)), fold(sample(1), sample(2), sample(3))];
    const comparison = compare(a, b, [1n, 2n, UNREADABLE], [1n, 9n, 3n]);
    expect(idsOf(a, b, comparison)).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect(comparison.counts.transitions).toEqual([2, 0, 0, 0]);
    expect(atOnce(summaryOf(a.job, b.job, comparison))).toMatchObject({
      both: 3,
      pictures: { same: 1, other: 1, unreadable: 1, pending: 0 },
      otherPicture: { count: 1, first: [2] },
      onlyA: { count: 0 },
      onlyB: { count: 0 },
    });
  });

  test('with shuffled ids match by picture, but not where several samples have it', () => {
    const a = fold(sample(0), sample(1), sample(2), sample(3), sample(4));
    const b = fold(sample(4), sample(3), sample(2), sample(1), sample(0));
    const comparison = compare(a, b, [10n, 11n, 12n, 13n, 13n], [15n, 11n, 12n, 13n, 14n]);
    expect(idsOf(a, b, comparison)).toEqual([
      [1, 3],
      [2, 2],
    ]);
    const [rest, more] = [atOnce(summaryOf(a.job, b.job, comparison)), comparison.match];
    expect(more.byPicture).toBe(1);
    expect(rest.otherPicture).toEqual({ count: 3, first: [0, 3, 4] });
  });

  test('that were read after the hashes were made match by id', () => {
    const [a, b] = [fold(sample(1), sample(2)), fold(sample(1), sample(2))];
    expect(compare(a, b, [1n], [1n, 2n]).match.pictures).toEqual({
      same: 1,
      other: 0,
      unreadable: 0,
      pending: 1,
    });
  });
});

describe('labels', () => {
  const named = (...labels: string[]) => ({ metadata: { labels } });

  test('match by name, whatever their order', () => {
    const a = fold(named('cat', 'dog'), sample(1, [0]), sample(2, [1]));
    const b = fold(named('dog', 'cat', 'owl'), sample(1, [1]), sample(2, [2]));
    const comparison = compare(a, b);
    expect(comparison.counts.delta.n).toBe(1);
    expect(atOnce(summaryOf(a.job, b.job, comparison)).labels).toEqual({
      both: 2,
      onlyA: { count: 0, first: [] },
      onlyB: { count: 1, first: ['owl'] },
    });
  });

  test('with the name of another one match only the same id', () => {
    const a = fold(named('crane', 'crane', 'dog'), sample(1, [0]), sample(2, [1]), sample(3, [2]));
    const b = fold(named('crane', 'dog', 'crane'), sample(1, [0]), sample(2, [2]), sample(3, [1]));
    const comparison = compare(a, b);
    expect(comparison.counts.delta.n).toBe(2);
    expect(atOnce(summaryOf(a.job, b.job, comparison)).labels.onlyA).toEqual({ count: 1, first: ['crane'] });
  });
});

test('a job compared with itself has not changed', () => {
  const [a] = randomJobs(3);
  const { counts } = compare(a, a);
  expect(counts.delta).toMatchObject({ mean: 0, median: 0, fell: 0, rose: 0 });
  expect([counts.fpAppeared, counts.fpVanished, counts.top.changed, counts.mcnemar]).toEqual([0, 0, 0, null]);
});

test('the probability of a sample at the threshold of each job', () => {
  const at = (threshold: number) => fold({ metadata: { labels: ['cat'], threshold } }, sample(1, [0], [0.4]));
  expect(compare(at(0.5), at(0.3)).counts.transitions).toEqual([0, 1, 0, 0]);
});

test('nobody can choose hashes of pictures that take long to match', () => {
  const of = (first: number, count: number) =>
    fold(...Array.from({ length: count }, (_, i) => ({ sampleId: first + i, imagePath: 'x.png' })));
  const [a, b] = [of(0, 20_000), of(30_000, 20_000)];
  const hashes = collidingHashes(20_000);
  const began = performance.now();
  const { match } = atOnce(compareJobs(a.job, b.job, hashes, hashes));
  expect(match.byPicture).toBe(20_000);
  expect(performance.now() - began).toBeLessThan(5_000); // 17 s if they do
});
