/*
 * Coarse maps, as of occlusion and of class activation: blocks of a constant level, recorded at their size or enlarged without smoothing. Their
 * contour lines run along the edges of blocks, because smooth lines would pretend a higher resolution.
 */

/** Maximum difference of levels within a block, except for a few pixels: JPEG has ringing artefacts. */
const TOLERANCE = 6;
const EXACT_SHARE = 0.98;

/** Minimum mean side of a block, recorded pixels. */
const MIN_SIDE = 3;

interface Grid {
  width: number;
  height: number;
  /** Recorded levels, 0–255, row by row. */
  levels: Uint8Array;
}

/** The blocks of a coarse map. */
export interface Blocks {
  /** Start positions of the columns and rows of blocks, recorded pixels, followed by the width, or the height, of the map. */
  columns: readonly number[];
  rows: readonly number[];
  /** The level of each block, row by row. */
  levels: Uint8Array;
}

/** Treats each pixel of a map as a block. */
export function pixelBlocks({ width, height, levels }: Grid): Blocks {
  const edges = (length: number) => Array.from({ length: length + 1 }, (_, at) => at);
  return { columns: edges(width), rows: edges(height), levels };
}

/** The blocks of an enlarged coarse map; null if the map has none. */
export function blocksOf(grid: Grid): Blocks | null {
  const { width, height, levels } = grid;
  const columns = edgesOf(width, height, (x, y) => levels[y * width + x]);
  const rows = edgesOf(height, width, (y, x) => levels[y * width + x]);
  const isFine = (edges: readonly number[], length: number) => (edges.length - 1) * MIN_SIDE > length;
  if (isFine(columns, width) || isFine(rows, height)) return null;
  const values = new Uint8Array((columns.length - 1) * (rows.length - 1));
  let exact = 0;
  for (let row = 0; row + 1 < rows.length; row++) {
    for (let column = 0; column + 1 < columns.length; column++) {
      const [left, right, top, bottom] = [columns[column], columns[column + 1], rows[row], rows[row + 1]];
      const value = levels[Math.floor((top + bottom) / 2) * width + Math.floor((left + right) / 2)];
      values[row * (columns.length - 1) + column] = value;
      for (let y = top; y < bottom; y++)
        for (let i = y * width + left; i < y * width + right; i++)
          if (Math.abs(levels[i] - value) <= TOLERANCE) exact++;
    }
  }
  return exact >= EXACT_SHARE * levels.length ? { columns, rows, levels: values } : null;
}

/** The positions of lines that differ from the line before, with 0 and `length`. */
function edgesOf(length: number, across: number, levelAt: (along: number, across: number) => number): number[] {
  const edges = [0];
  for (let along = 1; along < length; along++) {
    for (let at = 0; at < across; at++) {
      if (Math.abs(levelAt(along, at) - levelAt(along - 1, at)) <= TOLERANCE) continue;
      edges.push(along);
      break;
    }
  }
  return [...edges, length];
}

/** A line segment between two points, recorded pixels. */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * The lines around the blocks that are at least as salient as the most salient `percent` of the map's area, along the edges of blocks;
 * none if those are all blocks.
 *
 * @param positions position on the scale of salience for each level
 */
export function outline({ columns, rows, levels }: Blocks, positions: Uint16Array, percent: number): Segment[] {
  const [wide, high] = [columns.length - 1, rows.length - 1];
  const areaOf = (block: number) => {
    const [column, row] = [block % wide, Math.floor(block / wide)];
    return (columns[column + 1] - columns[column]) * (rows[row + 1] - rows[row]);
  };
  const descending = [...levels.keys()].sort((a, b) => positions[levels[b]] - positions[levels[a]]);
  const wanted = (columns[wide] * rows[high] * percent) / 100;
  let area = 0;
  const last = descending.find((block) => {
    area += areaOf(block);
    return area >= wanted;
  });
  const weakest = positions[levels[descending[descending.length - 1]]];
  const threshold = last === undefined ? weakest : positions[levels[last]];
  if (threshold === weakest) return [];

  const isInside = (column: number, row: number) =>
    column >= 0 && column < wide && row >= 0 && row < high && positions[levels[row * wide + column]] >= threshold;
  const segments: Segment[] = [];
  for (let row = 0; row <= high; row++) {
    for (let column = 0; column <= wide; column++) {
      const here = isInside(column, row);
      if (here !== isInside(column, row - 1) && column < wide)
        segments.push([columns[column], rows[row], columns[column + 1], rows[row]]);
      if (here !== isInside(column - 1, row) && row < high)
        segments.push([columns[column], rows[row], columns[column], rows[row + 1]]);
    }
  }
  return segments;
}
