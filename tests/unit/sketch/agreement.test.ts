import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assembled } from '../../../bin/make-wasm.js';
import { ComparableSketches, IOU_BY_CHANCE, MAX_PAIRS, MEASURES, TOP_CELLS } from '../../../lib/sketch/agreement';
import { shiftsOf } from '../../../lib/sketch/pairing';
import { CELLS } from '../../../lib/sketch/sketch';
import { ReferenceSketches } from '../../support/comparable-reference';
import { random } from '../../support/random';

/** Sketches from functions of the cell. */
function sketches(...levels: ((cell: number) => number)[]): ComparableSketches {
  return comparable(Uint8Array.from(levels.flatMap((level) => Array.from({ length: CELLS }, (_, i) => level(i)))));
}

function comparable(bytes: Uint8Array): ComparableSketches {
  const all = new ComparableSketches();
  all.set(0, bytes);
  return all;
}

describe('two maps', () => {
  test('a map agrees wholly with itself', () => {
    const one = sketches((cell) => cell);
    for (const measure of MEASURES) expect(one.compare(0, 0)[measure][0], measure).toBeCloseTo(1, 6);
  });

  test('opposite order: ρ is −1, and no cell of the top decile is shared', () => {
    const two = sketches(
      (cell) => cell,
      (cell) => 255 - cell,
    );
    expect(two.compare(0, 1).rho[0]).toBeCloseTo(-1, 6);
    expect(two.compare(0, 1).iou[0]).toBe(0);
  });

  test('disjoint maps share no mass', () => {
    const two = sketches(
      (cell) => (cell < 128 ? 255 : 0),
      (cell) => (cell < 128 ? 0 : 255),
    );
    expect(two.compare(0, 1).overlap[0]).toBe(0);
  });

  test('ties at the edge of the top decile share what is left of it', () => {
    const two = sketches(
      (cell) => (cell < 10 ? 255 : cell < 42 ? 100 : 0), // 10 whole cells and 32 with half a weight
      (cell) => (cell < TOP_CELLS ? 255 : 0),
    );
    const shared = 10 + 16 * 0.5;
    expect(two.compare(0, 1).iou[0]).toBeCloseTo(shared / (2 * TOP_CELLS - shared), 6);
  });

  test('zero cells are never in the top decile', () => {
    const two = sketches(
      (cell) => (cell < 5 ? 255 : 0),
      (cell) => (cell < TOP_CELLS ? 255 : 0),
    );
    expect(two.compare(0, 1).iou[0]).toBeCloseTo(5 / TOP_CELLS, 6);
  });

  test('an even map has shared mass but neither ranks nor a top decile', () => {
    const two = sketches(
      () => 255,
      (cell) => cell,
    );
    expect(two.compare(0, 1).rho[0]).toBeNaN();
    expect(two.compare(0, 1).iou[0]).toBeNaN();
    expect(two.compare(0, 1).overlap[0]).toBeGreaterThan(0.5);
  });

  test('a map without evidence is not comparable', () => {
    const two = sketches(
      () => 0,
      (cell) => cell,
    );
    for (const measure of MEASURES) expect(two.compare(0, 1)[measure][0], measure).toBeNaN();
  });

  test('independent maps have the IoU that is expected by chance', () => {
    const next = random(5);
    const maps = comparable(Uint8Array.from({ length: 2000 * CELLS }, () => 256 * next()));
    const sum = maps.compare(0, 1000, 1000).iou.reduce((total, value, k) => (k < 1000 ? total + value : total), 0);
    expect(sum / 1000).toBeCloseTo(IOU_BY_CHANCE, 2);
  });
});

/** A sketch of one of several kinds: with and without evidence, even, sparse, with many and with few ties. */
function someSketch(kind: number, next: () => number): number[] {
  const levelOf = [
    () => 0,
    () => 255,
    () => (next() < 0.05 ? 255 * next() : 0),
    () => (next() < 0.5 ? 255 : 0),
    () => 250 + 6 * next(),
    () => [0, 1, 255][Math.floor(3 * next())],
    () => 256 * next(),
    () => 255 * next() ** 8,
  ][kind % 8];
  return Array.from({ length: CELLS }, levelOf);
}

test('all values are those of the definitions in JavaScript, to the last bit', () => {
  const next = random(9);
  const n = MAX_PAIRS + 40;
  const bytes = Uint8Array.from(Array.from({ length: n }, (_, kind) => someSketch(kind, next)).flat());
  const [maps, reference] = [comparable(bytes), new ReferenceSketches(bytes)];
  for (const other of [0, 1, 3, 14, 40]) {
    const found = maps.compare(0, other, MAX_PAIRS);
    for (const measure of MEASURES) {
      const expected = Float64Array.from({ length: MAX_PAIRS }, (_, k) =>
        reference.compare(measure, k, reference, k + other),
      );
      expect(found[measure], `${measure} at a distance of ${other}`).toEqual(expected);
    }
  }
});

test('a place is used again without a trace of what was there', () => {
  const maps = sketches(
    (cell) => cell,
    (cell) => cell,
  );
  maps.set(1, new Uint8Array(CELLS));
  expect(maps.compare(0, 1).rho[0]).toBeNaN();
  maps.set(
    1,
    Uint8Array.from({ length: CELLS }, (_, cell) => 255 - cell),
  );
  expect(maps.compare(0, 1).rho[0]).toBeCloseTo(-1, 12);
});

test('comparing-wasm.ts is what comparing.wat assembles to', () => {
  const module = readFileSync(new URL('../../../lib/sketch/comparing-wasm.ts', import.meta.url), 'utf8');
  expect(module).toBe(assembled('lib/sketch/comparing'));
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
