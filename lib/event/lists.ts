/** Numbers that are collected, read and cleared again without allocating. */
export class NumberList {
  values = new Float64Array(4);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }

  /** Value `index`, or NaN where the list is shorter. */
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

/** Places of strings or messages in the block that was decoded: `[start, end)` each, in bytes. */
export class SpanList {
  starts = new Float64Array(4);
  ends = new Float64Array(4);
  length = 0;

  push(start: number, end: number): void {
    if (this.length === this.starts.length) {
      const [starts, ends] = [this.starts, this.ends];
      this.starts = new Float64Array(this.length * 2);
      this.ends = new Float64Array(this.length * 2);
      this.starts.set(starts);
      this.ends.set(ends);
    }
    this.starts[this.length] = start;
    this.ends[this.length++] = end;
  }

  start(index: number): number {
    return this.starts[index];
  }

  end(index: number): number {
    return this.ends[index];
  }

  clear(): void {
    this.length = 0;
  }
}
