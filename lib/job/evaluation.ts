import type { Job } from './job';
import type { Score } from './sample';

/** The scores of a job; lists of scores by label contain only labels that have any. */
export interface Evaluation {
  explainers: string[];
  metrics: string[];
  /** Labels that have a score, by id. */
  labels: { id: number; name: string }[];
  /** `labels` of a score in the order of `labels` above. */
  scores: Score[];
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
    labels: ids.map((id) => ({ id, name: job.labelName(id) })),
    scores: scores.map(({ labels, ...score }) => ({ ...score, labels: labels && ids.map((id) => labels[id] ?? null) })),
  };
}
