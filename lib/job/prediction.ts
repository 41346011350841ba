import { LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH } from './job';
import type { JobView } from './job-view';

/** How a label of a sample was predicted: true positive, false negative, false positive. */
export type PredictionType = 'TP' | 'FN' | 'FP';

/** Prediction types as bits, so that a set of types is one number. */
export const TYPE_BIT = { TP: 1, FN: 2, FP: 4 } as const;
export const ALL_TYPES = TYPE_BIT.TP | TYPE_BIT.FN | TYPE_BIT.FP;

const NO_TYPE = 0;

/**
 * The prediction type of label row `entry` of sample `row`, as a bit of `TYPE_BIT`, or 0 for none (format.md §4). Ground truth below
 * the threshold is FN, otherwise TP. Any other label from the threshold on is FP; below it, it has no type, being a true negative.
 * There is no type either if no ground truth or no probability is recorded.
 *
 * @param threshold as a 32-bit float; that of the job by default
 */
export function typeBitOf(job: JobView, row: number, entry: number, threshold = job.threshold): number {
  if (!(job.samples.column.flags[row] & SAMPLE_HAS_TRUTH)) return NO_TYPE;
  const flags = job.labels.column.flags[entry];
  const confidence = job.labels.column.confidence[entry];
  if (!(flags & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) || Number.isNaN(confidence)) return NO_TYPE;
  if (flags & LABEL_IS_TRUTH) return confidence < threshold ? TYPE_BIT.FN : TYPE_BIT.TP;
  return confidence < threshold ? NO_TYPE : TYPE_BIT.FP;
}

/** The prediction type for a bit of `typeBitOf`. */
export function typeOfBit(bit: number): PredictionType | null {
  if (bit === TYPE_BIT.TP) return 'TP';
  if (bit === TYPE_BIT.FN) return 'FN';
  return bit === TYPE_BIT.FP ? 'FP' : null;
}

/**
 * Rounds a recorded probability to 6 decimals for display, comparison and sorting. Halves round to the even digit; for a 32-bit float
 * the result is exactly that of Python's `round(value, 6)`. NaN stays NaN.
 */
export function roundConfidence(value: number): number {
  const scaled = value * 1e6; // exact in a double: 24 bits of a float times 14 bits of 15625, times a power of two
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  return rounded / 1e6;
}

/** A recorded float for JSON: rounded to 6 decimals, null for NaN and infinities. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? roundConfidence(value) : null;
}

/** The uncertainty of a probability over repeated inference, rounded to 6 decimals; null if not recorded. */
export interface Uncertainty {
  sd: number | null;
  /** 95 % interval of the mean; it need not contain the probability itself. */
  low: number | null;
  high: number | null;
}

/** The uncertainty from recorded floats (NaN if missing); null if none of them is finite. */
export function uncertaintyOf(sd: number, low: number, high: number): Uncertainty | null {
  const uncertainty = { sd: orNull(sd), low: orNull(low), high: orNull(high) };
  return uncertainty.sd === null && uncertainty.low === null && uncertainty.high === null ? null : uncertainty;
}
