import { describe, expect, test } from 'vitest';
import { ComparableSketches, IOU_BY_CHANCE, MEASURES, TOP_CELLS } from '../../../lib/sketch/agreement';
import { shiftsOf } from '../../../lib/sketch/pairing';
import { CELLS } from '../../../lib/sketch/sketch';
import { random } from '../../support/random';

/** Sketches from functions of the cell. */
function sketches(...levels: ((cell: number) => number)[]): ComparableSketches {
  return new ComparableSketches(
    Uint8Array.from(levels.flatMap((level) => Array.from({ length: CELLS }, (_, i) => level(i)))),
  );
}

describe('two maps', () => {
  test('a map agrees wholly with itself', () => {
    const one = sketches((cell) => cell);
    for (const measure of MEASURES) expect(one.compare(measure, 0, one, 0), measure).toBeCloseTo(1, 6);
  });

  test('opposite order: ρ is −1, and no cell of the top decile is shared', () => {
    const two = sketches(
      (cell) => cell,
      (cell) => 255 - cell,
    );
    expect(two.compare('rho', 0, two, 1)).toBeCloseTo(-1, 6);
    expect(two.compare('iou', 0, two, 1)).toBe(0);
  });

  test('disjoint maps share no mass', () => {
    const two = sketches(
      (cell) => (cell < 128 ? 255 : 0),
      (cell) => (cell < 128 ? 0 : 255),
    );
    expect(two.compare('overlap', 0, two, 1)).toBe(0);
  });

  test('ties at the edge of the top decile share what is left of it', () => {
    const two = sketches(
      (cell) => (cell < 10 ? 255 : cell < 42 ? 100 : 0), // 10 whole cells and 32 with half a weight
      (cell) => (cell < TOP_CELLS ? 255 : 0),
    );
    const shared = 10 + 16 * 0.5;
    expect(two.compare('iou', 0, two, 1)).toBeCloseTo(shared / (2 * TOP_CELLS - shared), 6);
  });

  test('zero cells are never in the top decile', () => {
    const two = sketches(
      (cell) => (cell < 5 ? 255 : 0),
      (cell) => (cell < TOP_CELLS ? 255 : 0),
    );
    expect(two.compare('iou', 0, two, 1)).toBeCloseTo(5 / TOP_CELLS, 6);
  });

  test('an even map has shared mass but neither ranks nor a top decile', () => {
    const two = sketches(
      () => 255,
      (cell) => cell,
    );
    expect(two.compare('rho', 0, two, 1)).toBeNaN();
    expect(two.compare('iou', 0, two, 1)).toBeNaN();
    expect(two.compare('overlap', 0, two, 1)).toBeGreaterThan(0.5);
  });

  test('a map without evidence is not comparable', () => {
    const two = sketches(
      () => 0,
      (cell) => cell,
    );
    for (const measure of MEASURES) expect(two.compare(measure, 0, two, 1), measure).toBeNaN();
    expect([two.hasEvidence(0), two.hasEvidence(1)]).toEqual([false, true]);
  });

  test('independent maps have the IoU that is expected by chance', () => {
    const next = random(5);
    const levels = () => Uint8Array.from({ length: 2000 * CELLS }, () => 256 * next());
    const [a, b] = [new ComparableSketches(levels()), new ComparableSketches(levels())];
    let sum = 0;
    for (let index = 0; index < a.length; index++) sum += a.compare('iou', index, b, index);
    expect(sum / a.length).toBeCloseTo(IOU_BY_CHANCE, 2);
  });
});

describe('pairs', () => {
  test('the shifts are distinct, and fewer for few items', () => {
    expect(shiftsOf(0)).toEqual([]);
    expect(shiftsOf(1)).toEqual([]);
    expect(shiftsOf(2)).toEqual([1]);
    expect(shiftsOf(5)).toEqual([1, 2, 3, 4]);
    expect(shiftsOf(101)).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 81, 91]);
  });
});
