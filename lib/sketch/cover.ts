/* Evidence inside the boxes of a counterfactual: does a map lie where the model itself says that its evidence is? (Arras et al. 2022) */
import { CELLS, cellMeans, isWithoutEvidence } from './sketch';

/** What is covered of one row of pixels, as values of `cellMeans`. */
const COVERED = Float64Array.of(0, 1);

/** A rectangle in pixels of the original: x, y, width, height. */
export type CoverBox = readonly [x: number, y: number, width: number, height: number];

/**
 * The share of each of the 256 cells that the union of boxes covers, 0–1. Boxes may reach beyond the picture; what is outside does not
 * count. Takes time in proportion to the pixels and the number of boxes, however much they overlap.
 */
export function coverOf(boxes: readonly CoverBox[], width: number, height: number): Float64Array {
  const data = new Uint8Array(width * height);
  const edges = edgesOf(boxes, width, height);
  const depth = new Int32Array(width + 1); // how many more boxes cover this pixel of the row than the one before
  let next = 0;
  for (let y = 0; y < height; y++) {
    const hasChanged = next < edges.length && edges[next].y === y;
    for (; next < edges.length && edges[next].y === y; next++) {
      depth[edges[next].from] += edges[next].change;
      depth[edges[next].to] -= edges[next].change;
    }
    const start = y * width;
    if (hasChanged) fillRow(data, start, depth, width);
    else if (y > 0) data.copyWithin(start, start - width, start);
  }
  return cellMeans({ data, width, height, channels: 1 }, COVERED);
}

/** In row `y` boxes begin (1) or end (−1) that cover the pixels `from` to `to`. */
interface Edge {
  y: number;
  from: number;
  to: number;
  change: 1 | -1;
}

function edgesOf(boxes: readonly CoverBox[], width: number, height: number): Edge[] {
  const edges = boxes.flatMap(([x, y, w, h]): Edge[] => {
    const [from, to] = [Math.max(0, x), Math.min(width, x + w)];
    const [top, bottom] = [Math.max(0, y), Math.min(height, y + h)];
    if (to <= from || bottom <= top) return [];
    return [
      { y: top, from, to, change: 1 },
      { y: bottom, from, to, change: -1 },
    ];
  });
  return edges.sort((a, b) => a.y - b.y);
}

function fillRow(data: Uint8Array, start: number, depth: Int32Array, width: number): void {
  let boxes = 0;
  for (let x = 0; x < width; x++) {
    boxes += depth[x];
    data[start + x] = boxes > 0 ? 1 : 0;
  }
}

export interface Evidence {
  /** Mass of the map inside the boxes, 0–1. */
  inside: number;
  /** Share of the picture that the boxes cover: the mass that an even map has inside. */
  area: number;
  /** inside / area. */
  lift: number;
}

/** How much of a map lies inside the boxes; undefined for a map without evidence and where nothing is covered. */
export function evidenceInside(cover: Float64Array, sketches: Uint8Array, at = 0): Evidence | undefined {
  if (isWithoutEvidence(sketches, at)) return undefined;
  let inside = 0;
  let sum = 0;
  let covered = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    inside += sketches[at + cell] * cover[cell];
    sum += sketches[at + cell];
    covered += cover[cell];
  }
  if (covered === 0) return undefined;
  return { inside: inside / sum, area: covered / CELLS, lift: (inside / sum) * (CELLS / covered) };
}
