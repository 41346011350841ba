/*
 * The threshold of a request or an address, from which on a label counts as predicted instead of the recorded one: a probability with
 * up to three decimals.
 */

/** Steps between 0 and 1. */
export const THRESHOLD_STEPS = 1000;

/** Whether a number can be a threshold: 0 to 1, with up to three decimals. */
export function isThreshold(value: number): boolean {
  return value >= 0 && value <= 1 && nearestThreshold(value) === value;
}

/** The threshold nearest to a number; numbers outside of 0 to 1 are clamped. */
export function nearestThreshold(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * THRESHOLD_STEPS) / THRESHOLD_STEPS;
}

/** The threshold that a text says; null if it says none. */
export function parseThreshold(text: string): number | null {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) return null;
  return isThreshold(Number(text)) ? Number(text) : null;
}

/** As in an address: without the zero before the point. */
export function formatThreshold(value: number): string {
  return String(value).replace(/^0\./, '.');
}
