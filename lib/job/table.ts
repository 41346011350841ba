import { releaseMemory } from '../memory';

type Columns = Record<
  string,
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Uint16ArrayConstructor
  | Uint8ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor
>;
type Arrays<C extends Columns> = { [K in keyof C]: InstanceType<C[K]> };

const GROWTH = 1.5;
/** Maximum growth towards the expected number of rows, because the estimate may be wrong. */
const MAX_GROWTH = 3;
/** Capacity relative to the expected number of rows, so that a few more rows need no further growth. */
const RESERVE = 1.02;
/** Growth after a whole file was read: little is added then, and growing and trimming must not copy everything each time. */
const LATER_GROWTH = 1.125;
const FIRST_CAPACITY = 256;

/**
 * A table of typed-array columns. Rows are appended and never removed.
 *
 *     const points = new Table({ x: Float64Array, y: Float64Array });
 *     const row = points.add();
 *     points.column.x[row] = 1;
 *
 * Growing replaces the arrays: read `column.x` again after `add`.
 */
export class Table<C extends Columns> {
  readonly column: Arrays<C>;
  length = 0;
  /** Estimated final number of rows, 0 if unknown: with it, growing copies less and wastes less memory. */
  expected = 0;
  #capacity = 0;
  #growth = GROWTH;

  constructor(types: C) {
    const arrays: Partial<Arrays<C>> = {};
    for (const name in types) arrays[name] = new types[name](0) as Arrays<C>[typeof name];
    this.column = arrays as Arrays<C>;
  }

  /** Appends a row of zeros and returns its index. */
  add(): number {
    if (this.length === this.#capacity) this.#grow();
    return this.length++;
  }

  /** Appends so many rows of zeros and returns the index of the first one. */
  addRows(count: number): number {
    while (this.length + count > this.#capacity) this.#grow();
    this.length += count;
    return this.length - count;
  }

  #grow(): void {
    const capacity = this.#capacity;
    const expected = Math.min(this.expected * RESERVE, capacity * MAX_GROWTH);
    const growth = expected > capacity ? LATER_GROWTH : this.#growth;
    this.#resize(Math.ceil(Math.max(FIRST_CAPACITY, capacity * growth, expected)));
  }

  /** Releases most of the memory reserved for further rows. */
  trim(): void {
    if (this.#capacity > this.length * LATER_GROWTH) this.#resize(this.length);
    this.#growth = LATER_GROWTH;
  }

  /** The rows as bytes, column by column. Valid until a row is added. */
  bytes(): Uint8Array[] {
    return Object.values<Arrays<C>[keyof C]>(this.column).map(
      ({ buffer, BYTES_PER_ELEMENT }) => new Uint8Array(buffer, 0, this.length * BYTES_PER_ELEMENT),
    );
  }

  /** Resizes an empty table to `length` rows of zeros, to be filled through `bytes`. */
  restore(length: number): void {
    this.#resize(length);
    this.length = length;
    this.trim();
  }

  /** Memory used by the columns, including reserved rows, bytes. */
  get byteLength(): number {
    let bytes = 0;
    for (const name in this.column) bytes += this.column[name].byteLength;
    return bytes;
  }

  /** Releases all memory immediately; the table and all its former column arrays are empty afterwards. */
  free(): void {
    const arrays = Object.values<Arrays<C>[keyof C]>(this.column);
    this.length = 0;
    this.#resize(0);
    releaseMemory(arrays);
  }

  #resize(capacity: number): void {
    for (const name in this.column) {
      const old = this.column[name];
      const Type = old.constructor as C[typeof name];
      const grown = new Type(capacity);
      grown.set(old.subarray(0, this.length));
      this.column[name] = grown as Arrays<C>[typeof name];
    }
    this.#capacity = capacity;
  }
}
