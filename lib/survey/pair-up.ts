import { type ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import { type Pairing, shiftsOf } from '../sketch/pairing';
import { Mean, summaryOf } from '../sketch/summary';
import { Slice } from '../slices';
import { PreparedBlocks, type Sketches } from './prepared-blocks';
import { evenly } from './selection';

/** Items that are shuffled at most: the mean of ten times as many values is known to .001. */
export const MAX_SHUFFLED = 20_000;

/** The measures of two lists of maps: for each of them a pairing, and the value of each pair (NaN where not defined). */
export interface Paired {
  pairings: Record<Measure, Pairing>;
  values: Record<Measure, Float32Array>;
}

/** Positions of two lists that are compared. */
export type ListPair = readonly [number, number];

/**
 * Compares lists of maps, map by map, and with the maps of other samples: item i of A with item i + s of B, round, for the fixed shifts
 * of `shiftsOf`, without those of the same sample. Of more than 20,000 items, so many are shuffled, taken evenly. All maps
 * must have evidence.
 *
 * @param sketches where they are prepared; nobody else may use it meanwhile
 * @param lists one map for each of the same pairs of sample and label
 * @param pairs which lists are compared; the results are in this order
 * @param ids the sample of each item
 */
export async function pairUp(
  file: Sketches,
  sketches: ComparableSketches,
  lists: readonly Int32Array[],
  pairs: readonly ListPair[],
  ids: Int32Array,
): Promise<Paired[]> {
  const n = ids.length;
  const blocks = new PreparedBlocks(file, sketches, lists);
  const values = await valuesOf(blocks, pairs, n);
  const shuffled = n > MAX_SHUFFLED ? someOf(file, sketches, lists, ids) : { blocks, ids };
  const baselines = await baselinesOf(shuffled.blocks, pairs, shuffled.ids);
  const pairingOf = (pair: number, measure: Measure): Pairing => {
    const { mean, median } = summaryOf(values[pair][measure]);
    const baseline = baselines[pair][measure];
    return { n, mean, median, shuffled: baseline, lift: mean - baseline };
  };
  const slice = new Slice();
  const paired: Paired[] = [];
  for (let pair = 0; pair < pairs.length; pair++) {
    const pairings = { rho: pairingOf(pair, 'rho'), iou: pairingOf(pair, 'iou'), overlap: pairingOf(pair, 'overlap') };
    paired.push({ values: values[pair], pairings });
    if (slice.isOver) await slice.end();
  }
  return paired;
}

function someOf(file: Sketches, sketches: ComparableSketches, lists: readonly Int32Array[], ids: Int32Array) {
  const at = evenly(ids.length, MAX_SHUFFLED);
  const some = (list: Int32Array) => Int32Array.from(at, (k) => list[k]);
  return { blocks: new PreparedBlocks(file, sketches, lists.map(some)), ids: some(ids) };
}

/** The measures of each item, for each pair of lists. */
async function valuesOf(
  blocks: PreparedBlocks,
  pairs: readonly ListPair[],
  n: number,
): Promise<Record<Measure, Float32Array>[]> {
  const { blockLength, sketches } = blocks;
  const column = () => new Float32Array(n);
  const values = pairs.map(() => ({ rho: column(), iou: column(), overlap: column() }));
  const slice = new Slice();
  for (let from = 0; from < n; from += blockLength) {
    const place = await blocks.placeOf(from / blockLength);
    const length = Math.min(blockLength, n - from);
    for (const [pair, [a, b]] of pairs.entries()) {
      const found = sketches.compare(place + a * blockLength, place + b * blockLength, length);
      for (const measure of MEASURES) values[pair][measure].set(found[measure].subarray(0, length), from);
      if (slice.isOver) await slice.end();
    }
  }
  return values;
}

/** The mean of each measure over the maps of different samples, for each pair of lists; NaN where there are none. */
async function baselinesOf(
  blocks: PreparedBlocks,
  pairs: readonly ListPair[],
  ids: Int32Array,
): Promise<Record<Measure, number>[]> {
  const { blockLength, sketches } = blocks;
  const means = pairs.map(() => ({ rho: new Mean(), iou: new Mean(), overlap: new Mean() }));
  const slice = new Slice();
  for (const { from, other, length } of runsOf(ids.length, blocks)) {
    const own = (await blocks.placeOf(Math.floor(from / blockLength))) + (from % blockLength);
    const theirs = (await blocks.placeOf(Math.floor(other / blockLength))) + (other % blockLength);
    const isOther = new Uint8Array(length);
    for (let k = 0; k < length; k++) isOther[k] = ids[from + k] === ids[other + k] ? 0 : 1;
    for (const [pair, [a, b]] of pairs.entries()) {
      const found = sketches.compare(own + a * blockLength, theirs + b * blockLength, length);
      for (const measure of MEASURES) means[pair][measure].addSome(found[measure], isOther);
      if (slice.isOver) await slice.end();
    }
  }
  return means.map(({ rho, iou, overlap }) => ({ rho: rho.value, iou: iou.value, overlap: overlap.value }));
}

/**
 * All items with the items that they are shuffled with, as runs of neighbours that lie in one block each. In an order in which blocks
 * are used again while they are kept: some blocks with all shifts, then the next ones.
 */
function* runsOf(
  n: number,
  { blockLength, capacity }: PreparedBlocks,
): Generator<{ from: number; other: number; length: number }> {
  const atOnce = blockLength * Math.max(1, Math.floor((capacity - 1) / 2));
  const step = n <= blockLength * capacity ? n : atOnce;
  const shifts = shiftsOf(n);
  for (let first = 0; first < n; first += step) {
    const end = Math.min(n, first + step);
    for (const shift of shifts) {
      for (let from = first; from < end; ) {
        const other = (from + shift) % n;
        const length = Math.min(
          end - from,
          blockLength - (from % blockLength),
          blockLength - (other % blockLength),
          n - other,
        );
        yield { from, other, length };
        from += length;
      }
    }
  }
}
