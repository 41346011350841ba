import { describe, expect, test } from 'vitest';
import { areEqual, parsePercent, roundedWeights, weightsOf, withWeight } from '../../../components/evaluation/weights';
import { random } from '../../support/random';

/** The sum in whole millionths, in which nothing is lost. */
const millionths = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + Math.round(weight * 1e6), 0);

const all = (count: number): boolean[] => Array.from({ length: count }, () => true);

describe('weightsOf', () => {
  test.each([
    { given: [], count: 4, weights: [0.25, 0.25, 0.25, 0.25], because: 'none given is equal' },
    { given: [0, 0], count: 2, weights: [0.5, 0.5], because: 'all zero is equal' },
    { given: [3, 1], count: 2, weights: [0.75, 0.25], because: 'a sum that is not 1 is scaled' },
    { given: [0.3, 0.7], count: 2, weights: [0.3, 0.7], because: 'a sum of 1 is taken as it is' },
    { given: [1], count: 3, weights: [1, 0, 0], because: 'a missing one is 0' },
    { given: [0.25, 0.25, 0.5], count: 2, weights: [0.5, 0.5], because: 'one too many is ignored' },
    { given: [-1, Number.NaN, 1], count: 3, weights: [0, 0, 1], because: 'what is no weight is 0' },
    { given: [Number.POSITIVE_INFINITY], count: 2, weights: [0.5, 0.5], because: 'infinity is no weight' },
    { given: [], count: 0, weights: [], because: 'no metric has no weight' },
  ])('$because', ({ given, count, weights }) => {
    expect(weightsOf(given, all(count))).toEqual(weights);
  });
});

test('metrics that are not weighed get no weight, whatever is given or set', () => {
  const weighed = [true, false, true];
  expect(weightsOf([], weighed)).toEqual([0.5, 0, 0.5]);
  expect(weightsOf([0, 1, 0], weighed)).toEqual([0.5, 0, 0.5]);
  expect(weightsOf([0.25, 0.5, 0.25], weighed)).toEqual([0.5, 0, 0.5]);
  expect(withWeight([1, 0, 0], 0, 0.75, weighed)).toEqual([0.75, 0, 0.25]);
  expect(withWeight([1, 0], 0, 0.25, [true, false])).toEqual([1, 0]);
  expect(areEqual([0.5, 0, 0.5], weighed)).toBe(true);
  expect(areEqual([0.5, 0.5, 0], weighed)).toBe(false);
});

describe('withWeight', () => {
  test('the others keep their proportions', () => {
    expect(withWeight([0.5, 0.3, 0.2], 0, 0.75)).toEqual([0.75, 0.15, 0.1]);
    expect(withWeight([0.5, 0.3, 0.2], 2, 0)).toEqual([0.625, 0.375, 0]);
  });

  test('a weight of 1 leaves 0 for the others, and what it releases is shared equally', () => {
    expect(withWeight([0.5, 0.3, 0.2], 1, 1)).toEqual([0, 1, 0]);
    expect(withWeight([0, 1, 0], 1, 0.5)).toEqual([0.25, 0.5, 0.25]);
    expect(withWeight([0, 1, 0], 1, 0)).toEqual([0.5, 0, 0.5]);
  });

  test('values outside 0–1 are clamped', () => {
    expect(withWeight([0.5, 0.5], 0, 2)).toEqual([1, 0]);
    expect(withWeight([0.5, 0.5], 0, -1)).toEqual([0, 1]);
  });

  test('a single metric has all the weight', () => {
    expect(withWeight([1], 0, 0.25)).toEqual([1]);
  });

  test('the set value is kept, the sum is 1 to a millionth, and the URL restores the same weights', () => {
    const next = random(7);
    for (let round = 0; round < 2000; round++) {
      const count = 2 + Math.floor(next() * 6);
      const before = weightsOf(
        Array.from({ length: count }, () => (next() < 0.3 ? 0 : next())),
        all(count),
      );
      const metric = Math.floor(next() * count);
      const value = Math.round(next() * 1e6) / 1e6;
      const after = withWeight(before, metric, value);
      expect(after[metric]).toBe(value);
      expect(millionths(after)).toBe(1_000_000);
      expect(after.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
      expect(weightsOf(after, all(count))).toEqual(after);
      const share = (weights: readonly number[], index: number) => weights[index] / (1 - weights[metric]);
      if (value < 0.999 && before[metric] < 0.999) {
        for (const index of before.keys())
          if (index !== metric) expect(share(after, index)).toBeCloseTo(share(before, index), 2);
      }
    }
  });
});

test('roundedWeights sum to 1 to a millionth', () => {
  expect(roundedWeights([1 / 3, 1 / 3, 1 / 3])).toEqual([0.333334, 0.333333, 0.333333]);
  expect(roundedWeights([0.5, 0.5])).toEqual([0.5, 0.5]);
});

test('areEqual ignores rounding', () => {
  expect(areEqual([0.333334, 0.333333, 0.333333])).toBe(true);
  expect(areEqual([0.334, 0.333, 0.333])).toBe(false);
  expect(areEqual([])).toBe(true);
});

test.each([
  ['50', 0.5],
  ['33.25 %', 0.3325],
  [' 33,25%', 0.3325],
  ['.5', 0.005],
  ['100', 1],
  ['0', 0],
  ['100.1', null],
  ['-1', null],
  ['1e2', null],
  ['', null],
  ['half', null],
])('parsePercent of "%s" is %s', (text, weight) => {
  expect(parsePercent(text)).toBe(weight);
});
