import { STEP } from '../slices';

/** The properties by which jobs are sorted. */
interface Listed {
  relativePath: string;
  updateTime: number;
}

type Compare = (a: Listed, b: Listed) => number;

/** Latest written first, equal ones by path. */
export const byUpdateTime: Compare = (a, b) => b.updateTime - a.updateTime || byPath(a, b);

export const byPath: Compare = (a, b) => (a.relativePath < b.relativePath ? -1 : 1);

/**
 * Merges `fresh` jobs into those of `sorted` that stay, in steps that may be interrupted. Of a hundred thousand jobs only a few change
 * between two scans: merging takes 2 ms, sorting again 100 ms.
 */
export function* renewed<J extends Listed>(
  sorted: readonly J[],
  stays: (job: J) => boolean,
  fresh: readonly J[],
  compare: Compare,
): Generator<void, J[]> {
  const incoming = yield* inOrder(fresh, compare);
  const kept: J[] = [];
  for (let from = 0; from < sorted.length; from += CHUNK) {
    const end = Math.min(sorted.length, from + CHUNK);
    for (let i = from; i < end; i++) if (stays(sorted[i])) kept.push(sorted[i]);
    yield;
  }
  return yield* merged(kept, incoming, compare);
}

/** Jobs that are sorted at once, and visited between two yields. */
const CHUNK = STEP / 8;

/** The jobs in order: chunks are sorted and then merged, pair by pair. */
function* inOrder<J extends Listed>(jobs: readonly J[], compare: Compare): Generator<void, J[]> {
  let lists: J[][] = [];
  for (let from = 0; from < jobs.length; from += CHUNK) {
    lists.push(jobs.slice(from, from + CHUNK).sort(compare));
    yield;
  }
  while (lists.length > 1) {
    const next: J[][] = [];
    for (let i = 0; i < lists.length; i += 2) next.push(yield* merged(lists[i], lists[i + 1] ?? [], compare));
    lists = next;
  }
  return lists[0] ?? [];
}

/** The jobs of two sorted lists in order, in steps that may be interrupted. */
export function* merged<J extends Listed>(
  first: readonly J[],
  second: readonly J[],
  compare: Compare,
): Generator<void, J[]> {
  const all: J[] = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const isSecond = i === first.length || (j < second.length && compare(second[j], first[i]) < 0);
    all.push(isSecond ? second[j++] : first[i++]);
    if (all.length % CHUNK === 0) yield;
  }
  return all;
}
