'use client';

import { useFormatter, useNow } from 'use-intl';

const EXACT = { dateStyle: 'medium', timeStyle: 'medium' } as const;
const TICK_MS = 30_000;

/** The time since a date; the exact time is in the tooltip. */
export function RelativeTime({ time }: { time: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: TICK_MS });
  const date = new Date(time);
  return (
    <time dateTime={time} title={format.dateTime(date, EXACT)} suppressHydrationWarning>
      {format.relativeTime(date, { now: now < date ? date : now, style: 'short' })}
    </time>
  );
}

/** A full date and time. */
export function ExactTime({ time }: { time: string }) {
  const format = useFormatter();
  return (
    <time dateTime={time} suppressHydrationWarning>
      {format.dateTime(new Date(time), EXACT)}
    </time>
  );
}
