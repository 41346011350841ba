import { expect, test } from 'vitest';
import { bestOf, composites } from '../../../components/evaluation/composite';
import { leadOf } from '../../../components/evaluation/flip';
import { isWeighed, oriented, shareOf, sharesOf } from '../../../components/evaluation/metric-range';
import { weightsOf } from '../../../components/evaluation/weights';

const LOWER = { minimum: 0, maximum: 2, lowerIsBetter: true };
const UNBOUNDED = { minimum: 0, maximum: null, lowerIsBetter: true };
const SIGNED = { minimum: -1, maximum: 1, lowerIsBetter: false };

test('a share is 1 for the best score that there can be', () => {
  expect(shareOf(0.5, LOWER)).toBe(0.75);
  expect(shareOf(2, LOWER)).toBe(0);
  expect(shareOf(0, SIGNED)).toBe(0.5);
  expect(shareOf(1.7, null)).toBe(1.7);
  expect(shareOf(1.7, UNBOUNDED)).toBeNull();
  expect(shareOf(null, LOWER)).toBeNull();
});

test('only metrics with both bounds, or without a range, are weighed', () => {
  expect([null, LOWER, UNBOUNDED, SIGNED].map(isWeighed)).toEqual([true, true, false, true]);
});

test('of a metric of which lower is better, the lowest score is the best', () => {
  expect(bestOf(oriented([1.7, 0.2, null], UNBOUNDED))).toEqual(new Set([1]));
  expect(bestOf(oriented([1.7, 0.2, null], null))).toEqual(new Set([0]));
});

test('a composite weighs shares, and an unbounded metric neither ranks nor counts as missing', () => {
  const ranges = [null, LOWER, UNBOUNDED];
  // By the plain numbers the first would lead; a score of 2 is the worst that there can be.
  const shares = sharesOf(
    [
      [0.5, 2, 9],
      [0.5, 0.5, 1],
    ],
    ranges,
  );
  const weights = weightsOf([], ranges.map(isWeighed));
  expect(weights).toEqual([0.5, 0.5, 0]);
  expect(composites(shares, weights)).toEqual([
    { score: 0.25, rank: 2, missing: [] },
    { score: 0.625, rank: 1, missing: [] },
  ]);
  expect(leadOf(shares, weights)).toMatchObject({ kind: 'single', leader: 1, never: [0] });
});
