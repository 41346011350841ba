import { expect, test } from 'vitest';
import { between, NOTHING_SELECTED, positionsIn, toggled, withIds } from '../../../components/saliency/wall-selection';

const SIZES = { width: 632, rowPixels: 184, dividerPixels: 32 }; // tiles of 152 pixels, 8 between them
const tiles = (count: number, valued = count) => ({ count, valued, columns: 4 });

test('a rectangle selects the tiles that it touches, drawn in any direction', () => {
  expect(positionsIn({ x0: 170, y0: 20, x1: 330, y1: 200 }, tiles(100), SIZES)).toEqual([1, 2, 5, 6]);
  expect(positionsIn({ x0: 330, y0: 200, x1: 170, y1: 20 }, tiles(100), SIZES)).toEqual([1, 2, 5, 6]);
});

test('gaps, and what lies outside of the wall, are no tiles', () => {
  expect(positionsIn({ x0: 154, y0: 0, x1: 158, y1: 10 }, tiles(100), SIZES)).toEqual([]);
  expect(positionsIn({ x0: 10, y0: 178, x1: 20, y1: 182 }, tiles(100), SIZES)).toEqual([]);
  expect(positionsIn({ x0: -50, y0: -50, x1: 10, y1: 10 }, tiles(100), SIZES)).toEqual([0]);
});

test('the last row may be short', () => {
  expect(positionsIn({ x0: 0, y0: 0, x1: 2_000, y1: 9_000 }, tiles(6), SIZES)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(positionsIn({ x0: 0, y0: 0, x1: 10, y1: 10 }, tiles(0), SIZES)).toEqual([]);
});

test('the divider is no tile, and a new row begins after it', () => {
  const band = (y0: number, y1: number) => positionsIn({ x0: 10, y0, x1: 200, y1 }, tiles(9, 5), SIZES);
  expect(band(0, 370)).toEqual([0, 1, 4]);
  expect(band(370, 390)).toEqual([]);
  expect(band(390, 410)).toEqual([5, 6]);
});

test('tiles are taken in and out one by one, and ranges are added', () => {
  const one = toggled(NOTHING_SELECTED, 70, 3);
  expect(one).toEqual({ ids: new Set([70]), anchor: 3 });
  expect(toggled(one, 70, 5)).toEqual({ ids: new Set(), anchor: 5 });
  expect(withIds(one, [71, 72], one.anchor)).toEqual({ ids: new Set([70, 71, 72]), anchor: 3 });
  expect(between(5, 3)).toEqual([3, 4, 5]);
});
