import { type Job, LABEL_IS_TRUTH, SAMPLE_RUNNERS_UP_UNSURE } from './job';
import { MAX_INDEXED_RUNNERS_UP } from './limits';

/** The most probable label of a sample. */
export interface TopLabel {
  label: number;
  /** As recorded. */
  confidence: number;
  isTruth: boolean;
}

/**
 * The most probable of all labels whose probability is recorded for a sample: ground truth, predicted or runner-up. Of equal ones the
 * one with the smaller id. Null if none is recorded, or it cannot be told because more runners-up were recorded than are kept, in
 * several lists.
 */
export function topLabelOf(job: Job, row: number): TopLabel | null {
  const { labelStart, labelCount, runnerUpStart, runnerUpCount, flags: sampleFlags } = job.samples.column;
  const { label, confidence, flags } = job.labels.column;
  const isUnsure = (sampleFlags[row] & SAMPLE_RUNNERS_UP_UNSURE) !== 0;
  if (isUnsure && runnerUpCount[row] === MAX_INDEXED_RUNNERS_UP) return null;
  const end = labelStart[row] + labelCount[row];
  let best: TopLabel | null = null;
  const take = (id: number, probability: number, isTruth: boolean) => {
    if (best === null || probability > best.confidence || (probability === best.confidence && id < best.label))
      best = { label: id, confidence: probability, isTruth };
  };
  for (let entry = labelStart[row]; entry < end; entry++)
    if (!Number.isNaN(confidence[entry])) take(label[entry], confidence[entry], (flags[entry] & LABEL_IS_TRUTH) !== 0);
  const { label: others, confidence: probabilities } = job.runnersUp.column;
  for (let i = runnerUpStart[row]; i < runnerUpStart[row] + runnerUpCount[row]; i++) {
    const own = entryOf(others[i], label, labelStart[row], end);
    // The number of a ground truth or a prediction wins.
    if (own === -1 || Number.isNaN(confidence[own]))
      take(others[i], probabilities[i], own !== -1 && (flags[own] & LABEL_IS_TRUTH) !== 0);
    else continue;
    // The others are less probable.
    if (i + 1 < runnerUpStart[row] + runnerUpCount[row] && probabilities[i + 1] < probabilities[i]) break;
  }
  return best;
}

function entryOf(id: number, labels: Int32Array, start: number, end: number): number {
  for (let entry = start; entry < end; entry++) if (labels[entry] === id) return entry;
  return -1;
}
