import { expect, test } from 'vitest';
import { ComparableSketches } from '../../../lib/sketch/agreement';
import { CELLS } from '../../../lib/sketch/sketch';
import { PreparedBlocks } from '../../../lib/survey/prepared-blocks';

/** The greatest place at which a sketch is put, while all blocks are asked for. */
async function mostPlaces(lists: number, maps: number): Promise<number> {
  let most = 0;
  class Watched extends ComparableSketches {
    override set(place: number, sketches: Uint8Array) {
      most = Math.max(most, place + sketches.length / CELLS);
    }
  }
  const file = { sketches: async (rows: ArrayLike<number>) => new Uint8Array(rows.length * CELLS) };
  const list = new Int32Array(maps);
  const blocks = new PreparedBlocks(file, new Watched(), Array<Int32Array>(lists).fill(list));
  for (let item = 0; item < maps; item += blocks.blockLength) await blocks.placeOf(item);
  return most;
}

test.each([
  [2, 20_000],
  [40, 3_000],
  [100, 4_000],
  [200, 4_000],
])('the prepared maps of %i explainers take 88 MB at most', async (lists, maps) => {
  expect(await mostPlaces(lists, maps)).toBeLessThanOrEqual(102_400);
});
