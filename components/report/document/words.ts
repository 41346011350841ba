import { createFormatter, createTranslator } from 'use-intl/core';
import { isolating } from '@/lib/i18n/isolate';
import { type Locale, messagesOf } from '@/lib/i18n/locale';

/** What is shown for a number that is not defined. */
const NOTHING = '–';

/** The words and numbers of a report in its language. */
export function wordsOf(locale: Locale) {
  const messages = messagesOf(locale);
  const format = createFormatter({ locale, timeZone: 'UTC' });
  const fixed =
    (digits: number, signDisplay: 'auto' | 'exceptZero' = 'auto') =>
    (value: number | null): string =>
      value === null
        ? NOTHING
        : format
            .number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay })
            .replace('-', '−');
  return {
    locale,
    t: isolating(createTranslator({ locale, messages })),
    inDisplay: isolating(createTranslator({ locale, messages, namespace: 'display' })),
    count: (value: number) => format.number(value),
    /** Three decimals, two, and three with a sign; a dash for null. */
    exact: fixed(3),
    brief: fixed(2),
    signed: fixed(3, 'exceptZero'),
    /** A share in percent. */
    share: (value: number) => format.number(value, { style: 'percent', maximumFractionDigits: 1 }),
    /** Date and time, UTC. */
    time: (moment: number | string) =>
      `${format.dateTime(new Date(moment), { dateStyle: 'long', timeStyle: 'short' })} UTC`,
  };
}

export type Words = ReturnType<typeof wordsOf>;
