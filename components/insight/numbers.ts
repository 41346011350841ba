'use client';

import { useFormatter } from 'use-intl';
import { fixed } from '@/lib/i18n/fixed';

export { NOTHING } from '@/lib/i18n/fixed';

/** Fewer values than this are marked as few. */
export const FEW = 30;

/** A number that is subtracted: in brackets if it is negative. */
export function subtracted(number: string): string {
  return number.startsWith('−') ? `(${number})` : number;
}

/** Formats the numbers of the insight views; null, which means "not defined", is a dash. */
export function useNumbers() {
  const format = useFormatter();
  return {
    /** Three decimals. */
    exact: fixed(format, 3),
    /** Two decimals. */
    brief: fixed(format, 2),
    /** Three decimals with a sign. */
    signed: fixed(format, 3, true),
    /** Two decimals with a sign. */
    briefSigned: fixed(format, 2, true),
  };
}
