import { type Job, LABEL_IS_TRUTH } from './job';

/** The most probable label of a sample. */
export interface TopLabel {
  label: number;
  /** As recorded. */
  confidence: number;
  isTruth: boolean;
}

/**
 * The most probable of all labels whose probability is recorded for a sample: ground truth, predicted or runner-up. Of equal ones the
 * one with the smaller id. Null if none is recorded, or it cannot be told because a later record took back the best runner-up.
 */
export function topLabelOf(job: Job, row: number): TopLabel | null {
  const { labelStart, labelCount, runnerUp, runnerUpConfidence } = job.samples.column;
  const { label, confidence, flags } = job.labels.column;
  const end = labelStart[row] + labelCount[row];
  let best = -1;
  let isRunnerUpOwn = false;
  let isRunnerUpTruth = false;
  for (let entry = labelStart[row]; entry < end; entry++) {
    if (label[entry] === runnerUp[row] - 1) {
      isRunnerUpOwn = !Number.isNaN(confidence[entry]);
      isRunnerUpTruth = (flags[entry] & LABEL_IS_TRUTH) !== 0;
    }
    if (Number.isNaN(confidence[entry])) continue;
    const isBetter =
      best === -1 ||
      confidence[entry] > confidence[best] ||
      (confidence[entry] === confidence[best] && label[entry] < label[best]);
    if (isBetter) best = entry;
  }
  const other = runnerUp[row] - 1;
  const own =
    best === -1
      ? null
      : { label: label[best], confidence: confidence[best], isTruth: (flags[best] & LABEL_IS_TRUTH) !== 0 };
  if (other === -1) return own;
  const theirs = runnerUpConfidence[row];
  if (own !== null && (own.confidence > theirs || (own.confidence === theirs && own.label < other))) return own;
  return isRunnerUpOwn || Number.isNaN(theirs) ? null : { label: other, confidence: theirs, isTruth: isRunnerUpTruth };
}
