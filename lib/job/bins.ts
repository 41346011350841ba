/**
 * The index of the bin of a value, by bisection.
 *
 * @param edges of the bins, ascending; what lies beyond the first or the last one belongs to the bin beside it, and a bin begins with its edge
 */
export function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= edges[middle]) low = middle;
    else high = middle - 1;
  }
  return low;
}
