import { useEffect, useState } from 'react';
import type { JobAnswer } from '@/lib/api/job-answers';

/** The reading position in an event file at a time: milliseconds of any clock, and bytes. */
export interface Mark {
  at: number;
  read: number;
}

/** The first mark of a run of readings, and the latest. */
export interface Reading {
  first: Mark;
  last: Mark;
}

/** A speed measured for a shorter time is not reliable. */
const MIN_MS = 400;

/** Adds a mark; a mark before the last one starts a new measurement. */
export function follow(reading: Reading | null, mark: Mark): Reading {
  return reading === null || mark.read < reading.last.read
    ? { first: mark, last: mark }
    : { first: reading.first, last: mark };
}

/** Seconds, at least 1, until `total` bytes are read at the measured speed; null if it is unknown. */
export function secondsLeft({ first, last }: Reading, total: number): number | null {
  const [milliseconds, bytes] = [last.at - first.at, last.read - first.read];
  if (milliseconds < MIN_MS || bytes <= 0) return null;
  return Math.max(1, Math.ceil(((total - last.read) / bytes) * (milliseconds / 1000)));
}

/** Seconds until a loading job has been read; null if unknown. */
export function useSecondsLeft({ state, progress: { read, total } }: JobAnswer): number | null {
  const [reading, setReading] = useState<Reading | null>(null);
  useEffect(() => setReading((known) => follow(known, { at: performance.now(), read })), [read]);
  return state === 'loading' && reading !== null ? secondsLeft(reading, total) : null;
}
