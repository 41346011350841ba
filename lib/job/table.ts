import { giveBack } from '../memory';

type Columns = Record<
  string,
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Uint8ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor
>;
type Arrays<C extends Columns> = { [K in keyof C]: InstanceType<C[K]> };

const GROWTH = 1.5;
/** Where more rows are expected, it grows by this much at most: an expectation may be wrong. */
const GREATEST_GROWTH = 3;
/** And to this much of them, so that a few more than expected need no other growth. */
const RESERVE = 1.02;
/** Once all of a file was read, what it grows by is little: growing and giving back must not copy everything each time. */
const LATER_GROWTH = 1.125;
const FIRST_CAPACITY = 256;

/**
 * Rows kept as typed-array columns, appended to and never removed.
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
  /** As many rows as there will probably be, where that is known: then growing copies less and leaves less behind. */
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

  #grow(): void {
    const capacity = this.#capacity;
    const expected = Math.min(this.expected * RESERVE, capacity * GREATEST_GROWTH);
    const growth = expected > capacity ? LATER_GROWTH : this.#growth;
    this.#resize(Math.ceil(Math.max(FIRST_CAPACITY, capacity * growth, expected)));
  }

  /** Gives back most of the memory held for rows to come. */
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

  /** Makes an empty table one of `length` rows of zeros, for `bytes` to be written to. */
  restore(length: number): void {
    this.#resize(length);
    this.length = length;
    this.trim();
  }

  /** Bytes the columns take, spare rows included. */
  get byteLength(): number {
    let bytes = 0;
    for (const name in this.column) bytes += this.column[name].byteLength;
    return bytes;
  }

  /** Gives back all memory at once; the table is empty then, and so is every array that was its column. */
  free(): void {
    const arrays = Object.values<Arrays<C>[keyof C]>(this.column);
    this.length = 0;
    this.#resize(0);
    giveBack(arrays);
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
