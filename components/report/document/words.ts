import { createFormatter, createTranslator } from 'use-intl/core';
import { fixed } from '@/lib/i18n/fixed';
import { isolating } from '@/lib/i18n/isolate';
import { type Locale, messagesOf } from '@/lib/i18n/locale';

/** The words and numbers of a report in its language. */
export function wordsOf(locale: Locale) {
  const messages = messagesOf(locale);
  const format = createFormatter({ locale, timeZone: 'UTC' });
  return {
    locale,
    t: isolating(createTranslator({ locale, messages })),
    inDisplay: isolating(createTranslator({ locale, messages, namespace: 'display' })),
    count: (value: number) => format.number(value),
    /** Three decimals, two, and three with a sign; a dash for null. */
    exact: fixed(format, 3),
    brief: fixed(format, 2),
    signed: fixed(format, 3, true),
    /** A share in percent. */
    share: (value: number) => format.number(value, { style: 'percent', maximumFractionDigits: 1 }),
    /** Date and time, UTC. */
    time: (moment: number | string) =>
      `${format.dateTime(new Date(moment), { dateStyle: 'long', timeStyle: 'short' })} UTC`,
  };
}

export type Words = ReturnType<typeof wordsOf>;
