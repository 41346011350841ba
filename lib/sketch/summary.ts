/* Mean and median of values of which some are not defined. */

type Values = Float32Array | Float64Array;

/** Values that a strip shows. */
const TICKS = 60;

export interface Summary {
  /** Number of defined values. */
  n: number;
  /** NaN without values. */
  mean: number;
  median: number;
}

/** Counts the values that are numbers; NaN is not defined and left out. */
export function summaryOf(values: Values): Summary {
  const defined = values.filter((value) => !Number.isNaN(value));
  return { n: defined.length, mean: meanOf(defined), median: medianOf(defined) };
}

/** NaN without values. */
export function meanOf(values: Values): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The middle value, or the mean of the two middle ones; NaN without values. Sorts a copy. */
function medianOf(values: Values): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Up to sixty of the values that are defined, in ascending order, evenly spread over all. */
export function ticksOf(values: Values): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length <= TICKS) return [...sorted];
  return Array.from({ length: TICKS }, (_, k) => sorted[Math.round((k * (sorted.length - 1)) / (TICKS - 1))]);
}

/** Means of values that come one after the other for each of `n` items; NaN where none is defined. */
export class MeanOfEach {
  readonly #sums: Float32Array;
  readonly #counts: Uint16Array;

  constructor(n: number) {
    this.#sums = new Float32Array(n);
    this.#counts = new Uint16Array(n);
  }

  /** @param at the position of each value, where they are not of all items */
  add(values: Values, at?: Uint32Array): void {
    for (let k = 0; k < values.length; k++) {
      if (Number.isNaN(values[k])) continue;
      const position = at ? at[k] : k;
      this.#sums[position] += values[k];
      this.#counts[position]++;
    }
  }

  get values(): Float32Array {
    return this.#sums.map((sum, k) => sum / this.#counts[k]);
  }
}

/** The mean of values that come one after the other. */
export class Mean {
  #sum = 0;
  #count = 0;

  /** Adds a value; NaN is not defined and left out. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#sum += value;
    this.#count++;
  }

  /** NaN without values. */
  get value(): number {
    return this.#sum / this.#count;
  }
}
