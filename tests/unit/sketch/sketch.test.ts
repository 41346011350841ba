import { describe, expect, test } from 'vitest';
import { coverOf, evidenceInside } from '../../../lib/sketch/cover';
import { CELLS, evidenceOfLevels, GRID, isWithoutEvidence, sketchOf } from '../../../lib/sketch/sketch';
import { BORDER_AREA, statisticsOf } from '../../../lib/sketch/statistics';

/** A map of one channel from a function of the pixel. */
function map(width: number, height: number, level: (x: number, y: number) => number, channels = 1) {
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data[pixel * channels] = level(pixel % width, Math.floor(pixel / width));
  }
  return { data, width, height, channels };
}
const UNSIGNED = { signed: false };

describe('evidence of levels', () => {
  test('is the level, unless the map is signed and has a range', () => {
    expect(evidenceOfLevels(UNSIGNED)[200]).toBe(200);
    expect(evidenceOfLevels({ signed: false, minimum: -1, maximum: 1 })[200]).toBe(200);
    expect(evidenceOfLevels({ signed: true })[200]).toBe(200);
  });

  test('is what lies more than half a level above neutral', () => {
    const evidence = evidenceOfLevels({ signed: true, minimum: -1, maximum: 1 }); // neutral is 127.5
    expect([evidence[0], evidence[127], evidence[128], evidence[129], evidence[255]]).toEqual([0, 0, 0, 1.5, 127.5]);
  });

  test.for([
    { minimum: -2, maximum: -1 },
    { minimum: -1, maximum: 0 },
    { minimum: 1, maximum: 1 },
  ])('there is none from $minimum to $maximum', (range) => {
    expect(evidenceOfLevels({ signed: true, ...range }).every((value) => value === 0)).toBe(true);
  });
});

describe('a sketch', () => {
  test('of a map with as many pixels as cells has its levels, if one is 255', () => {
    const picture = map(GRID, GRID, (x, y) => (x === 15 && y === 15 ? 255 : x * 16 + y));
    expect(sketchOf(picture, UNSIGNED)).toEqual(picture.data);
  });

  test('counts the first channel of a picture with several', () => {
    const level = (x: number) => (x < 8 ? 255 : 100);
    expect(sketchOf(map(16, 16, level, 3), UNSIGNED)).toEqual(sketchOf(map(16, 16, level), UNSIGNED));
  });

  test('of one pixel is even', () => {
    expect(
      sketchOf(
        map(1, 1, () => 7),
        UNSIGNED,
      ),
    ).toEqual(new Uint8Array(CELLS).fill(255));
  });

  test('cells that cut through pixels take their share of them', () => {
    // 24 columns: a cell has one and a half pixels. The first cell has a whole black and half a white one.
    const sketch = sketchOf(
      map(24, 16, (x) => (x === 0 ? 0 : 255)),
      UNSIGNED,
    );
    expect([...sketch.subarray(0, 3)]).toEqual([85, 255, 255]); // a third of 255
  });

  test('of a map without evidence is zero, and has no statistics', () => {
    const none = sketchOf(
      map(20, 20, () => 0),
      UNSIGNED,
    );
    expect(isWithoutEvidence(none)).toBe(true);
    expect(statisticsOf(none)).toBeUndefined();
    expect(evidenceInside(coverOf([[0, 0, 9, 9]], 9, 9), none)).toBeUndefined();
  });
});

describe('statistics', () => {
  test('of an even map', () => {
    expect(statisticsOf(new Uint8Array(CELLS).fill(255))).toEqual({
      border: BORDER_AREA,
      gini: 0,
      spread: expect.closeTo(1, 12),
      centreX: 0.5,
      centreY: 0.5,
    });
  });

  test('of a single cell', () => {
    const one = new Uint8Array(CELLS);
    one[0] = 255;
    const at = { centreX: 0.5 / GRID, centreY: 0.5 / GRID };
    expect(statisticsOf(one)).toEqual({ border: 1, gini: 255 / 256, spread: 1 / CELLS, ...at });
  });
});

describe('the cover of boxes', () => {
  test('counts what overlaps once, and nothing outside of the picture', () => {
    const cover = coverOf(
      [
        [-5, -5, 13, 13],
        [0, 0, 8, 8],
        [4, 4, 4, 4],
        [30, 30, 9, 9],
        [2, 2, 0, 5],
      ],
      16,
      16,
    );
    const covered = Array.from(cover, (share, cell) => [share, cell % GRID < 8 && cell < 8 * GRID]);
    expect(covered.every(([share, isInside]) => share === Number(isInside))).toBe(true);
  });

  test('is nothing without boxes, so that evidence inside is not defined', () => {
    const cover = coverOf([], 10, 10);
    expect(evidenceInside(cover, new Uint8Array(CELLS).fill(255))).toBeUndefined();
  });

  test('an even map has the lift one', () => {
    const evidence = evidenceInside(coverOf([[3, 3, 40, 20]], 100, 50), new Uint8Array(CELLS).fill(255));
    expect(evidence).toEqual({
      inside: expect.closeTo(0.16, 12),
      area: expect.closeTo(0.16, 12),
      lift: expect.closeTo(1, 12),
    });
  });
});
