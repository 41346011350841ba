import type { Measured } from './measure';

/* What a hostile job may cost. */

const WAIT_MS = 1_000;
/** On a machine that is busy with other things, everything takes longer: so many times as without the hostile job. */
const WAIT_TIMES = 5;

const STOP_MS = 3_000;

/**
 * Memory of the process beside `--memory`, bytes (docs/operations.md): 260 MB once all views have been used, surveys and comparing explainers up to
 * 210, decoding up to 256, and what answers in progress need; no job needs all of them at once.
 */
export const REST_BYTES = 850 * 2 ** 20;

/** Sockets of clients that keep their connection, and files of the thread that decodes long event files. */
const SPARE_FILES = 8;

/** What was too much, in sentences; none if all is well. */
export function faultsOf({ before, waits, memory, files, own, stop }: Measured, bytes: number): string[] {
  const faults = [...own.failures];
  for (const [kind, ms] of Object.entries(waits)) {
    const limit = Math.max(WAIT_MS, WAIT_TIMES * before[kind]);
    if (ms > limit) faults.push(`a wait of ${Math.round(ms)} ms for ${kind}, over ${Math.round(limit)} ms`);
  }
  if (memory.most > bytes + REST_BYTES)
    faults.push(`${Math.round((memory.most - bytes) / 2 ** 20)} MB of memory beside --memory`);
  if (files.after > files.before + SPARE_FILES) faults.push(`${files.after - files.before} files left open`);
  if (stop > STOP_MS) faults.push(`${Math.round(stop)} ms to stop`);
  return faults;
}
