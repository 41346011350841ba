import type { MetricRange, Skipped } from '../event/messages';
import { Job, type ScoreRecord, scoreKey } from './job';
import type { JobPart } from './parts';
import type { Problem } from './problems';

/** A job without the rows of its tables, in JSON form. Together with the rows it is complete. */
export interface StoredJob {
  labelNames: string[];
  explainers: string[];
  metrics: string[];
  metricRanges: [metric: number, MetricRange][];
  threshold: number;
  labelsShown: number[];
  firstMention: [label: number, offset: number][];
  scores: ScoreRecord[];
  labelScores: number;
  problems: Problem[];
  problemCount: number;
  skipped: Skipped[];
  sampleCount: number;
  hasUncertainty: boolean;
  hasCounterfactuals: boolean;
  /** Numbers as text, because JSON has no NaN and no infinities. */
  unpaired: [row: number, labels: number[], numbers: string[][] | null][];
  /** Only of a job of many parts. */
  parts?: { list: JobPart[]; orderMatters: boolean; namedBy: number | null; scoredBy: number | null };
  /** Number of rows of each table in `job.tables`. */
  lengths: number[];
}

export function storedJobOf(job: Job): StoredJob {
  return {
    labelNames: job.labelNames,
    explainers: job.explainers.list,
    metrics: job.metrics.list,
    metricRanges: [...job.metricRanges],
    threshold: job.threshold,
    labelsShown: [...job.labelsShown],
    firstMention: [...job.firstMention],
    scores: [...job.scores.values()],
    labelScores: job.labelScores,
    problems: job.problems.list,
    problemCount: job.problems.count,
    skipped: job.skipped,
    sampleCount: job.sampleCount,
    hasUncertainty: job.hasUncertainty,
    hasCounterfactuals: job.hasCounterfactuals,
    unpaired: [...job.unpaired].map(([row, { labels, numbers }]) => [
      row,
      labels,
      numbers === null ? null : numbers.map((list) => list.map(String)),
    ]),
    lengths: job.tables.map((table) => table.length),
    ...(job.parts.list.length > 0 && { parts: { ...job.parts } }),
  };
}

/**
 * Restores a job. Its tables have the right lengths; the caller fills them through their `bytes` and then calls `indexIds`.
 */
export function jobOf(stored: StoredJob): Job {
  const job = new Job();
  job.addLabelNames(stored.labelNames);
  for (const name of stored.explainers) job.explainers.add(name);
  for (const name of stored.metrics) job.metrics.add(name);
  for (const [metric, range] of stored.metricRanges) job.metricRanges.set(metric, range);
  job.threshold = stored.threshold;
  for (const label of stored.labelsShown) job.labelsShown.add(label);
  for (const [label, offset] of stored.firstMention) job.addMention(label, offset);
  for (const score of stored.scores) job.scores.set(scoreKey(score), score);
  for (const { code, message, offset } of stored.problems) job.problems.add(code, message, offset);
  job.problems.count = stored.problemCount;
  for (const skipped of stored.skipped) job.setSkipped(skipped);
  job.labelScores = stored.labelScores;
  job.sampleCount = stored.sampleCount;
  job.hasUncertainty = stored.hasUncertainty;
  job.hasCounterfactuals = stored.hasCounterfactuals;
  if (stored.parts) {
    const { list, ...rest } = stored.parts;
    job.parts.list.push(...list);
    Object.assign(job.parts, rest);
  }
  for (const [row, labels, numbers] of stored.unpaired) {
    job.setUnpaired(row, { labels, numbers: numbers === null ? null : numbers.map((list) => list.map(Number)) });
  }
  for (const [index, table] of job.tables.entries()) table.restore(stored.lengths[index]);
  return job;
}

/** Rebuilds the id index of a job. It is not stored, because rebuilding takes only 10 ms per million samples. */
export function indexIds(job: Job): void {
  const { id } = job.samples.column;
  for (let row = 0; row < job.samples.length; row++) job.ids.add(id, id[row]);
}
