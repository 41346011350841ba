import { describe, expect, test } from 'vitest';
import { ComparableSketches } from '../../../lib/sketch/agreement';
import { commonGrid, fullAgreement, MAX_PIXELS, type StoredMap } from '../../../lib/sketch/full-resolution';
import { evidenceOfLevels, type LevelRange } from '../../../lib/sketch/sketch';
import { random } from '../../support/random';

const UNSIGNED = { signed: false };
const SIGNED = { signed: true, minimum: -1, maximum: 1.5 };

function mapOf(width: number, height: number, levels: readonly number[], range: LevelRange = UNSIGNED): StoredMap {
  return { width, height, levels: Uint8Array.from(levels), range };
}

function randomMap(next: () => number, width: number, height: number, range: LevelRange, levels = 256): StoredMap {
  const step = 255 / (levels - 1);
  const level = () => Math.round(Math.floor(next() * levels) * step);
  return mapOf(width, height, Array.from({ length: width * height }, level), range);
}

/** The definitions, pixel by pixel, for maps of one size. */
function bruteForce(a: StoredMap, b: StoredMap) {
  const [x, y] = [a, b].map(({ levels, range }) => Array.from(levels, (level) => evidenceOfLevels(range)[level]));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const midranks = (values: readonly number[]) =>
    values.map((value) => {
      const less = values.filter((other) => other < value).length;
      return less + (values.filter((other) => other === value).length + 1) / 2;
    });
  const pearson = (p: readonly number[], q: readonly number[]) => {
    const [meanP, meanQ] = [sum(p) / p.length, sum(q) / q.length];
    const covariance = sum(p.map((value, i) => (value - meanP) * (q[i] - meanQ)));
    return (
      covariance / Math.sqrt(sum(p.map((value) => (value - meanP) ** 2)) * sum(q.map((value) => (value - meanQ) ** 2)))
    );
  };
  const weights = (values: readonly number[]) => {
    const k = Math.ceil(0.1 * values.length);
    const least = [...values].sort((p, q) => q - p)[k - 1];
    const above = values.filter((value) => value > least).length;
    const tied = values.filter((value) => value === least).length;
    return values.map((value) => (value === 0 ? 0 : value > least ? 1 : value === least ? (k - above) / tied : 0));
  };
  const [u, v] = [weights(x), weights(y)];
  const intersection = sum(u.map((weight, i) => Math.min(weight, v[i])));
  return {
    rho: pearson(midranks(x), midranks(y)),
    iou: intersection / sum(u.map((weight, i) => Math.max(weight, v[i]))),
    overlap: sum(x.map((value, i) => Math.min(value / sum(x), y[i] / sum(y)))),
  };
}

/** A map as blocks of `factor` × `factor` pixels. */
function enlarged({ width, height, levels, range }: StoredMap, factor: number): StoredMap {
  const pixels = Array.from({ length: width * height * factor * factor }, (_, i) => {
    const [x, y] = [i % (width * factor), Math.floor(i / (width * factor))];
    return levels[Math.floor(y / factor) * width + Math.floor(x / factor)];
  });
  return mapOf(width * factor, height * factor, pixels, range);
}

describe('equals the definitions', () => {
  test.for([
    { name: 'unsigned maps', ranges: [UNSIGNED, UNSIGNED], levels: 256 },
    { name: 'maps with many ties', ranges: [UNSIGNED, UNSIGNED], levels: 4 },
    { name: 'signed maps', ranges: [SIGNED, SIGNED], levels: 256 },
    { name: 'a signed and an unsigned map', ranges: [SIGNED, UNSIGNED], levels: 7 },
  ])('for $name', ({ ranges: [first, second], levels }) => {
    const next = random(7);
    for (let round = 0; round < 10; round++) {
      const a = randomMap(next, 13, 9, first, levels);
      const b = randomMap(next, 13, 9, second, levels);
      const expected = bruteForce(a, b);
      const found = fullAgreement(a, b);
      expect(found.rho).toBeCloseTo(expected.rho, 10);
      expect(found.iou).toBeCloseTo(expected.iou, 10);
      expect(found.overlap).toBeCloseTo(expected.overlap, 10);
    }
  });

  test('for the cells of sketches, whose agreement is counted elsewhere', () => {
    const next = random(11);
    const [a, b] = [0, 1].map(() => {
      const map = randomMap(next, 16, 16, UNSIGNED);
      map.levels[0] = 255;
      return map;
    });
    const found = fullAgreement(a, b);
    const both = new ComparableSketches();
    both.set(0, Uint8Array.of(...a.levels, ...b.levels));
    const expected = both.compare(0, 1);
    for (const measure of ['rho', 'iou', 'overlap'] as const)
      expect(found[measure]).toBeCloseTo(expected[measure][0], 5);
  });
});

describe('maps of different sizes', () => {
  test('are compared on the larger grid, a coarse map as blocks', () => {
    const next = random(3);
    const coarse = randomMap(next, 4, 3, UNSIGNED);
    const fine = randomMap(next, 12, 9, SIGNED);
    expect(fullAgreement(coarse, fine)).toEqual(fullAgreement(enlarged(coarse, 3), fine));
    expect(fullAgreement(coarse, fine)).toMatchObject({ width: 12, height: 9 });
  });

  test('may each be larger on one side', () => {
    expect(commonGrid({ width: 10, height: 3 }, { width: 4, height: 8 })).toEqual({ width: 10, height: 8 });
  });

  test('have a limit of pixels', () => {
    const { width, height } = commonGrid({ width: 8000, height: 2000 }, { width: 7, height: 5 });
    expect(width * height).toBeLessThanOrEqual(MAX_PIXELS);
    expect(width / height).toBeCloseTo(4, 2);
  });
});

describe('is not defined', () => {
  const varied = mapOf(2, 2, [0, 10, 20, 30]);

  test('for a map without evidence', () => {
    const nothing = { rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN };
    expect(fullAgreement(varied, mapOf(2, 2, [0, 0, 0, 0]))).toMatchObject({
      ...nothing,
      evidence: ['varies', 'none'],
    });
    // Level 102 of −1 … 1.5 is neutral.
    expect(fullAgreement(mapOf(2, 2, [102, 0, 50, 102], SIGNED), varied)).toMatchObject(nothing);
  });

  test('for constant evidence, except shared mass', () => {
    const found = fullAgreement(varied, mapOf(2, 2, [9, 9, 9, 9]));
    expect(found).toMatchObject({ rho: Number.NaN, iou: Number.NaN, evidence: ['varies', 'constant'] });
    expect(found.overlap).toBeCloseTo(1 / 6 + 1 / 4 + 1 / 4, 10);
  });
});

test('a map agrees with itself', () => {
  const map = randomMap(random(5), 20, 10, SIGNED);
  const { rho, iou, overlap } = fullAgreement(map, map);
  expect([rho, iou, overlap].map((value) => Number(value.toFixed(10)))).toEqual([1, 1, 1]);
});
