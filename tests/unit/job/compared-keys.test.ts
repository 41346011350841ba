import { expect, test } from 'vitest';
import { comparedAt, comparedKeys, keysBetween } from '../../../lib/job/compared-keys';
import { type ComparedQuery, comparedLabels, findCompared } from '../../../lib/job/compared-order';
import { comparedRow } from '../../../lib/job/compared-row';
import { compareJobs } from '../../../lib/job/comparison';
import { atOnce, STEP } from '../../../lib/slices';
import { randomJobs } from '../../support/compared-jobs';
import { fold } from '../../support/fold';

const NO_VALUES = { get: () => undefined, ofSamples: () => undefined };
const NO_LABEL = { entryA: -1, entryB: -1 };

test.each<Partial<ComparedQuery>>([{ sort: 'id' }, { sort: 'drop' }, { sort: 'flips', only: 'flips' }])(
  'keys lead to the samples of %o, also after both jobs have grown',
  (wanted) => {
    const [a, b] = randomJobs(5);
    const jobs = { a: a.job, b: b.job, valuesA: NO_VALUES, valuesB: NO_VALUES };
    const query: ComparedQuery = { of: 'b', filter: {}, sort: 'id', ...wanted };
    const comparison = atOnce(compareJobs(a.job, b.job, null, null));
    const order = atOnce(findCompared(jobs, comparison, query));
    const labelOf = comparedLabels(jobs, comparison, query);
    const { rowsA, rowsB } = comparison.match;
    const rows = [...order].map((k) =>
      comparedRow(jobs, { rowA: rowsA[k], rowB: rowsB[k], label: { ...(labelOf(k) ?? NO_LABEL) } }),
    );
    expect(rows.length).toBeGreaterThan(3);
    const keys = atOnce(comparedKeys(jobs, comparison, query, order));
    for (const job of [a, b])
      job.add({ sampleId: -1, imagePath: 'new.png', truth: [0], inference: { truthProb: [0.9] } });
    expect(comparedAt(jobs, keys).map((at) => comparedRow(jobs, at))).toEqual(rows);
    expect(comparedAt(jobs, keysBetween(keys, 1, 3)).map((at) => comparedRow(jobs, at))).toEqual(rows.slice(1, 3));
  },
);

test('a sample that a job does not have is left out', () => {
  const [a, b] = randomJobs(5);
  const one = (value: number) => Int32Array.of(value);
  expect(
    comparedAt({ a: a.job, b: b.job }, { idsA: one(999), labelsA: one(0), idsB: one(10), labelsB: one(0) }),
  ).toEqual([]);
});

test('the steps of samples with many labels are no longer than those of others', () => {
  const [count, labels] = [60, 1_000];
  const all = Array.from({ length: labels }, (_, label) => label);
  const inference = { predictedLabel: all, predictedProb: all.map(() => 0.5) };
  const { job } = fold(...Array.from({ length: count }, (_, sampleId) => ({ sampleId, imagePath: 'a', inference })));
  const jobs = { a: job, b: job, valuesA: NO_VALUES, valuesB: NO_VALUES };
  const comparison = atOnce(compareJobs(job, job, null, null));
  const query: ComparedQuery = { of: 'b', filter: {}, sort: 'id' };
  const order = atOnce(findCompared(jobs, comparison, query));
  const steps = [...comparedKeys(jobs, comparison, query, order)].length;
  expect(order).toHaveLength(count);
  expect(steps).toBeGreaterThan((2 * labels * count) / (2 * STEP));
});
