import { type Json, toJson } from '../json';
import { STEP } from '../slices';
import {
  type Job,
  LABEL_HAS_COUNTERFACTUAL,
  LABEL_HAS_MAP,
  LABEL_IS_PREDICTED,
  LABEL_IS_TRUTH,
  SAMPLE_HAS_COUNTERFACTUAL,
  SAMPLE_HAS_MAP,
} from './job';
import type { JobView } from './job-view';
import { TYPE_BIT, typeBitOf } from './prediction';

/** How often a label occurs in a job; each number is a count of samples. */
export interface LabelCounts {
  label: number;
  /** Samples whose label set (ground truth and predicted) contains the label. */
  samples: number;
  maps: number;
  counterfactuals: number;
  TP: number;
  FN: number;
  FP: number;
}

/** The counts of a job, over its shown samples. */
export interface JobCounts {
  samples: number;
  withMaps: number;
  withCounterfactuals: number;
  /** Ordered by label id; labels without a sample are omitted. */
  labels: LabelCounts[];
}

/** Counts a job's samples, labels and prediction types in one pass, in steps that may be interrupted. */
export function* countJob(job: JobView): Generator<void, JobCounts> {
  const { flags, labelStart, labelCount } = job.samples.column;
  const labels = new Map<number, LabelCounts>();
  const counts: JobCounts = { samples: job.sampleCount, withMaps: 0, withCounterfactuals: 0, labels: [] };
  let step = STEP;
  for (let row = 0; row < job.samples.length; row++) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!job.isShown(row)) continue;
    if (flags[row] & SAMPLE_HAS_MAP) counts.withMaps++;
    if (flags[row] & SAMPLE_HAS_COUNTERFACTUAL) counts.withCounterfactuals++;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      countLabel(job, row, entry, labels);
    }
  }
  counts.labels = [...labels.values()].sort((a, b) => a.label - b.label);
  return counts;
}

/** A label that has a name: what the predecessor calls a class. */
export type LabelClass = { name: string } & Pick<LabelCounts, 'samples' | 'maps' | 'counterfactuals'>;

const CLASSES_AT_ONCE = 1_000;

/** All labels that have a name, with counts of the job; index = label id. In parts of a thousand, each a list as JSON. */
export function* classesJson({ labelNames }: Job, { labels }: JobCounts): Generator<void, Json<LabelClass[]>[]> {
  const counted = new Map(labels.map((counts) => [counts.label, counts]));
  const parts: Json<LabelClass[]>[] = [];
  for (let from = 0; from < labelNames.length; from += CLASSES_AT_ONCE) {
    const part = labelNames.slice(from, from + CLASSES_AT_ONCE).map((name, i): LabelClass => {
      const { samples = 0, maps = 0, counterfactuals = 0 } = counted.get(from + i) ?? {};
      return { name, samples, maps, counterfactuals };
    });
    parts.push(toJson(part));
    yield;
  }
  return parts;
}

function countLabel(job: JobView, row: number, entry: number, labels: Map<number, LabelCounts>): void {
  const label = job.labels.column.label[entry];
  const flags = job.labels.column.flags[entry];
  let counts = labels.get(label);
  if (!counts) {
    counts = { label, samples: 0, maps: 0, counterfactuals: 0, TP: 0, FN: 0, FP: 0 };
    labels.set(label, counts);
  }
  if (flags & (LABEL_IS_TRUTH | LABEL_IS_PREDICTED)) counts.samples++;
  if (flags & LABEL_HAS_MAP) counts.maps++;
  if (flags & LABEL_HAS_COUNTERFACTUAL) counts.counterfactuals++;
  const type = typeBitOf(job, row, entry);
  if (type === TYPE_BIT.TP) counts.TP++;
  else if (type === TYPE_BIT.FN) counts.FN++;
  else if (type === TYPE_BIT.FP) counts.FP++;
}
