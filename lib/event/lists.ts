/** A list of numbers that is reused without allocating. */
export class NumberList {
  values = new Float64Array(4);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  // Separate, so that `push` is small enough to be inlined.
  #grow(): void {
    const grown = new Float64Array(this.length * 2);
    grown.set(this.values);
    this.values = grown;
  }

  /** The value at `index`, or NaN if the list is shorter. */
  at(index: number): number {
    return index < this.length ? this.values[index] : Number.NaN;
  }

  pushAll(values: readonly number[]): void {
    for (const value of values) this.push(value);
  }

  toArray(): number[] {
    const numbers: number[] = [];
    for (let i = 0; i < this.length; i++) numbers.push(this.values[i]);
    return numbers;
  }

  clear(): void {
    this.length = 0;
  }
}

/** Byte ranges `[start, end)` of strings or messages in the decoded block. */
export class SpanList {
  /** Start and end of each range, interleaved. */
  bounds = new Int32Array(8);
  length = 0;

  push(start: number, end: number): void {
    const at = this.length++ * 2;
    if (at === this.bounds.length) this.#grow();
    this.bounds[at] = start;
    this.bounds[at + 1] = end;
  }

  #grow(): void {
    const grown = new Int32Array(this.bounds.length * 2);
    grown.set(this.bounds);
    this.bounds = grown;
  }

  start(index: number): number {
    return this.bounds[2 * index];
  }

  end(index: number): number {
    return this.bounds[2 * index + 1];
  }

  clear(): void {
    this.length = 0;
  }
}
