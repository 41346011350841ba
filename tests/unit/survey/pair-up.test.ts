import { expect, test } from 'vitest';
import { ComparableSketches } from '../../../lib/sketch/agreement';
import { shiftsOf } from '../../../lib/sketch/pairing';
import { CELLS } from '../../../lib/sketch/sketch';
import { MAX_SHUFFLED, pairUp } from '../../../lib/survey/pair-up';
import { evenly } from '../../../lib/survey/selection';
import { random } from '../../support/random';

/** Pairs up two lists of maps: map `k` is the k-th sketch. */
async function paired(sketches: readonly Uint8Array[], a: number[], b: number[], ids: Int32Array) {
  const file = { sketches: async (maps: ArrayLike<number>) => Buffer.concat(Array.from(maps, (k) => sketches[k])) };
  const lists = [Int32Array.from(a), Int32Array.from(b)];
  const [found] = await pairUp(file, new ComparableSketches(), lists, [[0, 1]], ids);
  return found;
}

const sketch = (levelOf: (cell: number) => number) => Uint8Array.from({ length: CELLS }, (_, cell) => levelOf(cell));
const UP = sketch((cell) => cell);
const DOWN = sketch((cell) => 255 - cell);
const EVEN = sketch(() => 255);

test('shuffled pairs are of other samples; with one sample there are none', async () => {
  const of = (ids: number[]) => paired([UP, DOWN], [0, 1], [0, 1], Int32Array.from(ids));
  const one = (await of([4, 4])).pairings.rho;
  expect(one).toMatchObject({ n: 2, mean: 1, shuffled: Number.NaN, lift: Number.NaN });
  expect((await of([4, 5])).pairings.rho).toMatchObject({ shuffled: -1, lift: 2 });
});

test('a pair whose measure is not defined counts in n only', async () => {
  const found = await paired([EVEN, UP], [0, 1], [1, 1], Int32Array.of(0, 1));
  expect(found.pairings.rho).toMatchObject({ n: 2, mean: 1 });
  expect([...found.values.rho]).toEqual([Number.NaN, 1]);
  const none = await paired([], [], [], new Int32Array(0));
  expect(none.pairings.rho).toMatchObject({ n: 0, mean: Number.NaN, median: Number.NaN, shuffled: Number.NaN });
});

test('over several blocks, every pair of every shift is counted once', async () => {
  const next = random(7);
  const n = 2_500;
  const sketches = Array.from({ length: 2 * n }, () => sketch(() => Math.floor(next() * 256)));
  const ids = Int32Array.from({ length: n }, (_, k) => Math.floor(k / 2));
  const a = Array.from(ids.keys());
  const b = a.map((k) => n + k);
  const { pairings } = await paired(sketches, a, b, ids);
  const all = new ComparableSketches();
  all.set(0, Buffer.concat(sketches));
  let sum = 0;
  let count = 0;
  for (const shift of shiftsOf(n)) {
    for (let k = 0; k < n; k++) {
      const other = (k + shift) % n;
      if (ids[k] === ids[other]) continue;
      sum += all.compare(k, n + other).overlap[0];
      count++;
    }
  }
  expect(pairings.overlap.shuffled).toBeCloseTo(sum / count, 10);
});

test('of very many pairs, the baseline is that of 20,000 of them', async () => {
  const n = 24_000;
  const ids = Int32Array.from({ length: n }, (_, k) => k);
  // Every sixth pair is left out of the baseline: the only ones whose maps differ.
  const chosen = new Set(evenly(n, MAX_SHUFFLED));
  expect(chosen.size).toBe(MAX_SHUFFLED);
  const a = Array.from(ids, (k) => (chosen.has(k) ? 0 : 1));
  const { pairings, values } = await paired(
    [UP, DOWN],
    a,
    Array.from(ids, () => 0),
    ids,
  );
  expect(pairings.rho.n).toBe(n);
  expect(pairings.rho.mean).toBeCloseTo((20_000 - 4_000) / n, 6);
  expect(pairings.rho.shuffled).toBeCloseTo(1, 12);
  expect(values.rho.filter((value) => value < 0)).toHaveLength(4_000);
});

