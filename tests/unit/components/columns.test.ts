import { describe, expect, test } from 'vitest';
import { dropAt, edgeAt } from '../../../components/saliency/column-drop';
import { fittingPixels, isFitted, pixelsOf, wellAspect } from '../../../components/saliency/sizes';
import { columnsInView, stickyColumns } from '../../../components/saliency/use-column-scroll';
import { mostCommon } from '../../../lib/answer/aspect';

/** Columns of 100 pixels with gaps of 10 between them, of which the first one begins at `left`. */
const columnsFrom = (left: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ left: left + 110 * index, right: left + 110 * index + 100 }));

describe('columns in view', () => {
  const view = { left: 0, right: 600 };

  test('are those that are neither cut off nor covered', () => {
    const isStuck = Array(6).fill(false);
    expect(columnsInView({ view, covered: 200, columns: columnsFrom(200, 6), isStuck })).toEqual({
      count: 3,
      isMoreLeft: false,
      isMoreRight: true,
    });
    expect(columnsInView({ view, covered: 200, columns: columnsFrom(150, 6), isStuck })).toEqual({
      count: 3,
      isMoreLeft: true,
      isMoreRight: true,
    });
    expect(columnsInView({ view, covered: 200, columns: columnsFrom(-50, 6), isStuck })).toEqual({
      count: 3,
      isMoreLeft: true,
      isMoreRight: false,
    });
  });

  test('include pinned ones, wherever the others are', () => {
    const columns = [...columnsFrom(200, 1), ...columnsFrom(-20, 4)];
    const isStuck = [true, false, false, false, false];
    expect(columnsInView({ view, covered: 310, columns, isStuck })).toEqual({
      count: 2,
      isMoreLeft: true,
      isMoreRight: false,
    });
  });

  test('pinned ones are sticky only while another column still fits', () => {
    expect(stickyColumns(3, 110, 600)).toBe(3);
    expect(stickyColumns(3, 110, 400)).toBe(2);
    expect(stickyColumns(3, 110, 130)).toBe(0);
    expect(stickyColumns(3, 110, 50)).toBe(0);
  });
});

describe('a column that is dragged', () => {
  test('scrolls the others near an edge of them, and not beyond their left edge, where it is pinned', () => {
    expect([195, 205, 239, 300, 575, 650].map((x) => edgeAt(x, 200, 600))).toEqual([0, -1, -1, 0, 1, 1]);
  });

  const tracks = [4, 0, 1, 2].map((explainer, index) => {
    const left = 200 + 110 * index;
    return { explainer, left, right: left + 100, isPinned: explainer === 4 };
  });

  test.each([
    { x: 330, explainer: 2, before: 0, isPinned: false },
    { x: 400, explainer: 2, before: 1, isPinned: false },
    { x: 640, explainer: 0, before: null, isPinned: false },
    { x: 210, explainer: 2, before: 4, isPinned: true },
    { x: 290, explainer: 2, before: null, isPinned: true },
    { x: 50, explainer: 2, before: 4, isPinned: true },
    { x: 330, explainer: 4, before: 0, isPinned: false },
  ])('$explainer at $x lands before $before, pinned: $isPinned', ({ x, explainer, before, isPinned }) => {
    expect(dropAt(x, explainer, tracks, 200)).toEqual({ before, isPinned });
  });
});

describe('the width of columns', () => {
  test('lets all of them fill the window', () => {
    expect(fittingPixels(1440, 12)).toBeCloseTo((1440 - 40 - 201.6 - 130) / 13);
    expect(fittingPixels(390, 2)).toBe((390 - 24 - 72 - 16) / 2);
    expect(fittingPixels(800, 6)).toBe((800 - 24 - 176 - 70) / 7);
  });

  test('fits by default from 96 pixels on', () => {
    expect(isFitted(null, 1024, 6)).toBe(true);
    expect(isFitted(null, 1440, 12)).toBe(false);
    expect(isFitted('fit', 1440, 12)).toBe(true);
    expect(isFitted(200, 1440, 2)).toBe(false);
  });

  test('is within the selectable range', () => {
    expect(pixelsOf({ layout: 'rows', px: 9999 })).toBe(640);
    expect(pixelsOf({ layout: 'rows', px: 1 })).toBe(64);
    expect(pixelsOf({ layout: 'wall', px: 'fit' })).toBe(148);
  });
});

describe('the shape of wells', () => {
  test('is the most common one of the originals', () => {
    expect(mostCommon([1, 4 / 3, 1.334, 0.75])).toBe(4 / 3);
    expect(mostCommon([2, 1])).toBe(2);
    expect(mostCommon([])).toBeNull();
  });

  test('is limited to 4:1 and 2:5', () => {
    expect([wellAspect(8), wellAspect(1 / 8), wellAspect(4 / 3), wellAspect(null)]).toEqual([4, 0.4, 4 / 3, 1]);
  });
});
