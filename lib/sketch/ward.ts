/*
 * Hierarchical clustering by Ward's criterion (Ward 1963): the two clusters are merged whose union increases the sum of squared distances to
 * the means the least. By chains of nearest neighbours (Murtagh 1983), in time and memory n².
 */
import { TILE, Vectors } from './vectors';

/** A node of the tree: two earlier nodes. Nodes 0 … n − 1 are the points, the following ones are merges in the order of this list. */
export interface Merge {
  left: number;
  right: number;
  /** Number of points below. */
  size: number;
}

/**
 * The n − 1 merges of n points. Deterministic: of equal distances the one to the lower index counts.
 *
 * @param points n · dimensions numbers, one point after the other
 */
export function wardTree(points: Float64Array, dimensions: number): Merge[] {
  const n = points.length / dimensions;
  const distances = squaredDistances(points, dimensions);
  const rows = Int32Array.from({ length: n }, (_, i) => rowOffset(n, i));
  /** A cluster is kept at the index of one of its points; the node of that cluster, and its size. */
  const node = Int32Array.from({ length: n }, (_, index) => index);
  const size = new Int32Array(n).fill(1);
  /** The indices of the clusters, ascending. */
  let alive = Int32Array.from({ length: n }, (_, index) => index);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(alive[0]);
    const top = chain[chain.length - 1];
    const previous = chain.length > 1 ? chain[chain.length - 2] : -1;
    const nearest = nearestOf(distances, rows, alive, top, previous);
    if (nearest !== previous) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [kept, gone] = top < previous ? [top, previous] : [previous, top];
    merges.push({ left: node[kept], right: node[gone], size: size[kept] + size[gone] });
    const place = alive.indexOf(gone);
    alive.copyWithin(place, place + 1);
    alive = alive.subarray(0, alive.length - 1);
    updateDistances(distances, rows, alive, size, kept, gone);
    size[kept] += size[gone];
    node[kept] = n + merges.length - 1;
  }
  return merges;
}

/** The offset of the distance of i < j in the upper triangle, row by row. */
const rowOffset = (n: number, i: number): number => i * n - (i * (i + 3)) / 2 - 1;

/** Half the squared distances, which is Ward's increase for single points. */
function squaredDistances(points: Float64Array, dimensions: number): Float32Array {
  const n = points.length / dimensions;
  const distances = new Float32Array((n * (n - 1)) / 2);
  const vectors = new Vectors(points, dimensions);
  const squares = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let at = i * dimensions; at < (i + 1) * dimensions; at++) sum += points[at] * points[at];
    return sum;
  });
  for (let top = 0; top < n; top += TILE) {
    for (let left = top; left < n; left += TILE) {
      const end = Math.min(n, left + TILE);
      for (let first = top; first < Math.min(n, top + TILE); first += 2) {
        const products = vectors.products(first, left);
        for (let i = first; i < Math.min(n, first + 2); i++) {
          const row = rowOffset(n, i);
          const at = (i - first) * TILE - left;
          for (let j = Math.max(left, i + 1); j < end; j++)
            distances[row + j] = Math.max(0, squares[i] + squares[j] - 2 * products[at + j]) / 2;
        }
      }
    }
  }
  return distances;
}

/** The nearest cluster; `preferred` if none is nearer, so that the chain ends at mutual neighbours. */
function nearestOf(
  distances: Float32Array,
  rows: Int32Array,
  alive: Int32Array,
  of: number,
  preferred: number,
): number {
  let nearest = preferred;
  let least = preferred === -1 ? Number.POSITIVE_INFINITY : distances[between(rows, of, preferred)];
  let k = 0;
  for (; alive[k] < of; k++) {
    const distance = distances[rows[alive[k]] + of];
    if (distance < least) {
      least = distance;
      nearest = alive[k];
    }
  }
  const row = rows[of];
  for (k++; k < alive.length; k++) {
    const distance = distances[row + alive[k]];
    if (distance < least) {
      least = distance;
      nearest = alive[k];
    }
  }
  return nearest;
}

const between = (rows: Int32Array, a: number, b: number): number => (a < b ? rows[a] + b : rows[b] + a);

/** The distances of the union of two clusters to all others, by the formula of Lance and Williams. */
function updateDistances(
  distances: Float32Array,
  rows: Int32Array,
  alive: Int32Array,
  size: Int32Array,
  kept: number,
  gone: number,
): void {
  const [a, b] = [size[kept], size[gone]];
  const own = distances[between(rows, kept, gone)];
  for (let k = 0; k < alive.length; k++) {
    const other = alive[k];
    if (other === kept) continue;
    const c = size[other];
    const at = between(rows, kept, other);
    distances[at] = ((a + c) * distances[at] + (b + c) * distances[between(rows, gone, other)] - c * own) / (a + b + c);
  }
}
