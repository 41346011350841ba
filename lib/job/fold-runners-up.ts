import type { SpanList } from '../event/lists';
import { decodeRunnersUp, type RunnerUpLists } from '../event/messages';
import { WireError } from '../event/wire';
import { type Job, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import { MAX_INDEXED_RUNNERS_UP } from './limits';

const lists: RunnerUpLists = { labels: [], probabilities: [], sd: [], low: [], high: [] };

/**
 * Adds the most probable runners-up of the inference of one event to the columns, so that types can be counted under a lower threshold.
 *
 * A label that a list repeats has the later number. Where a list lacks a probability, or a sample has more than one list, what is
 * recorded does not bound the labels that are not: the sample is marked.
 *
 * @param spans the byte ranges of the inference in `bytes`; those without runners-up may be left out
 */
export function foldRunnersUp(job: Job, row: number, bytes: Uint8Array, spans: SpanList): void {
  for (const list of Object.values(lists)) list.length = 0;
  try {
    for (let i = 0; i < spans.length; i++) decodeRunnersUp(bytes, spans.start(i), spans.end(i), lists);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  if (lists.labels.length === 0) return;
  const { runnerUpCount } = job.samples.column;
  if (runnerUpCount[row] === 0 && isRanked(lists)) write(job, row, lists.labels, lists.probabilities);
  else merge(job, row, lists);
}

/** Whether a list is as writers make it: every label once, most probable first. */
function isRanked({ labels, probabilities }: RunnerUpLists): boolean {
  if (labels.length !== probabilities.length || new Set(labels).size < labels.length) return false;
  let previous = Number.POSITIVE_INFINITY;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] < 0 || !(probabilities[i] <= previous) || !Number.isFinite(probabilities[i])) return false;
    previous = probabilities[i];
  }
  return true;
}

/** Adds a list to the runners-up that the sample has. */
function merge(job: Job, row: number, { labels, probabilities }: RunnerUpLists): void {
  const { samples, runnersUp } = job;
  const { runnerUpStart, runnerUpCount, flags } = samples.column;
  const known = new Map<number, number>();
  for (let i = runnerUpStart[row]; i < runnerUpStart[row] + runnerUpCount[row]; i++)
    known.set(runnersUp.column.label[i], runnersUp.column.confidence[i]);
  if (known.size > 0) flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  for (const [i, label] of labels.entries()) {
    if (label < 0) continue;
    if (Number.isFinite(probabilities[i])) known.set(label, probabilities[i]);
    else flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  }
  const ranked = [...known].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  write(
    job,
    row,
    ranked.map(([label]) => label),
    ranked.map(([, probability]) => probability),
  );
}

/** Writes the first ones of a ranked list: in place of those that the sample has, or behind all others where they need more room. */
function write(job: Job, row: number, labels: readonly number[], probabilities: readonly number[]): void {
  const { samples, runnersUp } = job;
  const { runnerUpStart, runnerUpCount } = samples.column;
  const count = Math.min(labels.length, MAX_INDEXED_RUNNERS_UP);
  if (count > runnerUpCount[row]) {
    runnerUpStart[row] = runnersUp.length;
    for (let i = 0; i < count; i++) runnersUp.add();
  }
  const { label, confidence } = runnersUp.column;
  const start = runnerUpStart[row];
  for (let i = 0; i < count; i++) {
    label[start + i] = labels[i];
    confidence[start + i] = probabilities[i];
  }
  runnerUpCount[row] = count;
}
