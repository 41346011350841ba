import type { MetricRange } from '../event/messages';
import { type Json, listJson } from '../json';
import type { Job } from './job';
import type { Score } from './sample';

/** The scores of a job; lists of scores by label contain only labels that have any. */
export interface Evaluation {
  explainers: string[];
  metrics: string[];
  /** In the order of `metrics`; null if scores are 0–1 and higher ones better. */
  metricRanges: (MetricRange | null)[];
  /** Labels that have a score, by id. */
  labels: { id: number; name: string }[];
  /** `labels` of a score in the order of `labels` above. */
  scores: Score[];
}

/** A score without those by label, and how its metric is read: null if scores are 0–1 and higher ones better. */
export type TotalScore = Omit<Score, 'labels'> & { range: MetricRange | null };

/** Scores by label that become JSON at a time. */
const LABELS_AT_ONCE = 20_000;

/** An evaluation as JSON, in steps that may be interrupted. */
export function* evaluationJson({
  explainers,
  metrics,
  metricRanges,
  labels,
  scores,
}: Evaluation): Generator<void, Json<Evaluation>> {
  const named = yield* listJson(labels);
  const parts: string[] = [];
  let step = LABELS_AT_ONCE;
  for (const score of scores) {
    parts.push(JSON.stringify(score));
    step -= 1 + labels.length;
    if (step > 0) continue;
    step = LABELS_AT_ONCE;
    yield;
  }
  const head = JSON.stringify({ explainers, metrics, metricRanges }).slice(0, -1);
  return `${head},"labels":${named},"scores":[${parts.join(',')}]}`;
}

/** Collects the scores and drops labels without any: with a thousand labels, a job of forty samples scores about a dozen. */
export function evaluationOf(job: Job, scores: readonly Score[]): Evaluation {
  const scored = new Set<number>();
  for (const { labels } of scores)
    for (const [label, score] of labels?.entries() ?? []) if (score !== null) scored.add(label);
  const ids = [...scored].sort((a, b) => a - b);
  return {
    explainers: job.explainers.list.slice(),
    metrics: job.metrics.list.slice(),
    metricRanges: job.metrics.list.map((_, metric) => job.metricRanges.get(metric) ?? null),
    labels: ids.map((id) => ({ id, name: job.labelName(id) })),
    scores: scores.map(({ labels, ...score }) => ({ ...score, labels: labels && ids.map((id) => labels[id] ?? null) })),
  };
}
