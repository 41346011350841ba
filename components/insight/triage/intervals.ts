/** Of 95 % intervals of the probabilities themselves, so many leave out their own probability. */
const EXPECTED_OUTSIDE = 0.05;

/** How many of the recorded intervals do not contain the probability they belong to. */
export interface Intervals {
  outside: number;
  of: number;
}

/** Whether intervals are not those of the probabilities beside them, so that what they say need not hold for these. */
export function areForeign({ outside, of }: Intervals): boolean {
  return outside > EXPECTED_OUTSIDE * of;
}
