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
 * Merges `fresh` jobs into those of `sorted` that stay. Of a hundred thousand jobs only a few change between two scans: merging
 * takes 2 ms, sorting again 100 ms.
 */
export function renewed<J extends Listed>(
  sorted: readonly J[],
  stays: (job: J) => boolean,
  fresh: readonly J[],
  compare: Compare,
): J[] {
  const incoming = [...fresh].sort(compare);
  const merged: J[] = [];
  let next = 0;
  for (const job of sorted) {
    if (!stays(job)) continue;
    while (next < incoming.length && compare(incoming[next], job) < 0) merged.push(incoming[next++]);
    merged.push(job);
  }
  while (next < incoming.length) merged.push(incoming[next++]);
  return merged;
}
