/**
 * A 64-bit hash of the records read so far, computed from their checksums: equal for equal content on any path, machine or process.
 */
export class Fingerprint {
  #high: number;
  #low: number;

  /** Continues from the `state` of another fingerprint. */
  constructor([high, low]: readonly [number, number] = [0xdeadbeef, 0x41c6ce57]) {
    this.#high = high;
    this.#low = low;
  }

  /** The state from which another fingerprint can continue. */
  get state(): [number, number] {
    return [this.#high, this.#low];
  }

  /** Adds the next record, by the masked checksum of its payload. */
  add(checksum: number): void {
    this.#high = Math.imul(this.#high ^ checksum, 0x9e3779b1);
    this.#low = Math.imul(this.#low ^ checksum ^ (this.#high >>> 16), 0x5f356495);
  }

  get value(): string {
    return (this.#high >>> 0).toString(16).padStart(8, '0') + (this.#low >>> 0).toString(16).padStart(8, '0');
  }
}
