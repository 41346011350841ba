import { expect, test } from 'vitest';
import { comparedAt, comparedKeys, keysBetween } from '../../../lib/job/compared-keys';
import { type ComparedQuery, comparedLabels, findCompared } from '../../../lib/job/compared-order';
import { comparedRow } from '../../../lib/job/compared-row';
import { compareJobs } from '../../../lib/job/comparison';
import { atOnce } from '../../../lib/slices';
import { randomJobs } from '../../support/compared-jobs';

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
