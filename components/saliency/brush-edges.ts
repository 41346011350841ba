import type { MapNumber } from '@/lib/api/choices';
import type { DistributionsAnswer } from '@/lib/api/insight-answers';

type Range = readonly [number, number];
type Distribution = NonNullable<DistributionsAnswer[MapNumber]>;

/** The indices of the edges nearest to a range: the last one not above its start, and the first one not below its end. */
export function edgesAround(edges: readonly number[], [min, max]: Range): Range {
  const start = edges.findLastIndex((edge) => edge <= min);
  const end = edges.findIndex((edge) => edge >= max);
  return [Math.max(0, start), end === -1 ? edges.length - 1 : end];
}

/**
 * The range between two edges, by their indices. At either end it goes on to the last value, because the first and the last bin also hold
 * what lies beyond.
 */
export function valuesAt(distribution: Distribution | null, [start, end]: Range): Range | null {
  if (distribution === null) return null;
  const { edges, least, greatest } = distribution;
  const [first, last] = [edges[0], edges[edges.length - 1]];
  return [
    start === 0 ? Math.min(first, least ?? first) : edges[start],
    end === edges.length - 1 ? Math.max(last, greatest ?? last) : edges[end],
  ];
}
