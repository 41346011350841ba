import { expect, test } from 'vitest';
import { colourTable } from '../../../lib/image/colour-map';
import { histogramOf } from '../../../lib/image/contrast';
import type { Display } from '../../../lib/image/display';
import { displayTable } from '../../../lib/image/display-table';

const PLAIN: Display = { colour: 'viridis', contrast: 'stored', blend: 0, top: 100, contours: false };
const histogram = histogramOf(Uint8Array.from({ length: 256 }, (_, level) => level));

const alpha = (colour: number) => colour >>> 24;

test('without blending the colours are those of the colour map', () => {
  expect(displayTable(histogram, PLAIN)).toEqual(colourTable('viridis'));
});

test('blending lets through what lies below, the more the less salient a pixel is', () => {
  const table = displayTable(histogram, { ...PLAIN, blend: 100 });
  expect([0, 51, 255].map((level) => alpha(table[level]))).toEqual([0, 51, 255]);
  const half = displayTable(histogram, { ...PLAIN, blend: 50 });
  expect(alpha(half[0])).toBe(128);
});

test('under the threshold nothing is drawn', () => {
  const table = displayTable(histogram, { ...PLAIN, top: 25 });
  expect([...table].map((colour) => colour !== 0)).toEqual([...table.keys()].map((level) => level >= 192));
});
