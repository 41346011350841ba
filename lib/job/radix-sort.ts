import { atOnce, STEP } from '../slices';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
const DIGITS = 3; // 3 × 11 bits cover a 32-bit key

/**
 * Sorts `items` in place by their 32-bit keys, ascending and stable. `keys[i]` belongs to `items[i]`.
 *
 * A radix sort: a million items take about 30 ms, compared with 700 ms for a comparator.
 */
export function sortByKeys(items: Uint32Array, keys: Uint32Array): void {
  atOnce(sortInSteps(items, keys));
}

/** The same, in steps that may be interrupted. */
export function* sortInSteps(items: Uint32Array, keys: Uint32Array): Generator<void, void> {
  const { length } = items;
  let [fromItems, fromKeys]: Uint32Array[] = [items, keys];
  let [toItems, toKeys]: Uint32Array[] = [new Uint32Array(length), new Uint32Array(length)];
  const starts = new Uint32Array(BUCKETS);

  for (let digit = 0; digit < DIGITS; digit++) {
    const shift = digit * DIGIT_BITS;
    starts.fill(0);
    for (let from = 0; from < length; from += STEP) {
      const end = Math.min(length, from + STEP);
      for (let i = from; i < end; i++) starts[(fromKeys[i] >>> shift) & (BUCKETS - 1)]++;
      yield;
    }
    let start = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = starts[bucket];
      starts[bucket] = start;
      start += count;
    }
    for (let from = 0; from < length; from += STEP) {
      const end = Math.min(length, from + STEP);
      for (let i = from; i < end; i++) {
        const to = starts[(fromKeys[i] >>> shift) & (BUCKETS - 1)]++;
        toItems[to] = fromItems[i];
        toKeys[to] = fromKeys[i];
      }
      yield;
    }
    [fromItems, toItems] = [toItems, fromItems];
    [fromKeys, toKeys] = [toKeys, fromKeys];
  }
  if (fromItems !== items) items.set(fromItems);
}

const floatBits = new Float32Array(1);
const intBits = new Uint32Array(floatBits.buffer);

/** A sort key for 32-bit floats: their bits, inverted for negative numbers. */
export function floatKey(value: number): number {
  floatBits[0] = value + 0; // -0 becomes 0
  const bits = intBits[0];
  return bits & 0x80000000 ? ~bits >>> 0 : (bits | 0x80000000) >>> 0;
}

/** A sort key for signed 32-bit integers. */
export function intKey(value: number): number {
  return (value ^ 0x80000000) >>> 0;
}
