import type { ComparedAt } from './compared-keys';
import type { ComparedJobs } from './compared-order';
import type { Job } from './job';
import { orNull, type PredictionType, roundConfidence, typeBitOf, typeOfBit } from './prediction';
import { topLabelOf } from './top-label';

/** The most probable label of a sample. */
export interface Top {
  id: number;
  name: string;
  confidence: number;
  isTruth: boolean;
}

/** What a page says of one side of a compared sample. */
export interface ComparedSide {
  row: number;
  id: number;
  /** The checksum of the recorded path of its original. */
  picture: number;
  /** The label that the sample is shown for; null where the job does not have it among the labels of the sample. */
  label: number | null;
  type: PredictionType | null;
  confidence: number | null;
  top: Top | null;
}

/** A compared sample on a page. Plain data. */
export interface ComparedRow {
  a: ComparedSide;
  b: ComparedSide;
  /** The name of the label that it is shown for; null without labels. */
  name: string | null;
  /** Probability of that label in B − in A; null where it is not recorded in both. */
  delta: number | null;
}

/** What is said of a compared sample. */
export function comparedRow({ a, b }: Pick<ComparedJobs, 'a' | 'b'>, { rowA, rowB, label }: ComparedAt): ComparedRow {
  const sideA = sideOf(a, rowA, label.entryA);
  const sideB = sideOf(b, rowB, label.entryB);
  const [before, after] = [confidenceOf(a, label.entryA), confidenceOf(b, label.entryB)];
  const named =
    sideA.label !== null ? a.labelName(sideA.label) : sideB.label !== null ? b.labelName(sideB.label) : null;
  return { a: sideA, b: sideB, name: named, delta: orNull(after - before) };
}

function sideOf(job: Job, row: number, entry: number): ComparedSide {
  const top = topLabelOf(job, row);
  return {
    row,
    id: job.samples.column.id[row],
    picture: job.samples.column.picture[row],
    label: entry === -1 ? null : job.labels.column.label[entry],
    type: entry === -1 ? null : typeOfBit(typeBitOf(job, row, entry)),
    confidence: orNull(confidenceOf(job, entry)),
    top: top && {
      id: top.label,
      name: job.labelName(top.label),
      confidence: roundConfidence(top.confidence),
      isTruth: top.isTruth,
    },
  };
}

function confidenceOf(job: Job, entry: number): number {
  return entry === -1 ? Number.NaN : job.labels.column.confidence[entry];
}
