/*
 * The sketch of a saliency map: how its evidence is distributed over the picture, on a grid of 16 × 16 cells with a byte each. Explainers
 * store maps of very different sizes; on a common grid they can be compared. Everything that is said about agreement is counted from
 * sketches, so ties are the same in every implementation.
 */

/** Cells along each side of the grid. */
export const GRID = 16;
/** Cells of a sketch, which is also its number of bytes. */
export const CELLS = GRID * GRID;

const LEVELS = 256;
/** A level within half a level of neutral is neutral: rounding to levels would turn a zero background into evidence. */
const NEUTRAL = 0.5;
/** Keeps a value that is a half, but for rounding of doubles, from being rounded down. */
const ROUNDING = 1e-9;

/** A decoded saliency map. */
export interface Levels {
  /** Rows from top to bottom, `channels` bytes per pixel, of which the first counts. */
  data: Uint8Array;
  width: number;
  height: number;
  channels: number;
}

/** What the levels of a map mean: attributions of levels 0 and 255, and whether they are signed. */
export interface LevelRange {
  signed: boolean;
  minimum?: number;
  maximum?: number;
}

/**
 * The evidence for the label in a pixel of each level, 256 values ≥ 0. In a signed map with a range it is the distance above the neutral
 * level z = −minimum · 255 / (maximum − minimum); below and around neutral there is none. In other maps it is the level itself.
 */
export function evidenceOfLevels({ signed, minimum, maximum }: LevelRange): Float64Array {
  const evidence = new Float64Array(LEVELS);
  const hasRange = signed && minimum !== undefined && maximum !== undefined;
  if (hasRange && (maximum <= 0 || maximum <= minimum)) return evidence;
  const neutral = hasRange ? (-minimum * 255) / (maximum - minimum) : 0;
  for (let level = 0; level < LEVELS; level++) {
    const above = level - neutral;
    evidence[level] = !hasRange || above > NEUTRAL ? above : 0;
  }
  return evidence;
}

/**
 * The sketch of a map: 256 bytes, rows from top to bottom, the greatest cell is 255. All zero where the map has no evidence: such a map
 * has no statistics and agrees with nothing, which is not the same as disagreeing.
 */
export function sketchOf(map: Levels, range: LevelRange): Uint8Array {
  return quantise(cellMeans(map, evidenceOfLevels(range)));
}

/** Whether a map has no evidence, so that nothing can be said about it. `at` is the offset of its sketch. */
export function isWithoutEvidence(sketches: Uint8Array, at = 0): boolean {
  for (let cell = at; cell < at + CELLS; cell++) if (sketches[cell] > 0) return false;
  return true;
}

/** Bytes in proportion to the cells; the greatest becomes 255. */
export function quantise(cells: Float64Array): Uint8Array {
  const greatest = cells.reduce((most, cell) => Math.max(most, cell), 0);
  const sketch = new Uint8Array(CELLS);
  if (!(greatest > 0)) return sketch;
  for (let cell = 0; cell < CELLS; cell++) sketch[cell] = Math.floor((255 * cells[cell]) / greatest + 0.5 + ROUNDING);
  return sketch;
}

/** The exact mean of `values[level]` over each of the 256 cells, whatever the shape of the picture: a cell may cut through pixels. */
export function cellMeans({ data, width, height, channels }: Levels, values: Float64Array): Float64Array {
  const columns = partsOf(width);
  const rows = partsOf(height);
  const cells = new Float64Array(CELLS);
  const row = new Float64Array(GRID);
  let done = -1; // the source row whose means are in `row`
  for (let j = 0; j < GRID; j++) {
    for (let y = rows[j].first; y < rows[j].end; y++) {
      if (y !== done) rowMeans(data, y * width * channels, channels, values, columns, row);
      done = y;
      const share = weightOf(rows[j], y);
      for (let i = 0; i < GRID; i++) cells[j * GRID + i] += share * row[i];
    }
  }
  return cells;
}

/** The pixels of one side that a cell covers: whole ones between two that may be cut. */
interface Part {
  first: number;
  end: number;
  /** Shares of the cell that the first, each inner and the last pixel have; of a single pixel all is in the first. */
  firstWeight: number;
  innerWeight: number;
  lastWeight: number;
}

/** The 16 parts of a side of `length` pixels. */
function partsOf(length: number): Part[] {
  const step = length / GRID;
  return Array.from({ length: GRID }, (_, cell) => {
    const [from, to] = [cell * step, (cell + 1) * step];
    const first = Math.floor(from);
    const end = Math.min(length, Math.ceil(to));
    const share = (pixel: number) => Math.max(0, Math.min(to, pixel + 1) - Math.max(from, pixel)) / step;
    return { first, end, firstWeight: share(first), innerWeight: 1 / step, lastWeight: share(end - 1) };
  });
}

function weightOf({ first, end, firstWeight, innerWeight, lastWeight }: Part, pixel: number): number {
  if (pixel === first) return firstWeight;
  return pixel === end - 1 ? lastWeight : innerWeight;
}

/** The means of the 16 parts of a row of pixels that begins at byte `start`. */
function rowMeans(
  data: Uint8Array,
  start: number,
  channels: number,
  values: Float64Array,
  columns: readonly Part[],
  means: Float64Array,
): void {
  for (let i = 0; i < GRID; i++) {
    const { first, end, firstWeight, innerWeight, lastWeight } = columns[i];
    let mean = firstWeight * values[data[start + first * channels]];
    if (end - first > 1) {
      let inner = 0;
      for (let x = first + 1; x < end - 1; x++) inner += values[data[start + x * channels]];
      mean += innerWeight * inner + lastWeight * values[data[start + (end - 1) * channels]];
    }
    means[i] = mean;
  }
}
