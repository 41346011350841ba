import { expect, test } from 'vitest';
import { TYPE_BIT } from '../../../lib/job/prediction';
import { findSamples, NO_VALUES, type SampleFilter, type SampleSort } from '../../../lib/job/query';
import { type RowsOf, tableRows } from '../../../lib/job/table-rows';
import { atOnce, STEP } from '../../../lib/slices';
import { fold } from '../../support/fold';

/* What the rows of tables are about: the samples that match, and of their labels those that do. */

const { job } = fold(
  { metadata: { labels: ['cat', 'dog', 'owl'], explainers: ['A', 'B'], metrics: [] } },
  // 7: cat TP with two maps, dog FP with one. 3: cat FN without a map. 5: no label at all.
  {
    sampleId: 7,
    imagePath: '7.png',
    truth: [0],
    inference: { truthProb: [0.9], predictedLabel: [1], predictedProb: [0.6] },
    explanations: [
      { explainer: 'A', label: 0, path: 'a' },
      { explainer: 'B', label: 0, path: 'b' },
      { explainer: 'A', label: 1, path: 'c' },
    ],
  },
  { sampleId: 3, imagePath: '3.png', truth: [0], inference: { truthProb: [0.2] } },
  { sampleId: 5, imagePath: '5.png' },
);

const BY_ID: SampleSort = { by: 'id', descending: false };

function rows(of: RowsOf, filter: SampleFilter = {}, sort = BY_ID) {
  const order = atOnce(findSamples(job, filter, sort)).rows;
  const { ids, labels, expected } = atOnce(tableRows(job, order, filter, sort, of, NO_VALUES));
  return { pairs: Array.from(ids, (id, k) => [id, labels[k]]), expected: [...expected] };
}

test('a row for each sample, with the label with maps that it is sorted by', () => {
  expect(rows('samples').pairs).toEqual([
    [3, -1],
    [5, -1],
    [7, 0],
  ]);
  expect(rows('samples', {}, { by: 'confidence', descending: true }).pairs).toEqual([
    [7, 0],
    [3, -1],
    [5, -1],
  ]);
  expect(rows('samples', { labels: [1] }).pairs).toEqual([[7, 1]]);
});

test('a row for each label that matches, and for none of the others', () => {
  expect(rows('labels').pairs).toEqual([
    [3, 0],
    [7, 0],
    [7, 1],
  ]);
  expect(rows('labels', { types: TYPE_BIT.FP }).pairs).toEqual([[7, 1]]);
  expect(rows('labels', { labels: [0], confidence: { min: 0, max: 0.5 } }).pairs).toEqual([[3, 0]]);
  expect(rows('labels', { labels: [2] }).pairs).toEqual([]);
});

test('the labels with maps, and how many these are expected to have', () => {
  expect(rows('maps')).toEqual({
    pairs: [
      [7, 0],
      [7, 1],
    ],
    expected: [1.5, 1.5],
  });
  expect(rows('maps', { types: TYPE_BIT.FN })).toEqual({ pairs: [], expected: [] });
});

test.each<RowsOf>(['samples', 'labels', 'maps'])(
  'the steps of samples with many labels are short in a table of %s',
  (of) => {
    const [count, labels] = [60, 1_000];
    const all = Array.from({ length: labels }, (_, label) => label);
    const inference = { predictedLabel: all, predictedProb: all.map(() => 0.5) };
    const many = fold(...Array.from({ length: count }, (_, sampleId) => ({ sampleId, imagePath: 'a', inference }))).job;
    const order = atOnce(findSamples(many, {}, BY_ID)).rows;
    const steps = [...tableRows(many, order, {}, BY_ID, of, NO_VALUES)].length;
    expect(steps).toBeGreaterThan((labels * count) / (2 * STEP));
  },
);
