import { describe, expect, test } from 'vitest';
import { drawnTo, isInside, outlineOf, pathOf } from '../../../components/insight/shortcuts/lasso';
import { nudgedApart, placed } from '../../../components/insight/shortcuts/scatter-layout';

const FRAME = { width: 400, height: 300, margin: 20 };

describe('the places of points', () => {
  test('keep distances comparable and fill the frame in one direction', () => {
    const points = placed(
      [
        { x: -1, y: 0 },
        { x: 1, y: 0 },
        { x: 0, y: 0.5 },
      ],
      FRAME,
    );
    expect(points[0]).toEqual({ x: 20, y: 195 });
    expect(points[1]).toEqual({ x: 380, y: 195 });
    expect(points[2]).toEqual({ x: 200, y: 105 }); // upwards, on the same scale
  });

  test('are in the middle if all are equal', () => {
    const point = { x: 3, y: -2 };
    expect(placed([point, point], FRAME)).toEqual([
      { x: 200, y: 150 },
      { x: 200, y: 150 },
    ]);
    expect(placed([], FRAME)).toEqual([]);
  });
});

describe('tiles that would overlap', () => {
  const SIDE = 34;
  const overlaps = (tiles: readonly { x: number; y: number }[]) =>
    tiles.flatMap((a, i) => tiles.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < SIDE && Math.abs(a.y - b.y) < SIDE))
      .length;

  test('are moved apart, and the first stays', () => {
    const points = Array.from({ length: 40 }, (_, index) => ({ x: 200 + (index % 3), y: 150 }));
    expect(overlaps(points)).toBe((40 * 39) / 2);
    const tiles = nudgedApart(points, SIDE, FRAME);
    expect(tiles[0]).toEqual(points[0]);
    expect(overlaps(tiles)).toBe(0);
    for (const { x, y } of tiles) {
      expect(x).toBeGreaterThanOrEqual(20);
      expect(x).toBeLessThanOrEqual(380);
      expect(y).toBeGreaterThanOrEqual(20);
      expect(y).toBeLessThanOrEqual(280);
    }
  });

  test('stay where they are if nothing overlaps, or if there is no room', () => {
    const apart = [
      { x: 50, y: 50 },
      { x: 50 + SIDE, y: 50 },
      { x: 300, y: 200 },
    ];
    expect(nudgedApart(apart, SIDE, FRAME)).toEqual(apart);
    const tiny = { width: 44, height: 44, margin: 20 };
    const middle = { x: 22, y: 22 };
    expect(nudgedApart([middle, middle], SIDE, tiny)).toEqual([middle, middle]);
  });
});

describe('a lasso', () => {
  const horseshoe = [
    { x: 0, y: 0 },
    { x: 30, y: 0 },
    { x: 30, y: 30 },
    { x: 20, y: 30 },
    { x: 20, y: 10 },
    { x: 10, y: 10 },
    { x: 10, y: 30 },
    { x: 0, y: 30 },
  ];

  test('holds the points inside of its line, also if that is not convex', () => {
    expect(isInside(horseshoe, { x: 5, y: 20 })).toBe(true);
    expect(isInside(horseshoe, { x: 25, y: 20 })).toBe(true);
    expect(isInside(horseshoe, { x: 15, y: 20 })).toBe(false);
    expect(isInside(horseshoe, { x: 40, y: 5 })).toBe(false);
  });

  test('holds nothing before it is an area', () => {
    expect(isInside([], { x: 0, y: 0 })).toBe(false);
    expect(isInside(horseshoe.slice(0, 2), { x: 15, y: 0 })).toBe(false);
  });

  test('leaves out steps that are too short to see', () => {
    const line = drawnTo(drawnTo([], { x: 0, y: 0 }), { x: 1, y: 1 });
    expect(line).toEqual([{ x: 0, y: 0 }]);
    expect(drawnTo(line, { x: 3, y: 0 })).toHaveLength(2);
  });
});

describe('the outline of a group', () => {
  test('is convex, goes around its tiles and leaves out what lies within', () => {
    const outline = outlineOf(
      [
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 10 },
        { x: 5, y: 4 },
      ],
      1,
    );
    expect(outline).toEqual([
      { x: -1, y: -1 },
      { x: 11, y: -1 },
      { x: 11, y: 11 },
      { x: 9, y: 11 },
      { x: -1, y: 1 },
    ]);
    expect(pathOf(outline.slice(0, 2))).toBe('M-1.0 -1.0L11.0 -1.0Z');
    expect(pathOf([])).toBe('');
  });
});
