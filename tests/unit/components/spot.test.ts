import { expect, test } from 'vitest';
import { readerOf } from '../../../components/map/spot';
import { histogramOf } from '../../../lib/image/contrast';

const levels = Uint8Array.from([0, 51, 102, 153, 204, 255]);
const heatmap = { width: 3, height: 2, levels, histogram: histogramOf(levels), coloured: null };

test('a wide map lies in the middle of its frame; above and below there is nothing', () => {
  const read = readerOf(heatmap, 3 / 2);
  expect(read(0.1, 0.3)).toBe(0);
  expect(read(0.9, 0.7)).toBe(1);
  expect(read(0.5, 0.7)).toBe(0.8);
  expect(read(0.5, 0.1)).toBeNull();
  expect(read(0.5, 0.9)).toBeNull();
});

test('a map of another shape is stretched to its original', () => {
  const read = readerOf(heatmap, 1);
  expect(read(0.1, 0.1)).toBe(0);
  expect(read(0.5, 0.9)).toBe(0.8);
});
