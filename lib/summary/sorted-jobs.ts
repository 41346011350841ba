/** What a job is sorted by. */
interface Listed {
  relativePath: string;
  updateTime: number;
}

type Compare = (a: Listed, b: Listed) => number;

/** Latest written first, equal ones by path. */
export const byUpdateTime: Compare = (a, b) => b.updateTime - a.updateTime || byPath(a, b);

export const byPath: Compare = (a, b) => (a.relativePath < b.relativePath ? -1 : 1);

/**
 * The jobs of `sorted` that stay, with `fresh` ones in their places. Of a hundred thousand jobs a few change from one look to
 * the next: this costs a walk over them, 2 ms, where sorting them again costs 100.
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
