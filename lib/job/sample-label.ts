import type { PredictionType, Uncertainty } from './prediction';

/** A label of a sample. */
export interface SampleLabel {
  id: number;
  name: string;
  type: PredictionType | null;
  isTruth: boolean;
  isPredicted: boolean;
  /** Probability, rounded to 6 decimals; null if not recorded. */
  confidence: number | null;
  uncertainty: Uncertainty | null;
}

/** A label below the threshold that is not ground truth but has a recorded probability. */
export interface RunnerUp {
  id: number;
  name: string;
  /** Probability, rounded to 6 decimals; null if not recorded. */
  confidence: number | null;
  uncertainty: Uncertainty | null;
}
