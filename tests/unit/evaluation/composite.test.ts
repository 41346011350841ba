import { describe, expect, test } from 'vitest';
import { bestOf, compositeScore, composites } from '../../../components/evaluation/composite';

describe('compositeScore', () => {
  test.each([
    { scores: [0.5, 1], weights: [0.5, 0.5], score: 0.75 },
    { scores: [0.5, 1], weights: [0.75, 0.25], score: 0.625 },
    { scores: [-1, 3], weights: [0.5, 0.5], score: 1 },
    { scores: [0.5, null], weights: [0.25, 0.75], score: 0.5 },
    { scores: [null, 0], weights: [0.5, 0.5], score: 0 },
    { scores: [0.5, null], weights: [0, 1], score: null },
    { scores: [null, null], weights: [0.5, 0.5], score: null },
    { scores: [], weights: [], score: null },
  ])('of $scores under $weights is $score', ({ scores, weights, score }) => {
    expect(compositeScore(scores, weights)).toBe(score);
  });
});

describe('composites', () => {
  const ranks = (matrix: (number | null)[][], weights: number[]) => composites(matrix, weights).map(({ rank }) => rank);

  test('equal scores share a rank, and the next rank skips them', () => {
    expect(ranks([[0.5], [0.75], [0.75], [0.25]], [1])).toEqual([3, 1, 1, 4]);
  });

  test('sums that differ only by rounding are equal', () => {
    const matrix = [
      [0.1, 0.2, 0.3],
      [0.3, 0.2, 0.1],
    ];
    const weights = [1 / 3, 1 / 3, 1 / 3];
    expect(compositeScore(matrix[0], weights)).not.toBe(compositeScore(matrix[1], weights));
    expect(ranks(matrix, weights)).toEqual([1, 1]);
  });

  test('an explainer without a score has no rank and does not affect the others', () => {
    expect(ranks([[null], [-0.5], [0.5]], [1])).toEqual([null, 2, 1]);
  });

  test('a missing score is listed if its metric has a weight, and does not count as 0', () => {
    const [first, second] = composites(
      [
        [0.5, null, null],
        [0.25, 0.25, 0.5],
      ],
      [0.5, 0.5, 0],
    );
    expect(first).toEqual({ score: 0.5, rank: null, missing: [1] });
    expect(second).toEqual({ score: 0.25, rank: 1, missing: [] });
  });
});

test('if no explainer was scored under every metric, all composites are ranked', () => {
  const matrix = [
    [0.5, null],
    [null, 0.75],
  ];
  expect(composites(matrix, [0.5, 0.5]).map(({ rank }) => rank)).toEqual([2, 1]);
});

describe('bestOf', () => {
  test.each([
    { scores: [0.25, 0.75, null], best: [1] },
    { scores: [0.75, 0.25, 0.75], best: [0, 2] },
    { scores: [-0.5, -0.25], best: [1] },
    { scores: [0.5, 0.5], best: [] },
    { scores: [0.5], best: [] },
    { scores: [0.5, null], best: [] },
    { scores: [null, null], best: [] },
    { scores: [], best: [] },
  ])('of $scores is $best', ({ scores, best }) => {
    expect([...bestOf(scores)]).toEqual(best);
  });
});
