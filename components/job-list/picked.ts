'use client';

import { useSyncExternalStore } from 'react';
import type { JobRow } from '@/lib/api/job-answers';

type Picked = Pick<JobRow, 'key' | 'path'>;

/* The job of the list that was chosen to be compared with another one. */

let picked: Picked | null = null;
const listeners = new Set<() => void>();

export function pick(job: Picked | null): void {
  picked = job;
  for (const listener of listeners) listener();
}

/**
 * Chooses a job: the second one that is chosen completes the pair, which is returned; the same one again is no longer chosen.
 */
export function pickNext(job: Picked): readonly [a: Picked, b: Picked] | null {
  const first = picked;
  pick(first === null ? job : null);
  return first === null || first.key === job.key ? null : [first, job];
}

/** The chosen job, null for none. */
export function usePicked(): Picked | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => picked,
    () => null,
  );
}
