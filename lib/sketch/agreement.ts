/* How far two maps agree, from their sketches. */
import { CELLS } from './sketch';

/** The measures of agreement, by the names that the API uses. */
export const MEASURES = ['rho', 'iou', 'overlap'] as const;
export type Measure = (typeof MEASURES)[number];

/** Cells in the top decile. */
export const TOP_CELLS = Math.ceil(0.1 * CELLS);
/** The IoU that two independent masks of the top decile are expected to have, about .0535. */
export const IOU_BY_CHANCE = TOP_CELLS / (2 * CELLS - TOP_CELLS);

/** Words of 32 bits that hold a bit for each cell. */
const WORDS = CELLS / 32;

/**
 * Sketches prepared for comparing each with many others. All of it is whole numbers, so sums are exact in any order. Takes 600 bytes a
 * sketch beside the sketch itself, which must not change.
 */
export class ComparableSketches {
  readonly length: number;
  readonly #sketches: Uint8Array;
  /** Sum of the cells of each sketch; 0 for a map without evidence. */
  readonly #sum: Float64Array;
  /** Twice the midrank of each cell, centred: −255…255. */
  readonly #ranks: Int16Array;
  /** Length of each vector of ranks; 0 where all cells are equal. */
  readonly #norm: Float64Array;
  /** A bit for each cell in the top decile, and for those that tie for its last places. */
  readonly #above: Int32Array;
  readonly #tied: Int32Array;
  /** Weight 0–1 of each tied cell, and the sum of all weights. */
  readonly #tiedWeight: Float64Array;
  readonly #topSum: Float64Array;

  /** @param sketches 256 bytes each, one after the other */
  constructor(sketches: Uint8Array) {
    this.length = Math.floor(sketches.length / CELLS);
    this.#sketches = sketches;
    this.#sum = new Float64Array(this.length);
    this.#ranks = new Int16Array(this.length * CELLS);
    this.#norm = new Float64Array(this.length);
    this.#above = new Int32Array(this.length * WORDS);
    this.#tied = new Int32Array(this.length * WORDS);
    this.#tiedWeight = new Float64Array(this.length);
    this.#topSum = new Float64Array(this.length);
    const counts = new Uint16Array(256);
    for (let index = 0; index < this.length; index++) this.#prepare(index, counts);
  }

  hasEvidence(index: number): boolean {
    return this.#sum[index] > 0;
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
    if (measure === 'overlap') return this.#overlap(index, other, otherIndex);
    const norms = this.#norm[index] * other.#norm[otherIndex];
    if (norms === 0) return Number.NaN;
    return measure === 'rho'
      ? product(this.#ranks, index * CELLS, other.#ranks, otherIndex * CELLS) / norms
      : this.#iou(index, other, otherIndex);
  }

  #overlap(index: number, other: ComparableSketches, otherIndex: number): number {
    const a = this.#sketches;
    const b = other.#sketches;
    const sumA = this.#sum[index];
    const sumB = other.#sum[otherIndex];
    const from = index * CELLS;
    const otherFrom = otherIndex * CELLS;
    let shared = 0;
    for (let cell = 0; cell < CELLS; cell++) shared += Math.min(a[from + cell] * sumB, b[otherFrom + cell] * sumA);
    return shared / (sumA * sumB); // 0 / 0 where a map has no evidence
  }

  #iou(index: number, other: ComparableSketches, otherIndex: number): number {
    const from = index * WORDS;
    const otherFrom = otherIndex * WORDS;
    let [both, tiedA, tiedB, tiedBoth] = [0, 0, 0, 0];
    for (let word = 0; word < WORDS; word++) {
      const aboveA = this.#above[from + word];
      const aboveB = other.#above[otherFrom + word];
      const tieA = this.#tied[from + word];
      const tieB = other.#tied[otherFrom + word];
      both += bitsOf(aboveA & aboveB);
      tiedA += bitsOf(tieA & aboveB);
      tiedB += bitsOf(aboveA & tieB);
      tiedBoth += bitsOf(tieA & tieB);
    }
    const weightA = this.#tiedWeight[index];
    const weightB = other.#tiedWeight[otherIndex];
    const shared = both + tiedA * weightA + tiedB * weightB + tiedBoth * Math.min(weightA, weightB);
    return shared / (this.#topSum[index] + other.#topSum[otherIndex] - shared);
  }

  #prepare(index: number, counts: Uint16Array): void {
    const at = index * CELLS;
    const sketches = this.#sketches;
    counts.fill(0);
    let sum = 0;
    for (let cell = at; cell < at + CELLS; cell++) {
      counts[sketches[cell]]++;
      sum += sketches[cell];
    }
    this.#sum[index] = sum;
    if (sum === 0 || counts[255] === CELLS) return; // the greatest cell is 255, so all cells are equal only at 255
    let below = 0;
    let squares = 0;
    for (let level = 0; level < 256; level++) {
      const rank = 2 * below + counts[level] - CELLS;
      rankOfLevel[level] = rank;
      squares += counts[level] * rank * rank;
      below += counts[level];
    }
    this.#norm[index] = Math.sqrt(squares);
    const { lowest, tiedLevel, weight } = topOf(counts);
    this.#tiedWeight[index] = weight;
    for (let cell = 0; cell < CELLS; cell++) {
      const level = sketches[at + cell];
      this.#ranks[at + cell] = rankOfLevel[level];
      const word = index * WORDS + (cell >> 5);
      if (level >= lowest) {
        this.#above[word] |= 1 << (cell & 31);
        this.#topSum[index]++;
      } else if (level === tiedLevel && level > 0) {
        this.#tied[word] |= 1 << (cell & 31);
        this.#topSum[index] += weight;
      }
    }
  }
}

const rankOfLevel = new Int16Array(256);

/**
 * The top decile of a sketch with these counts of levels: cells from `lowest` on are in it, those of `tiedLevel` share the places that
 * are left; zero cells never count.
 */
function topOf(counts: Uint16Array): { lowest: number; tiedLevel: number; weight: number } {
  let left = TOP_CELLS;
  let lowest = 256;
  for (let level = 255; level > 0 && left > 0; level--) {
    if (counts[level] === 0) continue;
    if (counts[level] > left) return { lowest, tiedLevel: level, weight: left / counts[level] };
    left -= counts[level];
    lowest = level;
  }
  return { lowest, tiedLevel: 0, weight: 0 };
}

/** The number of bits that are set in a word of 32 bits. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function product(a: Int16Array, from: number, b: Int16Array, otherFrom: number): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += a[from + cell] * b[otherFrom + cell];
  return sum;
}
