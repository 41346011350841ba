import { InferenceFields } from '../event/event';
import type { NumberList } from '../event/lists';
import { type Job, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import { MAX_INDEXED_RUNNERS_UP, MAX_LABELS } from './limits';

/**
 * Adds the most probable runners-up of an inference to the columns, so that types can be counted under a lower threshold, with their
 * uncertainty.
 *
 * A label that is repeated has the later number. Where a label lacks a probability or cannot have a name, or a sample has more than one list,
 * what is recorded does not bound the labels that are not: the sample is marked.
 */
export function foldRunnersUp(job: Job, row: number, fields: InferenceFields): void {
  if (fields.runnerUpLabel.length === 0) return;
  const isFirst = job.samples.column.runnerUpCount[row] === 0;
  if (isFirst && isRanked(fields.runnerUpLabel, fields.runnerUpProb)) write(job, row, fields);
  else merge(job, row, fields);
}

/** Whether a list is as writers make it: most probable first, and none of those that are kept is repeated. */
function isRanked(labels: NumberList, probabilities: NumberList): boolean {
  const { length, values } = labels;
  if (length !== probabilities.length) return false;
  const kept = Math.min(length, MAX_INDEXED_RUNNERS_UP);
  for (let i = 0; i < length; i++) {
    const probability = probabilities.values[i];
    if (
      values[i] < 0 ||
      values[i] >= MAX_LABELS ||
      !Number.isFinite(probability) ||
      (i > 0 && probability > probabilities.values[i - 1])
    )
      return false;
    for (let k = 0; k < kept && k < i; k++) if (values[k] === values[i]) return false;
  }
  return true;
}

/** Of a list that is not as writers make it, the first ones count. */
const MAX_UNRANKED = 1_000;

/** Of a probability: its standard deviation, and the low and the high end of its interval. */
type Uncertainty = [sd: number, low: number, high: number];
type Numbers = [probability: number, ...Uncertainty];

const UNKNOWN: Uncertainty = [Number.NaN, Number.NaN, Number.NaN];

/** Adds a list to the runners-up that the sample has. */
function merge(job: Job, row: number, fields: InferenceFields): void {
  const { runnerUpLabel: labels, runnerUpProb, runnerUpSd, runnerUpLow, runnerUpHigh } = fields;
  const { flags } = job.samples.column;
  const known = numbersOf(job, row);
  if (known.size > 0) flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  if (labels.length > MAX_UNRANKED) flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  for (let i = 0; i < Math.min(labels.length, MAX_UNRANKED); i++) {
    const label = labels.values[i];
    if (label < 0) continue;
    const probability = runnerUpProb.at(i);
    if (label < MAX_LABELS && Number.isFinite(probability)) {
      const [, ...old] = known.get(label) ?? [Number.NaN, ...UNKNOWN];
      const recorded: Uncertainty = [runnerUpSd.at(i), runnerUpLow.at(i), runnerUpHigh.at(i)];
      known.set(label, [probability, ...(i < runnerUpSd.length ? recorded : old)]);
    } else flags[row] |= SAMPLE_RUNNERS_UP_UNSURE;
  }
  const sorted = [...known].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]);
  const isUncertain = sorted.some(([, [, ...uncertainty]]) => uncertainty.some(Number.isFinite));
  ranked.clear();
  ranked.runnerUpLabel.pushAll(sorted.map(([label]) => label));
  for (const [k, list] of ranked.runnersUp.entries())
    if (k === 0 || isUncertain) list.pushAll(sorted.map(([, numbers]) => numbers[k]));
  write(job, row, ranked);
}

const ranked = new InferenceFields();

/** The runners-up that the sample has, by label. */
function numbersOf({ samples, runnersUp, runnerUpIntervals }: Job, row: number): Map<number, Numbers> {
  const { runnerUpStart, runnerUpCount, runnerUpInterval } = samples.column;
  const { label, confidence } = runnersUp.column;
  const { sd, low, high } = runnerUpIntervals.column;
  const start = runnerUpStart[row];
  const interval = runnerUpInterval[row] - 1;
  const known = new Map<number, Numbers>();
  for (let i = 0; i < runnerUpCount[row]; i++) {
    const uncertainty: Uncertainty =
      interval === -1 ? UNKNOWN : [sd[interval + i], low[interval + i], high[interval + i]];
    known.set(label[start + i], [confidence[start + i], ...uncertainty]);
  }
  return known;
}

/** Writes the first ones of a ranked list: in place of those that the sample has, or behind all others where they need more room. */
function write(job: Job, row: number, { runnerUpLabel, runnersUp: numbers }: InferenceFields): void {
  const { samples, runnersUp, runnerUpIntervals } = job;
  const { runnerUpStart, runnerUpCount, runnerUpInterval } = samples.column;
  const [probabilities, ...uncertainty] = numbers;
  const count = Math.min(runnerUpLabel.length, MAX_INDEXED_RUNNERS_UP);
  const isLonger = count > runnerUpCount[row];
  if (isLonger) {
    runnerUpStart[row] = runnersUp.length;
    for (let i = 0; i < count; i++) runnersUp.add();
  }
  const { label, confidence } = runnersUp.column;
  const start = runnerUpStart[row];
  for (let i = 0; i < count; i++) {
    label[start + i] = runnerUpLabel.values[i];
    confidence[start + i] = probabilities.values[i];
  }
  runnerUpCount[row] = count;

  if (uncertainty.every(({ length }) => length === 0)) return;
  if (isLonger || runnerUpInterval[row] === 0) {
    runnerUpInterval[row] = runnerUpIntervals.length + 1;
    for (let i = 0; i < count; i++) runnerUpIntervals.add();
  }
  const { sd, low, high } = runnerUpIntervals.column;
  const first = runnerUpInterval[row] - 1;
  for (let i = 0; i < count; i++) {
    sd[first + i] = finite(uncertainty[0].at(i));
    low[first + i] = finite(uncertainty[1].at(i));
    high[first + i] = finite(uncertainty[2].at(i));
  }
}

const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN);
