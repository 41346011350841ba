import { STEP } from '../slices';
import { floatKey, sortInSteps } from './radix-sort';

/** The distribution of the change of probability over the ground truths. */
export interface DeltaCounts {
  n: number;
  /** NaN without any. */
  mean: number;
  median: number;
  fell: number;
  rose: number;
  /** Counts in `BINS` intervals of equal width from −1 to 1, and of those the flips. */
  bins: Uint32Array;
  flips: Uint32Array;
}

const BINS = 80;

/** Counts the changes of probability of ground truths; `isFlip[k]` tells whether one was fixed or broken. In steps that may be interrupted. */
export function* countDelta(delta: Float64Array, isFlip: (k: number) => boolean): Generator<void, DeltaCounts> {
  const n = delta.length;
  const bins = new Uint32Array(BINS);
  const flips = new Uint32Array(BINS);
  let [sum, fell, rose] = [0, 0, 0];
  const keys = new Uint32Array(n);
  for (let k = 0; k < n; k++) {
    if (k % STEP === 0) yield;
    const value = delta[k];
    sum += value;
    if (value < 0) fell++;
    else if (value > 0) rose++;
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor(((value + 1) / 2) * BINS)));
    bins[bin]++;
    if (isFlip(k)) flips[bin]++;
    keys[k] = floatKey(value);
  }
  const order = Uint32Array.from(delta.keys());
  yield* sortInSteps(order, keys);
  const median = n === 0 ? Number.NaN : (delta[order[(n - 1) >> 1]] + delta[order[n >> 1]]) / 2;
  return { n, mean: sum / n, median, fell, rose, bins, flips };
}
