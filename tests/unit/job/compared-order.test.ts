import { expect, test } from 'vitest';
import { type ComparedQuery, comparedLabels, findCompared } from '../../../lib/job/compared-order';
import { compareJobs } from '../../../lib/job/comparison';
import { atOnce } from '../../../lib/slices';
import { plainComparison, randomJobs, topOf } from '../../support/compared-jobs';

const NO_VALUES = { get: () => undefined, ofSamples: () => undefined };

function compared(seed: number) {
  const [a, b] = randomJobs(seed);
  const jobs = { a: a.job, b: b.job, valuesA: NO_VALUES, valuesB: NO_VALUES };
  const comparison = atOnce(compareJobs(a.job, b.job, null, null));
  const idOf = (k: number) => a.job.samples.column.id[comparison.match.rowsA[k]];
  const find = (query: Partial<ComparedQuery>) => {
    const whole: ComparedQuery = { of: 'b', filter: {}, sort: 'id', ...query };
    return [...atOnce(findCompared(jobs, comparison, whole))].map((k) => ({
      id: idOf(k),
      label: comparedLabels(jobs, comparison, whole)(k),
    }));
  };
  const ids = Array.from(comparison.match.rowsA.keys(), idOf);
  const samples = ids.map((id) => [a.sample(id), b.sample(id)] as const);
  return { a, b, find, samples, comparison };
}

/** The numbers of one pair of samples. */
const plain = ({ a, b }: ReturnType<typeof compared>, pair: ReturnType<typeof compared>['samples'][number]) =>
  plainComparison([pair], a.job.labelNames, b.job.labelNames);

test.each([1, 2, 3, 4])('parts and orders are those of the plain comparison of random jobs (%i)', (seed) => {
  const all = compared(seed);
  const { find, samples, a, b } = all;
  const idsWhere = (is: (one: ReturnType<typeof plain>, pair: (typeof samples)[number]) => boolean) =>
    samples.filter((pair) => is(plain(all, pair), pair)).map(([{ id }]) => id);
  const ids = (query: Partial<ComparedQuery>) => find(query).map(({ id }) => id);
  expect(ids({})).toEqual(samples.map(([{ id }]) => id));
  expect(ids({ only: 'fixed' })).toEqual(idsWhere(({ transitions }) => transitions['FN->TP'] > 0));
  expect(ids({ only: 'broken' })).toEqual(idsWhere(({ transitions }) => transitions['TP->FN'] > 0));
  expect(ids({ only: 'flips' })).toEqual(
    idsWhere(({ transitions }) => transitions['FN->TP'] + transitions['TP->FN'] > 0),
  );
  expect(ids({ from: 'FN', to: 'FN' })).toEqual(idsWhere(({ transitions }) => transitions['FN->FN'] > 0));
  expect(ids({ only: 'appeared' })).toEqual(idsWhere(({ appeared }) => appeared > 0));
  expect(ids({ only: 'vanished' })).toEqual(idsWhere(({ vanished }) => vanished > 0));
  expect(ids({ only: 'top-fixed' })).toEqual(idsWhere(({ top }) => top.fixed > 0));
  expect(ids({ only: 'top-changed' })).toEqual(idsWhere(({ top }) => top.changed > 0));
  expect(ids({ only: 'top-broken' }).every((id) => topOf(a.sample(id)).isTruth && !topOf(b.sample(id)).isTruth)).toBe(
    true,
  );

  const deltas = new Map(samples.map((pair) => [pair[0].id, plain(all, pair).deltas]));
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  const least = (id: number) => round(Math.min(...(deltas.get(id) ?? [])));
  const drops = ids({ sort: 'drop' }).map(least);
  const defined = drops.filter(Number.isFinite);
  expect(defined).toEqual([...defined].sort((x, y) => x - y));
  expect(drops.slice(defined.length).every((value) => value === Number.POSITIVE_INFINITY)).toBe(true);
  const rises = ids({ sort: 'rise' }).map((id) => round(Math.max(...(deltas.get(id) ?? []))));
  const known = rises.filter(Number.isFinite);
  expect(known).toEqual([...known].sort((x, y) => y - x));
  const flips = new Set(ids({ only: 'flips' }));
  expect(new Set(ids({ sort: 'flips' }).slice(0, flips.size))).toEqual(flips);
});

test.each([5, 6])(
  'a filter is about the labels of one job, and holds together with a part for one label (%i)',
  (seed) => {
    const { find, samples } = compared(seed);
    for (const of of ['a', 'b'] as const) {
      const side = of === 'a' ? 0 : 1;
      const wanted = samples.filter((pair) => pair[side].labels.some(({ id, type }) => id === 2 && type === 'FP'));
      expect(find({ of, filter: { labels: [2], types: 4 } }).map(({ id }) => id)).toEqual(wanted.map(([{ id }]) => id));
    }
    const fixed = samples.filter(([a, b]) =>
      a.labels.some((label) => {
        const other = b.labels.find(({ name }) => name === label.name);
        return label.isTruth && label.type === 'FN' && label.id === 1 && other?.isTruth && other.type === 'TP';
      }),
    );
    expect(find({ of: 'a', filter: { labels: [1] }, only: 'fixed' }).map(({ id }) => id)).toEqual(
      fixed.map(([{ id }]) => id),
    );
  },
);
