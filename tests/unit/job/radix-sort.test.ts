import { describe, expect, test } from 'vitest';
import { floatKey, intKey, sortByKeys } from '../../../lib/job/radix-sort';
import { random } from '../../support/random';

/** Item i with key i, sorted. */
function sorted(keys: readonly number[]): number[] {
  const items = Uint32Array.from(keys, (_, i) => i);
  sortByKeys(items, Uint32Array.from(keys));
  return [...items];
}

describe('sortByKeys', () => {
  test('puts the smallest key first', () => {
    expect(sorted([5, 0xffffffff, 0, 2 ** 31, 2048, 2047, 2 ** 22, 2 ** 22 - 1])).toEqual([2, 0, 5, 4, 7, 6, 3, 1]);
  });

  test('keeps the order of equal keys', () => {
    const next = random(3);
    const keys = Array.from({ length: 5000 }, () => Math.floor(next() * 7) * 700_000_000);
    const expected = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
    expect(sorted(keys)).toEqual(expected);
  });

  test('sorts any keys as a comparator does', () => {
    const next = random(4);
    const keys = Array.from({ length: 5000 }, () => Math.floor(next() * 2 ** 32));
    const expected = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
    expect(sorted(keys)).toEqual(expected);
  });

  test('sorts zero keys, and one', () => {
    expect(sorted([])).toEqual([]);
    expect(sorted([9])).toEqual([0]);
  });

  test('sorts a part of an array in place', () => {
    const items = Uint32Array.of(1, 2, 3, 4);
    sortByKeys(items.subarray(1, 3), Uint32Array.of(9, 8));
    expect([...items]).toEqual([1, 3, 2, 4]);
  });
});

describe('floatKey', () => {
  const values = [Number.NEGATIVE_INFINITY, -3e38, -1, -0.5, -1e-40, 0, 1e-40, 0.5, 1, 3e38, Number.POSITIVE_INFINITY];

  test('orders floats numerically, including negative ones', () => {
    expect(values.map(floatKey)).toEqual(values.map(floatKey).sort((a, b) => a - b));
    expect(new Set(values.map(floatKey)).size).toBe(values.length);
  });

  test('puts NaN after all numbers', () => {
    expect(floatKey(Number.NaN)).toBeGreaterThan(floatKey(Number.POSITIVE_INFINITY));
  });

  test('treats the two zeros as equal', () => {
    expect(floatKey(-0)).toBe(floatKey(0));
  });
});

test('intKey orders integers numerically, including negative ones', () => {
  const values = [-(2 ** 31), -70_000, -1, 0, 1, 70_000, 2 ** 31 - 1];
  expect(values.map(intKey)).toEqual(values.map(intKey).sort((a, b) => a - b));
  expect(new Set(values.map(intKey)).size).toBe(values.length);
});
