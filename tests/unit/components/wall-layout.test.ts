import { expect, test } from 'vitest';
import { layoutOf, moved, rowAt, rowCount, rowOf } from '../../../components/saliency/wall-layout';

test('as many tiles as fit, stretched to the width', () => {
  expect(layoutOf(632, 150, 1)).toEqual({ columns: 4, rowPixels: 184 }); // 4 × 152 + 3 × 8
  expect(layoutOf(631, 152, 1).columns).toBe(3);
});

test('the height of a row follows from the aspect ratio of the pictures', () => {
  expect(layoutOf(632, 150, 2)).toEqual({ columns: 4, rowPixels: 108 }); // 152 / 2 + 24 + 8
});

test('a window narrower than a tile has one column', () => {
  expect(layoutOf(100, 148, 1).columns).toBe(1);
  expect(layoutOf(0, 148, 1).columns).toBe(1);
});

test('arrow keys move over the wall and stop at its ends', () => {
  const tiles = { count: 12, valued: 12, columns: 4 };
  expect(moved(5, 'ArrowDown', tiles)).toBe(9);
  expect(moved(9, 'ArrowDown', tiles)).toBeNull();
  expect(moved(0, 'ArrowLeft', tiles)).toBeNull();
  expect(moved(3, 'j', tiles)).toBe(4);
  expect(moved(3, 'toString', tiles)).toBeNull();
});

test.each([
  [
    { count: 12, valued: 12, columns: 4 },
    [
      [0, 3],
      [4, 7],
      [8, 11],
    ],
  ],
  [{ count: 7, valued: 5, columns: 4 }, [[0, 3], [4, 4], null, [5, 6]]],
  [{ count: 5, valued: 0, columns: 4 }, [null, [0, 3], [4, 4]]],
  [{ count: 0, valued: 0, columns: 4 }, []],
])('a divider begins a new row: %o', (tiles, expected) => {
  const rows = Array.from({ length: rowCount(tiles) }, (_, index) => rowAt(index, tiles));
  expect(rows.map((row) => row && [row.first, row.last])).toEqual(expected);
  for (const [index, row] of rows.entries()) {
    for (let tile = row?.first ?? 0; tile <= (row?.last ?? -1); tile++) expect(rowOf(tile, tiles)).toBe(index);
  }
});

test('arrow keys pass the divider; above and below shorter rows they lead to the last tile', () => {
  const tiles = { count: 11, valued: 6, columns: 4 };
  expect(moved(3, 'ArrowDown', tiles)).toBe(5);
  expect(moved(5, 'ArrowDown', tiles)).toBe(7);
  expect(moved(9, 'ArrowUp', tiles)).toBe(5);
  expect(moved(5, 'ArrowRight', tiles)).toBe(6);
});