test('lists that do not fit into memory at once are shuffled in parts, with the same result', async () => {
  const next = random(5);
  const n = 9_000;
  const sketches = Array.from({ length: 50 }, () => sketch(() => Math.floor(next() * 256)));
  const ids = Int32Array.from({ length: n }, (_, k) => k);
  const lists = Array.from({ length: 12 }, () => Int32Array.from(ids, () => Math.floor(50 * next())));
  const file = { sketches: async (maps: ArrayLike<number>) => Buffer.concat(Array.from(maps, (k) => sketches[k])) };
  const pairs = [
    [0, 11],
    [3, 4],
  ] as const;
  const found = await pairUp(file, new ComparableSketches(), lists, pairs, ids);
  const all = new ComparableSketches();
  all.set(0, Buffer.concat(sketches));
  for (const [k, [a, b]] of pairs.entries()) {
    let sum = 0;
    for (const shift of shiftsOf(n))
      for (let i = 0; i < n; i++) sum += all.compare(lists[a][i], lists[b][(i + shift) % n]).rho[0];
    expect(found[k].pairings.rho.shuffled).toBeCloseTo(sum / shiftsOf(n).length / n, 10);
  }
});

test('lists with gaps are compared where both have a map, and shuffled among those', async () => {
  const next = random(11);
  const n = 1_100;
  const sketches = Array.from({ length: 40 }, () => sketch(() => Math.floor(next() * 256)));
  const ids = Int32Array.from({ length: n }, (_, k) => Math.floor(k / 2));
  const gapsIn = (share: number) => Int32Array.from(ids, () => (next() < share ? -1 : Math.floor(40 * next())));
  const lists = [gapsIn(0), gapsIn(0), gapsIn(0.01), gapsIn(0.7), new Int32Array(n).fill(-1)];
  const pairs = lists.flatMap((_, a) => lists.slice(a + 1).map((_, k) => [a, a + 1 + k] as const));
  const file = {
    sketches: async (maps: ArrayLike<number>) =>
      Buffer.concat(Array.from(maps, (map) => (map === -1 ? new Uint8Array(CELLS) : sketches[map]))),
  };
  const found = await pairUp(file, new ComparableSketches(), lists, pairs, ids);
  const all = new ComparableSketches();
  all.set(0, Buffer.concat(sketches));
  for (const [k, [a, b]] of pairs.entries()) {
    const items = [...ids.keys()].filter((item) => lists[a][item] !== -1 && lists[b][item] !== -1);
    const shuffled = shiftsOf(items.length).flatMap((shift) =>
      items.flatMap((item, i) => {
        const other = items[(i + shift) % items.length];
        return ids[item] === ids[other] ? [] : [all.compare(lists[a][item], lists[b][other]).rho[0]];
      }),
    );
    expect([...found[k].at], `${pairs[k]}`).toEqual(items);
    expect(found[k].pairings.rho.n).toBe(items.length);
    const values = items.map((item) => Math.fround(all.compare(lists[a][item], lists[b][item]).rho[0]));
    expect([...found[k].values.rho]).toEqual(values);
    const mean = shuffled.reduce((sum, value) => sum + value, 0) / shuffled.length;
    if (items.length > 0) expect(found[k].pairings.rho.shuffled).toBeCloseTo(mean, 10);
    else expect(found[k].pairings.rho.shuffled).toBeNaN();
  }
});

test('each map is read about once, however many lists there are', async () => {
  const n = 6_000;
  let read = 0;
  const file = {
    sketches: async (maps: ArrayLike<number>) => {
      read += maps.length;
      return Buffer.alloc(maps.length * CELLS, UP);
    },
  };
  const ids = Int32Array.from({ length: n }, (_, k) => k);
  const lists = Array.from({ length: 24 }, () => ids);
  await pairUp(file, new ComparableSketches(), lists, [[0, 1]], ids);
  expect(read).toBeLessThan(1.5 * n * lists.length);
});
