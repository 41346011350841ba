import { describe, expect, test } from 'vitest';
import { probabilityText } from '../../../components/compare/numbers';
import { scoreDifferences } from '../../../components/compare/score-rows';
import { shownBins } from '../../../components/compare/shown-bins';

describe('a p-value', () => {
  test.each([
    [1, '1.0', null],
    [0.3424, '0.34', null],
    [0.001, '0.0010', null],
    [6.0185e-36, '6', '-36'],
    [0, '< 1', '-300'],
  ])('%d', (p, text, power) => {
    expect(probabilityText(p)).toEqual({ text, power });
  });
});

test('the histogram is shown from mark to mark, with 0', () => {
  const bins = Array.from({ length: 80 }, () => 0);
  bins[50] = 3; // .25 to .275
  bins[58] = 1; // .45 to .475
  const flips = bins.map((count) => Math.min(1, count));
  const shown = shownBins({ min: -1, max: 1, bins, flips });
  expect([shown.from, shown.to, shown.bins.length]).toEqual([0, 0.5, 20]);
  expect(shown.bins[10]).toEqual({ start: expect.closeTo(0.25), count: 3, flips: 1 });
  const none = shownBins({ min: -1, max: 1, bins: [], flips: [] });
  expect([none.from, none.to]).toEqual([0, 1]);
});

test('scores are matched by name, and one that is missing is no difference', () => {
  const a = {
    explainers: ['GradCAM', 'RISE'],
    metrics: ['Fidelity', 'Robustness'],
    metricRanges: [null, null],
    scores: [
      { explainer: 0, metric: 0, total: 0.5, labels: null },
      { explainer: 1, metric: 1, total: null, labels: null },
    ],
  };
  const b = {
    explainers: ['Gradient', 'GradCAM'],
    metrics: ['Robustness', 'Fidelity'],
    metricRanges: [null, null],
    scores: [
      { explainer: 1, metric: 1, total: 0.75, labels: null },
      { explainer: 0, metric: 0, total: 0.2, labels: null },
    ],
  };
  expect(scoreDifferences(a, b)).toEqual({
    metrics: ['Fidelity', 'Robustness'],
    ranges: [null, null],
    rows: [
      {
        explainer: 'GradCAM',
        cells: [
          { metric: 'Fidelity', a: 0.5, b: 0.75, difference: 0.25 },
          { metric: 'Robustness', a: null, b: null, difference: null },
        ],
      },
      {
        explainer: 'Gradient',
        cells: [
          { metric: 'Fidelity', a: null, b: null, difference: null },
          { metric: 'Robustness', a: null, b: 0.2, difference: null },
        ],
      },
    ],
  });
});

test('scores that the jobs read differently have no difference, and the reading of the second job is shown', () => {
  const range = { minimum: 0, maximum: null, lowerIsBetter: true };
  const job = (...metricRanges: (typeof range | null)[]) => ({
    explainers: ['GradCAM'],
    metrics: ['Complexity', 'Sparseness'],
    metricRanges,
    scores: [
      { explainer: 0, metric: 0, total: 2, labels: null },
      { explainer: 0, metric: 1, total: 0.5, labels: null },
    ],
  });
  const differences = (a: ReturnType<typeof job>, b: ReturnType<typeof job>) =>
    scoreDifferences(a, b).rows[0]?.cells.map(({ difference }) => difference);
  expect(differences(job(range, null), job({ ...range }, null))).toEqual([0, 0]);
  expect(differences(job(range, null), job({ ...range, lowerIsBetter: false }, null))).toEqual([null, 0]);
  expect(differences(job(null, null), job(range, null))).toEqual([null, 0]);
  expect(scoreDifferences(job(null, null), job(range, null)).ranges).toEqual([range, null]);
});
