/* How far two maps agree, from their sketches. */
import { CELLS, isWithoutEvidence } from './sketch';

/** The measures of agreement, by the names that the API uses. */
export const MEASURES = ['rho', 'iou', 'overlap'] as const;
export type Measure = (typeof MEASURES)[number];

/** Cells in the top decile. */
export const TOP_CELLS = Math.ceil(0.1 * CELLS);
/** The IoU that two independent masks of the top decile are expected to have, about .0535. */
export const IOU_BY_CHANCE = TOP_CELLS / (2 * CELLS - TOP_CELLS);

/**
 * Sketches prepared for comparing each with many others. Takes 3 kB a sketch, so it holds a block of a job's sketches rather than
 * all of them.
 */
export class ComparableSketches {
  readonly length: number;
  /** Masses: shares of the sum. */
  readonly #mass: Float32Array;
  /** Midranks, centred and scaled to length one. Their product with another's is the rank correlation. */
  readonly #ranks: Float32Array;
  /** Weights 0–1 of the cells in the top decile, and their sum for each sketch. */
  readonly #top: Float32Array;
  readonly #topSum: Float64Array;
  /** Whether a map has evidence, and whether its cells differ. */
  readonly #hasEvidence: Uint8Array;
  readonly #varies: Uint8Array;

  /** @param sketches 256 bytes each, one after the other */
  constructor(sketches: Uint8Array) {
    this.length = Math.floor(sketches.length / CELLS);
    this.#mass = new Float32Array(this.length * CELLS);
    this.#ranks = new Float32Array(this.length * CELLS);
    this.#top = new Float32Array(this.length * CELLS);
    this.#topSum = new Float64Array(this.length);
    this.#hasEvidence = new Uint8Array(this.length);
    this.#varies = new Uint8Array(this.length);
    const counts = new Uint16Array(256);
    for (let index = 0; index < this.length; index++) this.#prepare(sketches, index, counts);
  }

  hasEvidence(index: number): boolean {
    return this.#hasEvidence[index] === 1;
  }

  /**
   * A measure of the map at `index` and that at `otherIndex` of other sketches. NaN where it is not defined: where a map has no
   * evidence and, for `rho` and `iou`, where all cells of a map are equal.
   *
   * - `rho`: Spearman's rank correlation of the cells, −1…1 (Krishna et al. 2022, Adebayo et al. 2018)
   * - `iou`: intersection over union of the top deciles, 0…1; by chance `IOU_BY_CHANCE` (feature agreement, Krishna et al. 2022)
   * - `overlap`: shared mass Σ min(p, p′), 0…1 (SIM, Bylinskii et al. 2018)
   */
  compare(measure: Measure, index: number, other: ComparableSketches, otherIndex: number): number {
    const a = index * CELLS;
    const b = otherIndex * CELLS;
    if (measure === 'overlap') {
      const areDefined = this.#hasEvidence[index] && other.#hasEvidence[otherIndex];
      return areDefined ? sumOfMinima(this.#mass, a, other.#mass, b) : Number.NaN;
    }
    if (!this.#varies[index] || !other.#varies[otherIndex]) return Number.NaN;
    if (measure === 'rho') return product(this.#ranks, a, other.#ranks, b);
    const shared = sumOfMinima(this.#top, a, other.#top, b);
    return shared / (this.#topSum[index] + other.#topSum[otherIndex] - shared);
  }

  #prepare(sketches: Uint8Array, index: number, counts: Uint16Array): void {
    const at = index * CELLS;
    if (isWithoutEvidence(sketches, at)) return;
    this.#hasEvidence[index] = 1;
    counts.fill(0);
    let sum = 0;
    for (let cell = at; cell < at + CELLS; cell++) {
      counts[sketches[cell]]++;
      sum += sketches[cell];
    }
    for (let cell = at; cell < at + CELLS; cell++) this.#mass[cell] = sketches[cell] / sum;
    if (counts[255] === CELLS) return; // the greatest cell is 255, so all cells are equal only at 255
    this.#varies[index] = 1;
    const ranks = centredRanks(counts);
    const weights = topWeights(counts);
    for (let cell = at; cell < at + CELLS; cell++) {
      const level = sketches[cell];
      this.#ranks[cell] = ranks[level];
      this.#top[cell] = weights[level];
      this.#topSum[index] += weights[level];
    }
  }
}

const rankOfLevel = new Float64Array(256);

/** The midrank of each level minus the mean rank, scaled so that the squares of all cells sum to one. */
function centredRanks(counts: Uint16Array): Float64Array {
  let below = 0;
  let squares = 0;
  for (let level = 0; level < 256; level++) {
    const rank = below + (counts[level] + 1) / 2 - (CELLS + 1) / 2;
    rankOfLevel[level] = rank;
    squares += counts[level] * rank * rank;
    below += counts[level];
  }
  const scale = 1 / Math.sqrt(squares);
  for (let level = 0; level < 256; level++) rankOfLevel[level] *= scale;
  return rankOfLevel;
}

const weightOfLevel = new Float64Array(256);

/** The weight of each level in the top decile: one above its lowest level, which is shared by ties; zero cells never count. */
function topWeights(counts: Uint16Array): Float64Array {
  weightOfLevel.fill(0);
  let left = TOP_CELLS;
  for (let level = 255; level > 0 && left > 0; level--) {
    if (counts[level] === 0) continue;
    weightOfLevel[level] = Math.min(1, left / counts[level]);
    left -= counts[level];
  }
  return weightOfLevel;
}

function product(a: Float32Array, from: number, b: Float32Array, otherFrom: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += a[from + cell] * b[otherFrom + cell];
  return sum;
}

function sumOfMinima(a: Float32Array, from: number, b: Float32Array, otherFrom: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += Math.min(a[from + cell], b[otherFrom + cell]);
  return sum;
}
