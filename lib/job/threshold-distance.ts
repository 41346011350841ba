import type { JobView } from './job-view';
import { TYPE_BIT, typeBitOf } from './prediction';

/* Where a probability and its 95 % interval lie relative to the threshold. */

/**
 * How an interval lies, as bits; t is the threshold (as in `reference.py` of the insight definitions, in 32-bit floats):
 *
 * - `crosses`: low < t ≤ high
 * - `outside`: the probability is below low or above high, so the interval is not that of this number
 * - `wrong`: FP with low ≥ t, or FN with high < t
 * - `right`: TP with low ≥ t
 */
export const INTERVAL_BIT = { crosses: 1, outside: 2, wrong: 4, right: 8 } as const;

/** The bits of `INTERVAL_BIT` of label row `entry` of sample `row`; 0 without an interval. */
export function intervalBitsOf(job: JobView, row: number, entry: number): number {
  const { confidence, low, high } = job.labels.column;
  const { threshold } = job;
  const [p, from, to] = [confidence[entry], low[entry], high[entry]];
  if (Number.isNaN(from) || Number.isNaN(to)) return 0;
  let bits = from < threshold && threshold <= to ? INTERVAL_BIT.crosses : 0;
  if (p < from || p > to) bits |= INTERVAL_BIT.outside;
  const type = typeBitOf(job, row, entry);
  if ((type === TYPE_BIT.FP && from >= threshold) || (type === TYPE_BIT.FN && to < threshold))
    bits |= INTERVAL_BIT.wrong;
  if (type === TYPE_BIT.TP && from >= threshold) bits |= INTERVAL_BIT.right;
  return bits;
}

/**
 * The distance of a probability from the threshold, as a share of the way to certainty: (p − t) / (1 − t) from the threshold on,
 * (t − p) / t below it. 0–1; 0 where the way has no length, NaN without a probability.
 */
export function marginOf(confidence: number, threshold: number): number {
  if (Number.isNaN(confidence)) return Number.NaN;
  const isAbove = confidence >= threshold;
  const way = isAbove ? 1 - threshold : threshold;
  return way === 0 ? 0 : Math.abs(confidence - threshold) / way;
}
