/* Numbers about one map, from its sketch. p is the mass of a cell: its share of the sum of all cells. */
import { CELLS, GRID, isWithoutEvidence } from './sketch';

/** Cells from each side that count as the border: an eighth of the side. */
const BORDER_CELLS = 2;
/** The share of the picture that the border has: .4375. An even map has this share of its mass there. */
export const BORDER_AREA = 1 - ((GRID - 2 * BORDER_CELLS) / GRID) ** 2;

const isBorder = Uint8Array.from({ length: CELLS }, (_, cell) => {
  const nearest = (at: number) => Math.min(at, GRID - 1 - at);
  return Number(Math.min(nearest(cell % GRID), nearest(Math.floor(cell / GRID))) < BORDER_CELLS);
});

export interface SketchStatistics {
  /** Mass in the outer eighth on each side, 0–1; an even map has `BORDER_AREA`. */
  border: number;
  /** Gini coefficient of the cells, 0 (even) to 255/256 (one cell). Chalasani et al. 2020. */
  gini: number;
  /** exp(entropy of p) / 256: the share of the picture over which the evidence is in effect spread. Bhatt et al. 2020. */
  spread: number;
  /** Centre of mass from the left and from the top, 0–1. */
  centreX: number;
  centreY: number;
}

/** The statistics of the sketch at an offset; undefined for a map without evidence. */
export function statisticsOf(sketches: Uint8Array, at = 0): SketchStatistics | undefined {
  if (isWithoutEvidence(sketches, at)) return undefined;
  const counts = new Uint32Array(256); // cells of each level
  let sum = 0;
  let onBorder = 0;
  let x = 0;
  let y = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const level = sketches[at + cell];
    counts[level]++;
    sum += level;
    onBorder += isBorder[cell] * level;
    x += level * ((cell % GRID) + 0.5);
    y += level * (Math.floor(cell / GRID) + 0.5);
  }
  const { gini, entropy } = ofLevels(counts, sum);
  return {
    border: onBorder / sum,
    gini,
    spread: Math.exp(entropy) / CELLS,
    centreX: x / sum / GRID,
    centreY: y / sum / GRID,
  };
}

/** Mass on the border of 256 masses, for example of a mean map. */
export function borderOf(mass: ArrayLike<number>): number {
  let border = 0;
  for (let cell = 0; cell < CELLS; cell++) border += isBorder[cell] * mass[cell];
  return border;
}

/** exp(entropy) / 256 of 256 masses. */
export function spreadOf(mass: ArrayLike<number>): number {
  let entropy = 0;
  for (let cell = 0; cell < CELLS; cell++) if (mass[cell] > 0) entropy -= mass[cell] * Math.log(mass[cell]);
  return Math.exp(entropy) / CELLS;
}

/**
 * Gini coefficient and entropy (natural logarithm) from the number of cells of each level.
 * Gini = Σ (2i − n − 1) qᵢ / (n Σ q) over the cells in ascending order.
 */
function ofLevels(counts: Uint32Array, sum: number): { gini: number; entropy: number } {
  let weighted = 0;
  let entropy = 0;
  let below = 0;
  for (let level = 0; level < counts.length; level++) {
    const count = counts[level];
    if (count === 0) continue;
    // The ranks of these cells are below + 1 … below + count, so the sum of 2i − n − 1 is count · (2 below + count − n).
    weighted += level * count * (2 * below + count - CELLS);
    below += count;
    if (level > 0) entropy -= count * (level / sum) * Math.log(level / sum);
  }
  return { gini: weighted / (CELLS * sum), entropy };
}
