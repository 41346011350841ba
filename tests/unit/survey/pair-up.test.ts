import { expect, test } from 'vitest';
import { ComparableSketches } from '../../../lib/sketch/agreement';
import { shiftsOf } from '../../../lib/sketch/pairing';
import { CELLS } from '../../../lib/sketch/sketch';
import { PreparedBlocks, pairUp } from '../../../lib/survey/pair-up';
import { random } from '../../support/random';

/** A file in memory whose map `k` is the k-th sketch. */
function blocksOf(sketches: readonly Uint8Array[]): PreparedBlocks {
  return new PreparedBlocks({
    sketches: async (maps) => Buffer.concat(Array.from(maps, (map) => sketches[map])),
  });
}

const sketch = (levelOf: (cell: number) => number) => Uint8Array.from({ length: CELLS }, (_, cell) => levelOf(cell));
const UP = sketch((cell) => cell);
const DOWN = sketch((cell) => 255 - cell);
const EVEN = sketch(() => 255);

const list = (name: string, maps: number[]) => ({ name, maps: Int32Array.from(maps) });

test('shuffled pairs are of other samples; with one sample there are none', async () => {
  const of = (ids: number[]) =>
    pairUp(blocksOf([UP, DOWN]), list('a', [0, 1]), list('b', [0, 1]), Int32Array.from(ids));
  const one = (await of([4, 4])).pairings.rho;
  expect(one).toMatchObject({ n: 2, mean: 1, shuffled: Number.NaN, lift: Number.NaN });
  expect((await of([4, 5])).pairings.rho).toMatchObject({ shuffled: -1, lift: 2 });
});

test('a pair whose measure is not defined counts in n only', async () => {
  const paired = await pairUp(blocksOf([EVEN, UP]), list('a', [0, 1]), list('b', [1, 1]), Int32Array.of(0, 1));
  expect(paired.pairings.rho).toMatchObject({ n: 2, mean: 1 });
  expect([...paired.values.rho]).toEqual([Number.NaN, 1]);
  const none = await pairUp(blocksOf([]), list('a', []), list('b', []), new Int32Array(0));
  expect(none.pairings.rho).toMatchObject({ n: 0, mean: Number.NaN, median: Number.NaN, shuffled: Number.NaN });
});

test('over several blocks, every pair of every shift is counted once', async () => {
  const next = random(7);
  const n = 2_500;
  const sketches = Array.from({ length: 2 * n }, () => sketch(() => Math.floor(next() * 256)));
  const ids = Int32Array.from({ length: n }, (_, k) => Math.floor(k / 2));
  const a = Array.from({ length: n }, (_, k) => k);
  const { pairings } = await pairUp(
    blocksOf(sketches),
    list('a', a),
    list(
      'b',
      a.map((k) => n + k),
    ),
    ids,
  );
  const all = new ComparableSketches(Buffer.concat(sketches));
  let sum = 0;
  let count = 0;
  for (const shift of shiftsOf(n)) {
    for (let k = 0; k < n; k++) {
      const other = (k + shift) % n;
      if (ids[k] === ids[other]) continue;
      sum += all.compare('overlap', k, all, n + other);
      count++;
    }
  }
  expect(pairings.overlap.shuffled).toBeCloseTo(sum / count, 10);
});
