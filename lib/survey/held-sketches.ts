import { CELLS } from '../sketch/sketch';
import type { Sketches } from './prepared-blocks';

/** Sketches that are held at most: 32 MB. */
const MAX_HELD = 2 ** 17;

/**
 * The sketches of some maps, read once and held, if they are not too many; else those of the file. Each reading of maps that are spread
 * over a file takes as long as reading all of it: this is for maps that are asked for part by part.
 *
 * @param maps all that are asked for
 */
export async function heldSketches(file: Sketches, maps: Int32Array): Promise<Sketches> {
  if (maps.length > MAX_HELD) return file;
  const held = maps.slice().sort();
  const cells = await file.sketches(held);
  return {
    async sketches(wanted) {
      const result = new Uint8Array(wanted.length * CELLS);
      for (let k = 0; k < wanted.length; k++) {
        const at = placeOf(wanted[k], held) * CELLS;
        result.set(cells.subarray(at, at + CELLS), k * CELLS);
      }
      return result;
    },
  };
}

/** The position of a number in an ascending list that has it. */
function placeOf(number: number, ascending: Int32Array): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
