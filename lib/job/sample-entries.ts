import type { Job } from './job';
import { TYPE_BIT, typeBitOf } from './prediction';

/* Entries of a sample: its rows in `labels`. */

const NONE: readonly number[] = [];

/** The entries of a sample that are false positives. */
export function falsePositivesOf(job: Job, row: number): readonly number[] {
  const { labelStart, labelCount } = job.samples.column;
  const end = labelStart[row] + labelCount[row];
  let found: number[] | null = null;
  for (let entry = labelStart[row]; entry < end; entry++) {
    if (typeBitOf(job, row, entry) !== TYPE_BIT.FP) continue;
    found ??= [];
    found.push(entry);
  }
  return found ?? NONE;
}

/** A sample with more labels is searched with a map. */
const SCANNED_LABELS = 24;

/** Finds the entry of a label of a sample, -1 where it has none; in constant time also for a sample of many labels. */
export function finderOf(job: Job, row: number): (label: number) => number {
  const { labelStart, labelCount } = job.samples.column;
  const { label: ids } = job.labels.column;
  const start = labelStart[row];
  const end = start + labelCount[row];
  if (end - start > SCANNED_LABELS) {
    const entries = new Map<number, number>();
    for (let entry = start; entry < end; entry++) entries.set(ids[entry], entry);
    return (label) => entries.get(label) ?? -1;
  }
  return (label) => {
    for (let entry = start; entry < end; entry++) if (ids[entry] === label) return entry;
    return -1;
  };
}
