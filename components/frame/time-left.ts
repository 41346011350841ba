import { useEffect, useState } from 'react';
import type { JobAnswer } from '@/lib/api/answers';

/** How far an event file had been read at a moment: milliseconds of any clock, and bytes. */
export interface Mark {
  at: number;
  read: number;
}

/** The first mark of a reading, and the latest. */
export interface Reading {
  first: Mark;
  last: Mark;
}

/** A speed that was watched for less than this says nothing. */
const LEAST_MS = 400;

/** Takes a mark in; one that is behind the last one belongs to a reading that began anew. */
export function follow(reading: Reading | null, mark: Mark): Reading {
  return reading === null || mark.read < reading.last.read
    ? { first: mark, last: mark }
    : { first: reading.first, last: mark };
}

/** Seconds, at least 1, until `total` bytes are read at the speed so far; null while there is none. */
export function secondsLeft({ first, last }: Reading, total: number): number | null {
  const [milliseconds, bytes] = [last.at - first.at, last.read - first.read];
  if (milliseconds < LEAST_MS || bytes <= 0) return null;
  return Math.max(1, Math.ceil(((total - last.read) / bytes) * (milliseconds / 1000)));
}

/** Seconds until a job that is being loaded will have been read; null where that cannot be told. */
export function useSecondsLeft({ state, progress: { read, total } }: JobAnswer): number | null {
  const [reading, setReading] = useState<Reading | null>(null);
  useEffect(() => setReading((known) => follow(known, { at: performance.now(), read })), [read]);
  return state === 'loading' && reading !== null ? secondsLeft(reading, total) : null;
}
