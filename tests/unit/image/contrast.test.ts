import { describe, expect, test } from 'vitest';
import { fullPosition, histogramOf, shownLevels, topPosition } from '../../../lib/image/contrast';
import { CONTRASTS } from '../../../lib/image/display';
import { random } from '../../support/random';

/** A heavy-tailed map, as gradients give: nearly all pixels are dark. */
function heavyTailed(pixels: number, seed: number): Uint8Array {
  const next = random(seed);
  return Uint8Array.from({ length: pixels }, () => Math.floor(255 * next() ** 6));
}

const MAPS = {
  'a heavy-tailed map': heavyTailed(5000, 1),
  'a map of one level': new Uint8Array(100).fill(40),
  'an empty map': new Uint8Array(100),
  'a map with one salient pixel': Uint8Array.from({ length: 1000 }, (_, i) => (i === 0 ? 200 : 0)),
  'a full map': new Uint8Array(64).fill(255),
};

describe.each(Object.entries(MAPS))('%s', (_, levels) => {
  const histogram = histogramOf(levels);

  test.each(CONTRASTS)('%s is monotonic', (contrast) => {
    const shown = shownLevels(histogram, contrast, false);
    for (let level = 1; level < 256; level++) expect(shown[level]).toBeGreaterThanOrEqual(shown[level - 1]);
  });

  test.each([1, 5, 10, 25, 50, 99])(
    'the top %i percent are at most that many pixels, and as many as possible',
    (percent) => {
      const cut = topPosition(histogram, percent);
      const reached = (level: number) => levels.filter((each) => each >= level).length;
      const allowed = (levels.length * percent) / 100;
      const greatest = Math.max(...levels);
      if (reached(greatest) > allowed) expect(cut).toBe(greatest);
      else {
        expect(reached(cut)).toBeLessThanOrEqual(allowed);
        if (cut > 0) expect(reached(cut - 1)).toBeGreaterThan(allowed);
      }
    },
  );

  test('the top 100 percent are all pixels', () => {
    expect(topPosition(histogram, 100)).toBe(0);
  });
});

const histogram = histogramOf(MAPS['a heavy-tailed map']);
const sorted = [...MAPS['a heavy-tailed map']].sort((a, b) => a - b);

test('stored changes nothing', () => {
  expect([...shownLevels(histogram, 'stored', false)]).toEqual([...Array(256).keys()]);
});

test('clip maps the 99.5th percentile, by nearest rank, to the last colour', () => {
  const top = sorted[Math.ceil(0.995 * sorted.length) - 1];
  const shown = shownLevels(histogram, 'clip', false);
  expect([shown[0], shown[top], shown[255]]).toEqual([0, 255, 255]);
  expect(shown[top - 1]).toBeLessThan(255);
  expect(shown[10]).toBe(Math.round((10 * 255) / top));
});

test('the last colour starts where the scale is clipped, else at its end', () => {
  const top = sorted[Math.ceil(0.995 * sorted.length) - 1];
  expect(CONTRASTS.map((contrast) => fullPosition(histogram, contrast, false))).toEqual([top, 255, 255, 255]);
});

test('a map with a few salient pixels is not shown as an empty one', () => {
  expect(shownLevels(histogramOf(MAPS['a map with one salient pixel']), 'clip', false)[200]).toBe(255);
});

test('for signed maps clip ignores neutral pixels, and for small ones it uses the maximum', () => {
  const mostlyNeutral = new Uint32Array(256);
  mostlyNeutral.set([100_000, 300, 98, 1, 1]);
  expect([false, true].map((isSigned) => fullPosition(mostlyNeutral, 'clip', isSigned))).toEqual([1, 2]);
  const small = new Uint32Array(256);
  small.set([1000, 198, 0, 0, 0, 1]);
  expect(fullPosition(small, 'clip', true)).toBe(5);
});

test('gamma is the square root', () => {
  const shown = shownLevels(histogram, 'gamma', false);
  expect([shown[0], shown[64], shown[255]]).toEqual([0, Math.round(255 * Math.sqrt(64 / 255)), 255]);
});

test('equalised maps a level to the share of the pixels at or below it, among those above the minimum', () => {
  const shown = shownLevels(histogram, 'equalised', false);
  const least = sorted[0];
  const rest = sorted.filter((level) => level > least).length;
  for (const level of [least, 3, 50, 255]) {
    const reached = sorted.filter((each) => each > least && each <= level).length;
    expect(shown[level]).toBe(Math.round((255 * reached) / rest));
  }
});
