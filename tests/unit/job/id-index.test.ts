import { expect, test } from 'vitest';
import { IdIndex } from '../../../lib/job/id-index';
import { collidingIds } from '../../hostile/collisions';
import { random } from '../../support/random';

/** An index of these ids, each at the row at which it stands. */
function indexOf(ids: Int32Array): IdIndex {
  const index = new IdIndex();
  for (const id of ids) index.add(ids, id);
  return index;
}

test('finds the row of each id, including negative and sparse ones', () => {
  const ids = Int32Array.of(0, -1, 1, 2 ** 31 - 1, -(2 ** 31), 1_000_000, -1_000_000, 65_536, 131_072);
  const index = indexOf(ids);
  expect([...ids].map((id) => index.get(ids, id))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('does not find an id that was not added', () => {
  const ids = Int32Array.of(0, 5, -5);
  const index = indexOf(ids);
  expect([1, -1, 4, 512, 2 ** 31 - 1].map((id) => index.get(ids, id))).toEqual([-1, -1, -1, -1, -1]);
  expect(new IdIndex().get(new Int32Array(0), 0)).toBe(-1);
});

test.each([
  ['next to each other', (i: number) => i],
  ['a thousand apart', (i: number) => i * 1000 - 5_000_000],
  ['that differ in their high bits only', (i: number) => (i << 16) | 0],
])('finds ten thousand ids %s while it grows', (_, idAt) => {
  const ids = Int32Array.from({ length: 10_000 }, (_, i) => idAt(i));
  const index = indexOf(ids);
  const rowOf = new Map([...ids].map((id, row) => [id, row]));
  const wrong = [...rowOf].filter(([id]) => ids[index.get(ids, id)] !== id);
  expect(wrong).toEqual([]);
});

test('finds random ids, and only them', () => {
  const next = random(5);
  const ids = Int32Array.from(new Set(Array.from({ length: 5000 }, () => Math.floor(next() * 2 ** 32) | 0)));
  const index = indexOf(ids);
  const known = new Set(ids);
  expect([...ids].filter((id, row) => index.get(ids, id) !== row)).toEqual([]);
  const others = Array.from({ length: 5000 }, () => Math.floor(next() * 2 ** 32) | 0).filter((id) => !known.has(id));
  expect(others.filter((id) => index.get(ids, id) !== -1)).toEqual([]);
});

test('needs no memory for ascending ids, and at most twelve bytes for each other one', () => {
  const ascending = Int32Array.from({ length: 100_000 }, (_, i) => i * 3 - 1000);
  expect(indexOf(ascending).byteLength).toBe(0);
  expect(indexOf(ascending.toReversed()).byteLength).toBeLessThanOrEqual(12 * ascending.length);
});

test('finds ids that ascend up to any point', () => {
  for (const turn of [1, 2, 300, 357, 358, 359, 360, 999]) {
    const ids = Int32Array.from({ length: 1000 }, (_, i) => (i === turn ? -5 : i * 2));
    const index = indexOf(ids);
    expect(
      [...ids].filter((id, row) => index.get(ids, id) !== row),
      `turn at ${turn}`,
    ).toEqual([]);
    expect([-6, -4, 1, 3, 1999, 2000].filter((id) => index.get(ids, id) !== -1)).toEqual([]);
  }
});

test('nobody can choose ids that share their slots', () => {
  const milliseconds = (ids: Int32Array) => {
    const began = performance.now();
    indexOf(ids);
    return performance.now() - began;
  };
  const descending = Int32Array.from({ length: 100_000 }, (_, i) => -i);
  milliseconds(descending);
  expect(milliseconds(collidingIds(100_000))).toBeLessThan(500 + 10 * milliseconds(descending)); // 5 s if they do
});
