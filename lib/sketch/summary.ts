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
  for (let k = 0; k < values.length; k++) sum += values[k]; // an iterator takes several times as long
  return sum / values.length;
}

/** The middle value, or the mean of the two middle ones; NaN without values. */
function medianOf(values: Values): number {
  if (values.length === 0) return Number.NaN;
  const partly = values.slice();
  const middle = partly.length >> 1;
  const upper = selected(partly, middle);
  if (partly.length % 2 === 1) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < middle; k++) lower = Math.max(lower, partly[k]);
  return (lower + upper) / 2;
}

/** The value that sorting would put at `rank`; no value before it is greater afterwards (Hoare's algorithm 65, median of three). */
function selected(values: Values, rank: number): number {
  let [left, right] = [0, values.length - 1];
  while (left < right) {
    const [a, b, c] = [values[left], values[(left + right) >> 1], values[right]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let [i, j] = [left, right];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      [values[i], values[j]] = [values[j], values[i]];
      i++;
      j--;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return values[rank];
}

/** Values that ticks are chosen from: of more, so many are taken evenly. */
const MAX_SORTED = 20_000;

/** Up to sixty of the values that are defined, in ascending order, evenly spread over all. */
export function ticksOf(values: Values): number[] {
  const defined = values.filter((value) => !Number.isNaN(value));
  const step = Math.ceil(defined.length / MAX_SORTED);
  const sorted = (step > 1 ? defined.filter((_, k) => k % step === 0) : defined).sort();
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

  /** Adds those of the first values that are chosen (1); NaN is left out. Much faster than one by one. */
  addSome(values: Values, isChosen: Uint8Array): void {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < isChosen.length; k++) {
      const value = values[k];
      if (isChosen[k] === 0 || Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    this.#sum += sum;
    this.#count += count;
  }

  /** NaN without values. */
  get value(): number {
    return this.#sum / this.#count;
  }
}
