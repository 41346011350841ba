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
export function coverOf(boxes: Iterable<CoverBox>, width: number, height: number): Float64Array {
  const data = new Uint8Array(width * height);
  const edges = edgesByRow(boxes, width, height);
  const depth = new Int32Array(width + 1); // how many more boxes cover this pixel of the row than the one before
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const own = edges.get(y);
    for (let k = 0; own && k < own.length; k += 2) {
      depth[own[k]]++;
      depth[own[k + 1]]--;
    }
    if (own) fillRow(data, start, depth, width);
    else if (y > 0) data.copyWithin(start, start - width, start);
  }
  return cellMeans({ data, width, height, channels: 1 }, COVERED);
}

/** For each row in which boxes begin or end: two pixels for each of them, between which there is one box more; for an end, in reverse order. */
function edgesByRow(boxes: Iterable<CoverBox>, width: number, height: number): Map<number, number[]> {
  const edges = new Map<number, number[]>();
  const add = (row: number, from: number, to: number) => {
    const others = edges.get(row);
    if (others) others.push(from, to);
    else edges.set(row, [from, to]);
  };
  for (const [x, y, w, h] of boxes) {
    const [from, to] = [Math.max(0, x), Math.min(width, x + w)];
    const [top, bottom] = [Math.max(0, y), Math.min(height, y + h)];
    if (to <= from || bottom <= top) continue;
    add(top, from, to);
    add(bottom, to, from);
  }
  return edges;
}

/** Boxes whose numbers are in one array, four each. */
export function* unpacked(numbers: Int32Array): Generator<CoverBox> {
  for (let i = 0; i + 4 <= numbers.length; i += 4) yield [numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3]];
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
