import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../../lib/sketch/difference';
import type { StoredMap } from '../../../lib/sketch/full-resolution';
import type { LevelRange } from '../../../lib/sketch/sketch';

/* The difference of two maps of one explainer. */

const mapOf = (width: number, height: number, levels: number[], range: LevelRange): StoredMap => ({
  ...{ width, height, range },
  levels: Uint8Array.from(levels),
});
const ranged = (minimum: number, maximum: number): LevelRange => ({ signed: true, minimum, maximum });
const UNKNOWN: LevelRange = { signed: false };

/** What a level of a difference stands for. */
function differenceAt(found: ReturnType<typeof differenceOf>, pixel: number): number {
  if (!found) throw new Error('There is no difference.');
  const { minimum, maximum } = found.range;
  return minimum + ((maximum - minimum) * found.levels[pixel]) / 255;
}

test('is one of attributions where both ranges are recorded', () => {
  const found = differenceOf(mapOf(3, 1, [0, 51, 255], ranged(-1, 4)), mapOf(3, 1, [0, 51, 255], ranged(-2, 3)));
  // −1 − −2, 0 − −1, 4 − 3.
  expect(found).toMatchObject({ of: 'values', width: 3, height: 1, least: 1, greatest: 1 });
  expect([0, 1, 2].map((pixel) => differenceAt(found, pixel))).toEqual(
    [1, 1, 1].map((value) => expect.closeTo(value, 10)),
  );
});

test('is exact where there is none, and accurate to half a level elsewhere', () => {
  const first = mapOf(256, 1, [...Array(256).keys()], ranged(-0.5, 2));
  const second = mapOf(256, 1, Array(256).fill(51), ranged(-0.5, 2));
  const found = differenceOf(first, second);
  expect(found?.levels[51]).toBe(127);
  expect(differenceAt(found, 51)).toBeCloseTo(0, 12);
  const halfStep = ((found?.range.maximum ?? 0) - (found?.range.minimum ?? 0)) / 510;
  for (let level = 0; level < 256; level++)
    expect(Math.abs(differenceAt(found, level) - (level - 51) * (2.5 / 255))).toBeLessThanOrEqual(halfStep + 1e-12);
});

describe('without a range', () => {
  test('is one of shares, as multiples of an even map', () => {
    const found = differenceOf(mapOf(2, 2, [30, 10, 0, 0], UNKNOWN), mapOf(2, 2, [200, 200, 200, 200], ranged(0, 1)));
    // Shares × 4: 3, 1, 0, 0 against 1, 1, 1, 1; a signed map from 0 to 1 is positive everywhere.
    expect(found).toMatchObject({ of: 'shares', least: -1, greatest: 2 });
    expect([0, 1, 2].map((pixel) => differenceAt(found, pixel))).toEqual([
      expect.closeTo(2, 10),
      expect.closeTo(0, 10),
      expect.closeTo(-1, 1),
    ]);
  });

  test('does not depend on how each map was stretched', () => {
    const [a, b] = [mapOf(3, 1, [10, 20, 30], UNKNOWN), mapOf(3, 1, [20, 40, 60], UNKNOWN)];
    expect(differenceOf(a, b)).toMatchObject({ least: 0, greatest: 0, levels: Uint8Array.of(127, 127, 127) });
  });

  test('is not defined for a map without evidence', () => {
    const varied = mapOf(2, 1, [1, 2], UNKNOWN);
    expect(differenceOf(varied, mapOf(2, 1, [0, 0], UNKNOWN))).toBeNull();
    expect(differenceOf(mapOf(2, 1, [0, 0], UNKNOWN), varied)).toBeNull();
  });
});

test('of maps of different sizes is on the larger grid, a coarse map as blocks', () => {
  const found = differenceOf(mapOf(2, 1, [0, 255], ranged(0, 1)), mapOf(4, 2, Array(8).fill(0), ranged(0, 1)));
  expect(found).toMatchObject({ width: 4, height: 2 });
  expect([...(found?.levels ?? [])]).toEqual([127, 127, 254, 254, 127, 127, 254, 254]);
});

test('of numbers that are too large is not defined', () => {
  const huge = mapOf(1, 1, [255], ranged(-1.7e308, 1.7e308));
  expect(differenceOf(huge, mapOf(1, 1, [0], ranged(-1.7e308, 1.7e308)))).toBeNull();
});
