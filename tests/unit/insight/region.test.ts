import { describe, expect, test } from 'vitest';
import { regionAfterKey, regionBetween } from '../../../components/insight/classes/region-steps';
import { areaOf, CELLS, cellsOf, massInside } from '../../../components/insight/mean-map-cells';

const WHOLE = { x0: 0, y0: 0, x1: 16, y1: 16 };

describe('a region between two points', () => {
  test('contains the cells of both, in whichever direction it is drawn', () => {
    const region = { x0: 2, y0: 1, x1: 9, y1: 6 };
    const [a, b] = [
      { u: 2.5 / 16, v: 1.1 / 16 },
      { u: 8.9 / 16, v: 5.2 / 16 },
    ];
    expect(regionBetween(a, b)).toEqual(region);
    expect(regionBetween(b, a)).toEqual(region);
  });

  test('is one cell at least, and ends at the edges of the picture', () => {
    expect(regionBetween({ u: 0.5, v: 0.5 }, { u: 0.5, v: 0.5 })).toEqual({ x0: 8, y0: 8, x1: 9, y1: 9 });
    expect(regionBetween({ u: -0.3, v: 0 }, { u: 1.7, v: 1 })).toEqual(WHOLE);
  });
});

describe('arrow keys', () => {
  test('move a region, which keeps its size at the edges', () => {
    const region = { x0: 0, y0: 4, x1: 4, y1: 16 };
    expect(regionAfterKey(region, 'ArrowRight', false)).toEqual({ x0: 1, y0: 4, x1: 5, y1: 16 });
    expect(regionAfterKey(region, 'ArrowUp', false)).toEqual({ x0: 0, y0: 3, x1: 4, y1: 15 });
    expect(regionAfterKey(region, 'ArrowLeft', false)).toEqual(region);
    expect(regionAfterKey(region, 'ArrowDown', false)).toEqual(region);
  });

  test('with Shift move its right or lower side, and it is never empty', () => {
    const region = { x0: 3, y0: 3, x1: 4, y1: 16 };
    expect(regionAfterKey(region, 'ArrowRight', true)).toEqual({ ...region, x1: 5 });
    expect(regionAfterKey(region, 'ArrowLeft', true)).toEqual(region);
    expect(regionAfterKey(region, 'ArrowDown', true)).toEqual(region);
    expect(regionAfterKey(region, 'ArrowUp', true)).toEqual({ ...region, y1: 15 });
  });

  test('other keys do nothing', () => {
    expect(regionAfterKey(WHOLE, 'Enter', false)).toBeNull();
  });
});

describe('the cells of a mean map', () => {
  const base64 = (cells: readonly number[]) => btoa(String.fromCharCode(...cells));

  test('are 256 bytes', () => {
    const cells = Array.from({ length: CELLS }, (_, index) => index);
    expect(cellsOf(base64(cells))).toEqual(Uint8Array.from(cells));
    expect(cellsOf(base64(cells.slice(1)))).toBeNull();
  });

  test('have a mass inside of a region, to compare with its area', () => {
    const cells = new Uint8Array(CELLS);
    cells[0] = 255; // top left
    cells[1] = 85;
    cells[255] = 170; // bottom right
    expect(massInside(cells, { x0: 0, y0: 0, x1: 1, y1: 1 })).toBeCloseTo(0.5);
    expect(massInside(cells, { x0: 1, y0: 0, x1: 16, y1: 16 })).toBeCloseTo(0.5);
    expect(massInside(cells, WHOLE)).toBe(1);
    expect(massInside(new Uint8Array(CELLS), WHOLE)).toBe(0);
    expect(areaOf({ x0: 1, y0: 2, x1: 5, y1: 10 })).toBe(32 / 256);
  });
});
