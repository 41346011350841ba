import { describe, expect, test } from 'vitest';
import { pan, pictureAt, WHOLE, zoomAt } from '../../../components/map/view';

describe('zooming', () => {
  test('keeps the point under the pointer in place', () => {
    const nearer = zoomAt(zoomAt(WHOLE, 2, 0.25, 0.75), 1.5, 0.6, 0.5);
    const before = pictureAt(zoomAt(WHOLE, 2, 0.25, 0.75), 0.6, 0.5);
    const after = pictureAt(nearer, 0.6, 0.5);
    expect(nearer.scale).toBe(3);
    expect(after.u).toBeCloseTo(before.u);
    expect(after.v).toBeCloseTo(before.v);
  });

  test('never shows less than a sixteenth of the picture, nor beyond its edges', () => {
    expect(zoomAt(WHOLE, 1000, 0, 0).scale).toBe(16);
    expect(zoomAt(zoomAt(WHOLE, 4, 1, 1), 0.25, 0, 0)).toEqual(WHOLE);
    expect(zoomAt(WHOLE, 0.5, 0.5, 0.5)).toEqual(WHOLE);
  });
});

describe('panning', () => {
  test('stops at the edges', () => {
    const near = zoomAt(WHOLE, 2, 0.5, 0.5);
    expect(pan(near, 5, -5)).toEqual({ scale: 2, x: 0, y: -1 });
    expect(pan(WHOLE, 0.3, 0.3)).toEqual(WHOLE);
  });
});
