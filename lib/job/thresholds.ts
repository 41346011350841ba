import { STEP } from '../slices';
import { isInferredIn, openUpTo } from './at-threshold';
import { type Job, LABEL_IS_PREDICTED, LABEL_IS_TRUTH, SAMPLE_HAS_TRUTH } from './job';
import { roundConfidence } from './prediction';

/** Thresholds at which types are counted: 0, .001, … 1. */
export const THRESHOLD_COUNT = 1001;

/** They are compared with probabilities as 32-bit floats. */
const LEVELS = Float32Array.from({ length: THRESHOLD_COUNT }, (_, k) => k / (THRESHOLD_COUNT - 1));

/** The types of a job at each threshold k / 1000, over its shown samples. Counts of sample × label pairs, and of samples. */
export interface ThresholdCounts {
  /** Samples with ground truth. */
  samples: number;
  atRecorded: { TP: number; FN: number; FP: number };
  /** Ground truth and predicted labels without a probability, in these samples: they are counted nowhere. */
  unknown: number;
  TP: Uint32Array;
  FN: Uint32Array;
  FP: Uint32Array;
  /** Samples in which FP may be missing, see `openUpTo`. */
  openSamples: Uint32Array;
}

/** Counts the types at all thresholds, in time linear in the number of labels and runners-up, in steps that may be interrupted. */
export function* countThresholds(job: Job): Generator<void, ThresholdCounts> {
  const { flags, labelStart, labelCount, runnerUpStart, runnerUpCount } = job.samples.column;
  const { label: runnerUp, confidence: probability } = job.runnersUp.column;
  const own = job.labels.column;
  const atRecorded = { TP: 0, FN: 0, FP: 0 };
  const [TP, FP, openSamples] = Array.from({ length: 3 }, () => new Uint32Array(THRESHOLD_COUNT));
  /** The last threshold below the recorded one; -1 for none. */
  const below = LEVELS.findLastIndex((level) => level < job.threshold);
  let samples = 0;
  let unknown = 0;
  let step = STEP;
  for (let row = 0; row < job.samples.length; row++) {
    step -= 1 + labelCount[row] + runnerUpCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!job.isShown(row) || !(flags[row] & SAMPLE_HAS_TRUTH)) continue;
    samples++;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      const isTruth = (own.flags[entry] & LABEL_IS_TRUTH) !== 0;
      if (!isTruth && !(own.flags[entry] & LABEL_IS_PREDICTED)) continue;
      const confidence = own.confidence[entry];
      if (Number.isNaN(confidence)) unknown++;
      else {
        add(isTruth ? TP : FP, lastReached(confidence));
        if (confidence >= job.threshold) atRecorded[isTruth ? 'TP' : 'FP']++;
        else if (isTruth) atRecorded.FN++;
      }
    }
    for (let i = runnerUpStart[row]; i < runnerUpStart[row] + runnerUpCount[row]; i++)
      if (!isInferredIn(job, row, runnerUp[i])) add(FP, Math.min(below, lastReached(probability[i])));
    add(openSamples, Math.min(below, lastReached(openUpTo(job, row))));
  }
  for (const counts of [TP, FP, openSamples]) for (let k = THRESHOLD_COUNT - 2; k >= 0; k--) counts[k] += counts[k + 1];
  const truths = atRecorded.TP + atRecorded.FN;
  return { samples, atRecorded, unknown, TP, FN: TP.map((count) => truths - count), FP, openSamples };
}

function add(counts: Uint32Array, k: number): void {
  if (k >= 0) counts[k]++;
}

/** The last threshold that a probability reaches; -1 for none. */
function lastReached(probability: number): number {
  if (probability >= 1) return THRESHOLD_COUNT - 1;
  let k = Math.max(-1, Math.floor(probability * (THRESHOLD_COUNT - 1)));
  while (k < THRESHOLD_COUNT - 1 && LEVELS[k + 1] <= probability) k++;
  while (k >= 0 && LEVELS[k] > probability) k--;
  return k;
}

/** The threshold of a request, and how far counts can be trusted under it. */
export interface AtThreshold {
  value: number;
  /** Rounded to 6 decimals, like confidences. */
  recorded: number;
  /** Whether counts of FP are lower bounds. */
  lowerBound: boolean;
  /** Samples in which FP may be missing. */
  openSamples: number;
}

/** The same of one sample. */
export function trustIn(job: Job, row: number, threshold: number): AtThreshold {
  const at = Math.fround(threshold);
  const isOpen = at < job.threshold && at <= openUpTo(job, row);
  return {
    value: threshold,
    recorded: roundConfidence(job.threshold),
    lowerBound: isOpen,
    openSamples: Number(isOpen),
  };
}

/** How far the counts of a job can be trusted under a threshold of up to three decimals. */
export function trustAt({ openSamples }: ThresholdCounts, job: Job, threshold: number): AtThreshold {
  const open = openSamples[Math.round(threshold * (THRESHOLD_COUNT - 1))];
  return { value: threshold, recorded: roundConfidence(job.threshold), lowerBound: open > 0, openSamples: open };
}
