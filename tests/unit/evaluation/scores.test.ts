import { describe, expect, test } from 'vitest';
import {
  columnScales,
  isByLabel,
  labelColumns,
  labelRows,
  labelViewOf,
  matrixOf,
  scaleOf,
} from '../../../components/evaluation/scores';
import type { EvaluationAnswer } from '../../../lib/api/evaluation-answers';

const count = (id: number, samples: number) => ({
  id,
  name: `label ${id}`,
  samples,
  maps: 0,
  counterfactuals: 0,
  TP: 0,
  FN: 0,
  FP: 0,
});

/** Two explainers; the first metric does not depend on labels, the second does, the third was not scored yet. */
const ANSWER: EvaluationAnswer = {
  state: 'live',
  generation: 'a',
  revision: '1',
  progress: { read: 1, total: 1 },
  message: null,
  explainers: ['A', 'B'],
  metrics: ['Alike', 'Apart', 'Later'],
  metricRanges: [null, null, null],
  labels: [
    { id: 2, name: 'label 2' },
    { id: 7, name: 'label 7' },
  ],
  scores: [
    { explainer: 0, metric: 0, total: 0.5, labels: null },
    { explainer: 0, metric: 1, total: 0.25, labels: [0.125, null] },
    { explainer: 1, metric: 0, total: null, labels: null },
    { explainer: 1, metric: 1, total: 0.75, labels: [0, -0.5] },
  ],
};
const COUNTS = [count(2, 3), count(4, 1)];

test('matrixOf has null for missing scores', () => {
  expect(matrixOf(ANSWER)).toEqual([
    [0.5, 0.25, null],
    [null, 0.75, null],
  ]);
});

test('isByLabel is false only if a metric has scores, but none by label', () => {
  expect([0, 1, 2].map((metric) => isByLabel(ANSWER, metric))).toEqual([false, true, true]);
});

describe('labelViewOf', () => {
  test.each([
    { metric: null, explainer: null, view: { by: 'metric', metric: 1 } },
    { metric: 2, explainer: null, view: { by: 'metric', metric: 2 } },
    { metric: null, explainer: 1, view: { by: 'explainer', explainer: 1 } },
    { metric: 0, explainer: null, view: { by: 'metric', metric: 1 } },
    { metric: 99, explainer: -1, view: { by: 'metric', metric: 1 } },
  ])('of metric $metric and explainer $explainer', ({ metric, explainer, view }) => {
    expect(labelViewOf(ANSWER, { metric, explainer })).toEqual(view);
  });

  test('is null if no metric has scores by label', () => {
    expect(labelViewOf({ ...ANSWER, metrics: ['Alike'] }, { metric: null, explainer: null })).toBeNull();
  });
});

describe('labelRows', () => {
  test('of a metric: a row per label that occurs or was scored, a column per explainer', () => {
    const view = { by: 'metric', metric: 1 } as const;
    const columns = labelColumns(ANSWER, view, [0, 1]);
    expect(columns.map(({ name }) => name)).toEqual(['A', 'B']);
    expect(labelColumns(ANSWER, view, [1, 0]).map(({ index }) => index)).toEqual([1, 0]);
    expect(labelRows(ANSWER, COUNTS, view, columns)).toEqual([
      { id: 2, name: 'label 2', samples: 3, scores: [0.125, 0] },
      { id: 4, name: 'label 4', samples: 1, scores: [null, null] },
      { id: 7, name: 'label 7', samples: 0, scores: [null, -0.5] },
    ]);
  });

  test('of an explainer: a column per metric with scores by label', () => {
    const view = { by: 'explainer', explainer: 1 } as const;
    const columns = labelColumns(ANSWER, view, [0, 1]);
    expect(columns.map(({ name }) => name)).toEqual(['Apart', 'Later']);
    expect(labelRows(ANSWER, COUNTS, view, columns).map(({ scores }) => scores)).toEqual([
      [0, null],
      [null, null],
      [-0.5, null],
    ]);
  });
});

test.each([
  { scores: [], scale: { min: 0, max: 1 } },
  { scores: [0.5, null], scale: { min: 0, max: 1 } },
  { scores: [-0.5, 0.5], scale: { min: -0.5, max: 1 } },
  { scores: [3, null, 2], scale: { min: 0, max: 3 } },
])('scaleOf $scores', ({ scores, scale }) => {
  expect(scaleOf(scores)).toEqual(scale);
});

test('scaleOf takes the range of a metric, and the farthest score where it has no bound', () => {
  const range = { minimum: 0, maximum: null, lowerIsBetter: true };
  expect(scaleOf([1.75, null, 0.5], range)).toEqual({ min: 0, max: 1.75 });
  expect(scaleOf([], range)).toEqual({ min: 0, max: 1 });
  expect(scaleOf([-3, -1], { minimum: null, maximum: 0, lowerIsBetter: false })).toEqual({ min: -3, max: 0 });
  expect(scaleOf([0.5], { minimum: -1, maximum: 1, lowerIsBetter: false })).toEqual({ min: -1, max: 1 });
  expect(scaleOf([1.5], { minimum: -1, maximum: 1, lowerIsBetter: false })).toEqual({ min: -1, max: 1.5 });
});

test('columns of metrics with a range have a scale of their own', () => {
  const answer = { ...ANSWER, metricRanges: [null, { minimum: -1, maximum: 1, lowerIsBetter: false }, null] };
  const view = { by: 'explainer', explainer: 1 } as const;
  const columns = labelColumns(answer, view, [0, 1]);
  const rows = labelRows(answer, COUNTS, view, columns);
  expect(columnScales(answer, view, columns, rows)).toEqual([
    { min: -1, max: 1 },
    { min: 0, max: 1 },
  ]);
  const byMetric = { by: 'metric', metric: 1 } as const;
  const both = labelColumns(answer, byMetric, [0, 1]);
  const scored = labelRows(answer, COUNTS, byMetric, both);
  expect(columnScales(answer, byMetric, both, scored)).toEqual([
    { min: -1, max: 1 },
    { min: -1, max: 1 },
  ]);
});
