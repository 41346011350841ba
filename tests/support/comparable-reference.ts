import { type Measure, TOP_CELLS } from '../../lib/sketch/agreement';
import { CELLS } from '../../lib/sketch/sketch';

interface Prepared {
  cells: Uint8Array;
  sum: number;
  /** Twice the midrank of each cell, centred, and the length of that vector: 0 where all cells are equal. */
  ranks: number[];
  norm: number;
  /** Cells in the top decile, those that tie for its last places, and the weight 0–1 of each of these. */
  above: boolean[];
  tied: boolean[];
  weight: number;
  topSum: number;
}

/** The measures of agreement as `ComparableSketches` counts them, by their definitions in plain JavaScript. */
export class ReferenceSketches {
  readonly #prepared: Prepared[];

  /** @param sketches 256 bytes each, one after the other */
  constructor(sketches: Uint8Array) {
    this.#prepared = Array.from({ length: sketches.length / CELLS }, (_, k) =>
      prepare(sketches.subarray(k * CELLS, (k + 1) * CELLS)),
    );
  }

  /** NaN where the measure is not defined. */
  compare(measure: Measure, index: number, other: ReferenceSketches, otherIndex: number): number {
    const [a, b] = [this.#prepared[index], other.#prepared[otherIndex]];
    if (measure === 'overlap') {
      const shared = a.cells.reduce((sum, level, cell) => sum + Math.min(level * b.sum, b.cells[cell] * a.sum), 0);
      return shared / (a.sum * b.sum);
    }
    const norms = a.norm * b.norm;
    if (norms === 0) return Number.NaN;
    if (measure === 'rho') return a.ranks.reduce((sum, rank, cell) => sum + rank * b.ranks[cell], 0) / norms;
    const shared =
      common(a.above, b.above) +
      common(a.tied, b.above) * a.weight +
      common(a.above, b.tied) * b.weight +
      common(a.tied, b.tied) * Math.min(a.weight, b.weight);
    return shared / (a.topSum + b.topSum - shared);
  }
}

function common(a: readonly boolean[], b: readonly boolean[]): number {
  return a.filter((isSet, cell) => isSet && b[cell]).length;
}

function prepare(cells: Uint8Array): Prepared {
  const counts = new Array<number>(256).fill(0);
  for (const level of cells) counts[level]++;
  const sum = cells.reduce((total, level) => total + level, 0);
  const isEven = counts.includes(CELLS);
  const below = counts.map((_, level) => counts.slice(0, level).reduce((total, count) => total + count, 0));
  const ranks = Array.from(cells, (level) => (isEven ? 0 : 2 * below[level] + counts[level] - CELLS));
  const norm = Math.sqrt(ranks.reduce((total, rank) => total + rank * rank, 0));
  let left = TOP_CELLS;
  let lowest = 256;
  let tiedLevel = 0;
  for (let level = 255; level > 0 && left > 0 && tiedLevel === 0; level--) {
    if (counts[level] > left) tiedLevel = level;
    else if (counts[level] > 0) {
      left -= counts[level];
      lowest = level;
    }
  }
  return {
    ...{ cells, sum, ranks, norm },
    above: Array.from(cells, (level) => level >= lowest),
    tied: Array.from(cells, (level) => tiedLevel > 0 && level === tiedLevel),
    weight: tiedLevel > 0 ? left / counts[tiedLevel] : 0,
    topSum: tiedLevel > 0 ? TOP_CELLS : TOP_CELLS - left,
  };
}
