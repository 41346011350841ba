import { expect, test } from 'vitest';
import { readerOf } from '../../../components/map/spot';
import { histogramOf } from '../../../lib/image/contrast';

const levels = Uint8Array.from([0, 51, 102, 153, 204, 255]);
const heatmap = { width: 3, height: 2, levels, histogram: histogramOf(levels), isSpeckled: false, coloured: null };

test('a wide map is centred in its frame, with empty space above and below', () => {
  const read = readerOf(heatmap, null, 3 / 2);
  expect(read(0.1, 0.3, 1)).toBe('0.00');
  expect(read(0.9, 0.7, 1)).toBe('1.00');
  expect(read(0.5, 0.7, 1)).toBe('0.80');
  expect(read(0.5, 0.1, 1)).toBeNull();
  expect(read(0.5, 0.9, 1)).toBeNull();
});

test('a map of another shape is stretched to its original', () => {
  const read = readerOf(heatmap, null, 1);
  expect(read(0.1, 0.1, 1)).toBe('0.00');
  expect(read(0.5, 0.9, 1)).toBe('0.80');
});

test('if the range is known the attribution is shown, with three significant digits', () => {
  const read = readerOf(heatmap, { minimum: -1, maximum: 2e-7, signed: true }, 3 / 2);
  expect([read(0.1, 0.3, 1), read(0.5, 0.3, 1), read(0.5, 0.7, 1), read(0.9, 0.7, 1)]).toEqual([
    '−1',
    '−0.8',
    '−0.2',
    '2e−7',
  ]);
  const tiny = readerOf(heatmap, { minimum: 0, maximum: 0.123456, signed: false }, 3 / 2);
  expect([tiny(0.1, 0.3, 1), tiny(0.9, 0.7, 1)]).toEqual(['0', '0.123']);
});

test('a map fills a frame with the same aspect ratio', () => {
  const read = readerOf(heatmap, null, 3 / 2);
  expect(read(0.1, 0.1, 3 / 2)).toBe('0.00');
  expect(read(0.9, 0.9, 3 / 2)).toBe('1.00');
  expect(read(0.1, 0.5, 3)).toBeNull();
  expect(read(0.3, 0.1, 3)).toBe('0.00');
});
