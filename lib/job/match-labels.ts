import { STEP } from '../slices';
import type { Job } from './job';

/** Which labels of two jobs are the same: those of the same name. */
export interface LabelMatch {
  /** The label of B for a label of A; -1 where there is none. */
  toB(label: number): number;
  /** The label of A for a label of B; -1 where there is none. */
  toA(label: number): number;
}

/** A name that several labels of a job have. */
const SEVERAL = -2;

/**
 * Matches labels by name, in steps that may be interrupted. Where a name belongs to several labels of a job, they match only the label
 * of the same id and name; a label without a name matches only one of the same id without a name.
 */
export function* matchLabels(a: Job, b: Job): Generator<void, LabelMatch> {
  const idsA = yield* idsByName(a.labelNames);
  const idsB = yield* idsByName(b.labelNames);
  const matchIn = (from: Job, idsFrom: Map<string, number>, to: Job, idsTo: Map<string, number>) => (label: number) => {
    const name = from.labelNames[label];
    if (name !== undefined && idsFrom.get(name) !== SEVERAL) {
      const found = idsTo.get(name) ?? -1;
      if (found !== SEVERAL) return found;
    }
    return to.labelNames[label] === name ? label : -1;
  };
  return { toB: matchIn(a, idsA, b, idsB), toA: matchIn(b, idsB, a, idsA) };
}

function* idsByName(names: readonly string[]): Generator<void, Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [id, name] of names.entries()) {
    if (id % STEP === 0) yield;
    ids.set(name, ids.has(name) ? SEVERAL : id);
  }
  return ids;
}
