import { expect, test } from 'vitest';
import { CELLS } from '../../../lib/sketch/sketch';
import { heldSketches } from '../../../lib/survey/held-sketches';

/** Sketches that begin with the number of their map, and how often they were read. */
function numbered() {
  const reads: number[] = [];
  const sketches = async (maps: ArrayLike<number>) => {
    reads.push(maps.length);
    const cells = new Uint8Array(maps.length * CELLS);
    for (let k = 0; k < maps.length; k++) new DataView(cells.buffer).setInt32(k * CELLS, maps[k]);
    return cells;
  };
  return { reads, sketches };
}

const numbersIn = (cells: Uint8Array) =>
  Array.from({ length: cells.length / CELLS }, (_, k) => new DataView(cells.buffer).getInt32(k * CELLS));

test('maps that are asked for in parts are read once', async () => {
  const file = numbered();
  const held = await heldSketches(file, Int32Array.of(70_000, 3, 9, 12, 4));
  expect(numbersIn(await held.sketches([9, 70_000, 3]))).toEqual([9, 70_000, 3]);
  expect(numbersIn(await held.sketches([12, 4, 12]))).toEqual([12, 4, 12]);
  expect(numbersIn(await held.sketches([]))).toEqual([]);
  expect(file.reads).toEqual([5]);
});

test('too many maps are not held', async () => {
  const file = numbered();
  const held = await heldSketches(file, new Int32Array(2 ** 17 + 1));
  expect(file.reads).toEqual([]);
  expect(numbersIn(await held.sketches([7]))).toEqual([7]);
});
