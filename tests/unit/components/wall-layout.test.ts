import { expect, test } from 'vitest';
import { layoutOf, moved } from '../../../components/saliency/wall-layout';

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
  expect(moved(5, 'ArrowDown', 4, 12)).toBe(9);
  expect(moved(9, 'ArrowDown', 4, 12)).toBeNull();
  expect(moved(0, 'ArrowLeft', 4, 12)).toBeNull();
  expect(moved(3, 'j', 4, 12)).toBe(4);
  expect(moved(3, 'toString', 4, 12)).toBeNull();
});
