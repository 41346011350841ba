import type { InferenceFields } from '../event/event';
import { NumberList } from '../event/lists';
import { type Job, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import { MAX_INDEXED_RUNNERS_UP } from './limits';

/**
 * Adds the most probable runners-up of an inference to the columns, so that types can be counted under a lower threshold.
 *
 * A label that is repeated has the later number. Where a label lacks a probability, or a sample has more than one list, what is recorded
 * does not bound the labels that are not: the sample is marked.
 */
export function foldRunnersUp(job: Job, row: number, { runnerUpLabel, runnerUpProb }: InferenceFields): void {
  if (runnerUpLabel.length === 0) return;
  const isFirst = job.samples.column.runnerUpCount[row] === 0;
  if (isFirst && isRanked(runnerUpLabel, runnerUpProb)) write(job, row, runnerUpLabel, runnerUpProb);
  else merge(job, row, runnerUpLabel, runnerUpProb);
}

/** Whether a list is as writers make it: most probable first, and none of those that are kept is repeated. */
function isRanked(labels: NumberList, probabilities: NumberList): boolean {
  const { length, values } = labels;
  if (length !== probabilities.length) return false;
  const kept = Math.min(length, MAX_INDEXED_RUNNERS_UP);
  for (let i = 0; i < length; i++) {
    const probability = probabilities.values[i];
    if (values[i] < 0 || !Number.isFinite(probability) || (i > 0 && probability > probabilities.values[i - 1]))
      return false;
    for (let k = 0; k < kept && k < i; k++) if (values[k] === values[i]) return false;
  }
  return true;
}

/** Of a list that is not as writers make it, the first ones count. */
const MAX_UNRANKED = 1_000;

/** Adds a list to the runners-up that the sample has. */
function merge(job: Job, row: number, labels: NumberList, probabilities: NumberList): void {
  const { samples, runnersUp } = job;
  const { runnerUpStart, runnerUpCount, flags } = samples.column;
  const known = new Map<number, number>();
  for (let i = runnerUpStart[row]; i < runnerUpStart[row] + runnerUpCount[row]; i++)
    known.set(runnersUp.column.label[i], runnersUp.column.confidence[i]);
  if (known.size > 0) flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  if (labels.length > MAX_UNRANKED) flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  for (let i = 0; i < Math.min(labels.length, MAX_UNRANKED); i++) {
    const probability = probabilities.at(i);
    if (labels.values[i] < 0) continue;
    if (Number.isFinite(probability)) known.set(labels.values[i], probability);
    else flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  }
  const ranked = [...known].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  rankedLabels.clear();
  rankedLabels.pushAll(ranked.map(([label]) => label));
  rankedProbabilities.clear();
  rankedProbabilities.pushAll(ranked.map(([, probability]) => probability));
  write(job, row, rankedLabels, rankedProbabilities);
}

const rankedLabels = new NumberList();
const rankedProbabilities = new NumberList();

/** Writes the first ones of a ranked list: in place of those that the sample has, or behind all others where they need more room. */
function write(job: Job, row: number, labels: NumberList, probabilities: NumberList): void {
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
    label[start + i] = labels.values[i];
    confidence[start + i] = probabilities.values[i];
  }
  runnerUpCount[row] = count;
}
