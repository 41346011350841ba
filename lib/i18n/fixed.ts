import type { createFormatter } from 'use-intl/core';

/** What is shown for a number that is not defined. */
export const NOTHING = '–';

/**
 * Formats numbers with as many decimals and a minus sign; null, which means "not defined", is a dash. What is rounded to zero has no sign.
 *
 * @param isSigned whether positive numbers have a plus sign
 */
export function fixed(
  format: ReturnType<typeof createFormatter>,
  digits: number,
  isSigned = false,
): (value: number | null) => string {
  const options = {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: isSigned ? 'exceptZero' : 'negative',
  } as const;
  return (value) => (value === null ? NOTHING : format.number(value, options).replace('-', '−'));
}
