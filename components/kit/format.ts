'use client';

import { useFormatter } from 'use-intl';
import { fixed } from '@/lib/i18n/fixed';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A human-readable size: three significant digits and a unit, in powers of 1,000. */
export function useBytes(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
    const value = format.number(bytes / 1000 ** power, { maximumSignificantDigits: bytes < 1000 ? 4 : 3 });
    return `${value} ${UNITS[power]}`;
  };
}

/** A probability with three decimals; a dash if there is none. */
export function useProbability(): (value: number | null) => string {
  const format = useFormatter();
  return fixed(format, 3);
}

/** A share from 0 to 1 in whole percent, with a narrow space before the sign. */
export function usePercent(): (share: number) => string {
  const format = useFormatter();
  return (share) => `${format.number(100 * share, { maximumFractionDigits: 0 })}\u202f%`;
}
