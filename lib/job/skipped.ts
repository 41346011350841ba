import type { Skipped } from '../event/messages';

/** The samples that one explainer skipped, because it raised an error. */
export interface SkippedBy {
  /** Null if not recorded. */
  explainer: string | null;
  count: number;
  /** The first fifty of them, ordered by id. */
  samples: Pick<Skipped, 'sample' | 'reason'>[];
}

const MAX_LISTED = 50;

/** Skipped samples by explainer: the fifty explainers that skipped most. */
export function skippedByExplainer(skipped: readonly Skipped[]): SkippedBy[] {
  const groups = new Map<string | null, SkippedBy>();
  for (const { sample, reason, explainer } of skipped.toSorted((a, b) => a.sample - b.sample)) {
    const group = groups.get(explainer) ?? { explainer, count: 0, samples: [] };
    groups.set(explainer, group);
    if (group.count++ < MAX_LISTED) group.samples.push({ sample, reason });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count).slice(0, MAX_LISTED);
}
