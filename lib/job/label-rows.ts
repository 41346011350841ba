import { type Job, SAMPLE_LABELS_MOVED } from './job';
import { MAX_LABELS, MAX_LABELS_BEYOND, MAX_LABELS_PER_SAMPLE } from './limits';

/* The labels of samples: their rows in `job.labels`, which grow while the file is read. */

/** Sets `flag` on a label of a sample and adds the label if needed. Returns the label's row, or -1 if it is not kept. */
export function addLabel(job: Job, row: number, label: number, flag: number, offset: number): number {
  if (label < 0) {
    job.problems.add('bad-label', `Label ${label} is negative, which is not a valid label id.`, offset);
    return -1;
  }
  const { samples, labels } = job;
  const { labelStart, labelCount } = samples.column;
  const existing = job.labelLookup.find(labels.column.label, row, labelStart[row], labelCount[row], label);
  if (existing !== -1) {
    labels.column.flags[existing] |= flag;
    return existing;
  }
  const count = labelCount[row];
  if (count === MAX_LABELS_PER_SAMPLE) {
    tooManyLabels(job, row, offset);
    return -1;
  }
  if (!job.addMention(label, offset)) {
    const beyond = `${MAX_LABELS_BEYOND} with ids from ${MAX_LABELS} on`;
    job.problems.tooMany(`labels in the job; the first ${MAX_LABELS} are kept, among them ${beyond}`, offset);
    return -1;
  }
  if (job.isShown(row)) job.labelsShown.add(label);
  const entry = newLabelRow(job, row);
  const { column } = labels;
  column.label[entry] = label;
  column.flags[entry] = flag;
  column.confidence[entry] = column.sd[entry] = column.low[entry] = column.high[entry] = Number.NaN;
  labelCount[row] = count + 1;
  job.labelLookup.add(row, label, count);
  return entry;
}

/** Notes that a sample has more labels than are kept. */
export function tooManyLabels(job: Job, row: number, offset: number): void {
  const id = job.samples.column.id[row];
  job.problems.tooMany(`labels of sample ${id}; the first ${MAX_LABELS_PER_SAMPLE} are kept`, offset);
}

/**
 * The row of a new label of a sample, behind its other labels. The labels of the last sample in the table grow in place. Those of
 * another one are moved to the end once, and get room for as many again each time they have filled theirs: so labels of two samples
 * that come in turns take a bounded multiple of the memory.
 */
function newLabelRow(job: Job, row: number): number {
  const { samples, labels } = job;
  const { labelStart, labelCount, flags } = samples.column;
  const count = labelCount[row];
  const end = labelStart[row] + count;
  const isMoved = (flags[row] & SAMPLE_LABELS_MOVED) !== 0;
  if (isMoved ? !isPowerOfTwo(count) : count === 0 || end === labels.length) {
    if (count === 0) labelStart[row] = labels.length;
    return isMoved ? end : labels.add();
  }
  labelStart[row] = moveToEnd(job, labelStart[row], count);
  flags[row] |= SAMPLE_LABELS_MOVED;
  return labelStart[row] + count;
}

/** Moved labels have room for the next power of two; there is none left when their number is one. */
function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/** Copies labels to the end of the table, with room for more up to the next greater power of two, and returns their new start row. */
function moveToEnd(job: Job, oldStart: number, count: number): number {
  const { labels } = job;
  const start = labels.length;
  const capacity = 2 ** (Math.floor(Math.log2(count)) + 1);
  for (let i = 0; i < capacity; i++) labels.add();
  const { column } = labels;
  for (let i = 0; i < count; i++) {
    const to = start + i;
    const from = oldStart + i;
    column.label[to] = column.label[from];
    column.flags[to] = column.flags[from];
    column.confidence[to] = column.confidence[from];
    column.sd[to] = column.sd[from];
    column.low[to] = column.low[from];
    column.high[to] = column.high[from];
  }
  return start;
}
