import { type ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import { type Pairing, shiftsOf } from '../sketch/pairing';
import { Mean, summaryOf } from '../sketch/summary';
import { inSlices, Slice } from '../slices';
import { PreparedBlocks, type Sketches } from './prepared-blocks';
import { evenly } from './selection';

/** Items that are shuffled at most: the mean of ten times as many values is known to .001. */
export const MAX_SHUFFLED = 20_000;

/** The measures of two lists of maps: for each of them a pairing, and the value of each item of `at` (NaN where not defined). */
export interface Paired {
  pairings: Record<Measure, Pairing>;
  values: Record<Measure, Float32Array>;
  /** The items that both lists have a map of. */
  at: Uint32Array;
}

/** Positions of two lists that are compared. */
export type ListPair = readonly [number, number];

/**
 * Compares lists of maps, map by map, and with the maps of other samples: of the items that both have a map of, item i of A with item
 * i + s of B, round, for the fixed shifts of `shiftsOf`, without those of the same sample. Of more than 20,000 items, so many are
 * shuffled, taken evenly.
 *
 * @param sketches where they are prepared; nobody else may use it meanwhile
 * @param lists one map for each of the same pairs of sample and label, -1 for none; maps must have evidence
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
  const blocks = new PreparedBlocks(file, sketches, lists);
  const groups = await inSlices(groupsOf(lists, pairs));
  const counted: Counted[] = [];
  for (const { at, pairs: own } of groups) for (const k of own) counted[k] = new Counted(at);
  const slice = new Slice();
  for (const block of blocksInTurn(Math.ceil(ids.length / blocks.blockLength))) {
    for (const group of groups) {
      for (const shift of [0, ...group.shifts]) {
        const items = shift === 0 ? group.at : group.shuffled;
        for (const run of runsOf(items, block, shift, blocks.blockLength)) {
          const own = await blocks.placeOf(run.from);
          const theirs = await blocks.placeOf(run.other);
          const isOther = new Uint8Array(run.length);
          for (let k = 0; k < run.length; k++) isOther[k] = ids[run.from + k] === ids[run.other + k] ? 0 : 1;
          for (const pair of group.pairs) {
            const [a, b] = pairs[pair].map((list) => list * blocks.blockLength);
            const found = sketches.compare(own + a, theirs + b, run.length);
            if (shift === 0) counted[pair].set(run.position, run.length, found);
            else counted[pair].add(isOther, found);
            if (slice.isOver) await slice.end();
          }
        }
      }
    }
  }
  const paired: Paired[] = [];
  for (const each of counted) {
    paired.push(each.paired);
    if (slice.isOver) await slice.end();
  }
  return paired;
}

/** What is counted of two lists. */
class Counted {
  readonly #values: Record<Measure, Float32Array>;
  readonly #shuffled = { rho: new Mean(), iou: new Mean(), overlap: new Mean() };

  constructor(readonly at: Uint32Array) {
    const column = () => new Float32Array(at.length);
    this.#values = { rho: column(), iou: column(), overlap: column() };
  }

  /** Sets the values of items from `position` on. */
  set(position: number, length: number, found: Record<Measure, Float64Array>): void {
    for (const measure of MEASURES) this.#values[measure].set(found[measure].subarray(0, length), position);
  }

  /** Adds values of shuffled maps, those of different samples. */
  add(isOther: Uint8Array, found: Record<Measure, Float64Array>): void {
    for (const measure of MEASURES) this.#shuffled[measure].addSome(found[measure], isOther);
  }

  get paired(): Paired {
    const pairingOf = (measure: Measure): Pairing => {
      const { mean, median } = summaryOf(this.#values[measure]);
      const shuffled = this.#shuffled[measure].value;
      return { n: this.at.length, mean, median, shuffled, lift: mean - shuffled };
    };
    const pairings = { rho: pairingOf('rho'), iou: pairingOf('iou'), overlap: pairingOf('overlap') };
    return { pairings, values: this.#values, at: this.at };
  }
}

/** Pairs of lists that have maps of the same items. */
interface Group {
  at: Uint32Array;
  /** Those that are shuffled, and by how much. */
  shuffled: Uint32Array;
  shifts: number[];
  /** Positions of the pairs. */
  pairs: number[];
}

function* groupsOf(lists: readonly Int32Array[], pairs: readonly ListPair[]): Generator<void, Group[]> {
  const gaps: string[] = [];
  for (const list of lists) {
    gaps.push(gapsOf(list));
    yield;
  }
  const groups = new Map<string, Group>();
  for (const [k, [a, b]] of pairs.entries()) {
    yield;
    const key = [...new Set([gaps[a], gaps[b]])].sort().join(' ');
    const group = groups.get(key) ?? groupOf(lists[a], lists[b]);
    groups.set(key, group);
    group.pairs.push(k);
  }
  return [...groups.values()];
}

/** The positions without a map. */
function gapsOf(list: Int32Array): string {
  return Uint32Array.from(list.keys())
    .filter((k) => list[k] === -1)
    .join();
}

function groupOf(a: Int32Array, b: Int32Array): Group {
  const at = Uint32Array.from(a.keys()).filter((k) => a[k] !== -1 && b[k] !== -1);
  const shuffled = at.length > MAX_SHUFFLED ? evenly(at.length, MAX_SHUFFLED).map((k) => at[k]) : at;
  return { at, shuffled, shifts: shiftsOf(shuffled.length), pairs: [] };
}

/** Places in a list that are compared with each other at a time: the shifts are tenths of it. */
const PLACES = 10;

/**
 * The indices of all blocks: those at every tenth of a list one after the other, then those that follow them, and so on. So each block is
 * prepared about once: it is kept while it is compared with the others.
 */
function* blocksInTurn(count: number): Generator<number> {
  const firstOf = (place: number) => Math.floor((place * count) / PLACES);
  for (let step = 0; step < Math.ceil(count / PLACES); step++) {
    for (let place = 0; place < PLACES; place++) {
      const block = firstOf(place) + step;
      if (block < firstOf(place + 1)) yield block;
    }
  }
}

/** Neighbours that are compared with others, which are neighbours as well; each lie in one block. */
interface Run {
  /** Position of the first one among the items. */
  position: number;
  from: number;
  other: number;
  length: number;
}

/** The items in a block with those that follow them at some distance, round, as runs. */
function* runsOf(items: Uint32Array, block: number, shift: number, blockLength: number): Generator<Run> {
  const n = items.length;
  const end = firstFrom(items, (block + 1) * blockLength);
  for (let position = firstFrom(items, block * blockLength); position < end; ) {
    const next = (position + shift) % n;
    const [from, other] = [items[position], items[next]];
    const most = Math.min(end - position, n - next, blockLength - (other % blockLength));
    let length = 1;
    while (length < most && items[position + length] === from + length && items[next + length] === other + length)
      length++;
    yield { position, from, other, length };
    position += length;
  }
}

/** The position of the first item from `least` on. */
function firstFrom(items: Uint32Array, least: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
