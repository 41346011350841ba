import type { CompareAnswer } from '@/lib/api/compare-answers';

interface Bin {
  /** Where it begins. */
  start: number;
  count: number;
  flips: number;
}

/** Marks of the axis are this far apart; the shown part begins and ends at one. */
const STEP = 0.25;

/** The part of a histogram that has values, and 0: from mark to mark. */
export function shownBins({ min, max, bins, flips }: CompareAnswer['delta']['histogram']): {
  from: number;
  to: number;
  bins: Bin[];
} {
  const width = (max - min) / Math.max(1, bins.length);
  const all = bins.map((count, k) => ({ start: min + k * width, count, flips: flips[k] }));
  const filled = all.filter(({ count }) => count > 0);
  const least = Math.min(0, filled[0]?.start ?? 0);
  const greatest = Math.max(0, (filled.at(-1)?.start ?? 0) + width);
  const from = Math.max(min, Math.floor(least / STEP + 1e-9) * STEP);
  const to = Math.min(max, Math.max(from + STEP, Math.ceil(greatest / STEP - 1e-9) * STEP));
  return { from, to, bins: all.filter(({ start }) => start >= from - 1e-9 && start < to - 1e-9) };
}
