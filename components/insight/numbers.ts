'use client';

import { useFormatter } from 'use-intl';

/** Fewer values than this are marked as few. */
export const FEW = 30;

/** What is shown for a number that is not defined. */
export const NOTHING = '–';

/** Formats the numbers of the insight views; null, which means "not defined", is a dash. */
export function useNumbers() {
  const format = useFormatter();
  const fixed = (digits: number, signDisplay: 'auto' | 'exceptZero') => (value: number | null) =>
    value === null
      ? NOTHING
      : format
          .number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay })
          .replace('-', '−');
  return {
    /** Three decimals. */
    exact: fixed(3, 'auto'),
    /** Two decimals. */
    brief: fixed(2, 'auto'),
    /** Three decimals with a sign. */
    signed: fixed(3, 'exceptZero'),
    /** Two decimals with a sign. */
    briefSigned: fixed(2, 'exceptZero'),
  };
}
