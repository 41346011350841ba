import { describe, expect, test } from 'vitest';
import { blockSide, isSpeckled, strongestInBlocks } from '../../../lib/image/speckle';
import { random } from '../../support/random';

const SIDE = 64;
const pixels = (levelAt: (x: number, y: number) => number) => ({
  ...{ width: SIDE, height: SIDE },
  levels: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => levelAt(i % SIDE, Math.floor(i / SIDE))),
});
const next = random(3);

describe('a map is speckled', () => {
  test.each([
    ['noise', true, pixels(() => 255 * next())],
    ['heavy-tailed noise, as of gradients', true, pixels(() => 255 * next() ** 8)],
    ['a soft hill', false, pixels((x, y) => 255 * Math.exp(-((x - 30) ** 2 + (y - 20) ** 2) / 400))],
    [
      'a soft hill with a little noise',
      false,
      pixels((x, y) => 200 * Math.exp(-((x - 30) ** 2 + (y - 20) ** 2) / 400) + 20 * next()),
    ],
    ['blocks of eight pixels', false, pixels((x, y) => ((x >> 3) * 37 + (y >> 3) * 91) % 256)],
    ['one level', false, pixels(() => 7)],
    ['a single row', false, { width: 9, height: 1, levels: Uint8Array.from([0, 255, 0, 255, 0, 255, 0, 255, 0]) }],
  ])('or not: %s', (_, is, map) => {
    expect(isSpeckled(map)).toBe(is);
  });
});

test('blocks are about two screen pixels wide, and at least one recorded pixel', () => {
  expect([4, 2, 1.5, 1, 150 / 168, 0.5, 0.1].map(blockSide)).toEqual([1, 1, 1, 2, 2, 4, 20]);
});

describe('each block has the level of its strongest pixel', () => {
  const levels = Uint8Array.from([...[10, 20, 30, 0, 5], ...[40, 0, 0, 250, 6], ...[128, 0, 128, 128, 128]]);
  const map = { width: 5, height: 3, levels };

  test('which is the maximum of an unsigned map; blocks at the edges are smaller', () => {
    const positions = Uint16Array.from({ length: 256 }, (_, level) => level);
    expect([...strongestInBlocks(map, positions, 2)]).toEqual([
      ...[40, 40, 250, 250, 6],
      ...[40, 40, 250, 250, 6],
      ...[128, 128, 128, 128, 128],
    ]);
  });

  test('which is the largest magnitude of a signed map, with its sign', () => {
    const positions = Uint16Array.from({ length: 256 }, (_, level) => Math.abs(level - 128));
    expect([...strongestInBlocks(map, positions, 2)]).toEqual([
      ...[0, 0, 0, 0, 5],
      ...[0, 0, 0, 0, 5],
      ...[0, 0, 128, 128, 128],
    ]);
  });

  test('and blocks of one pixel equal the map', () => {
    expect(strongestInBlocks(map, new Uint16Array(256), 1)).toBe(levels);
  });
});
