import { RECORD_OVERHEAD } from '../record/record-reader';

/**
 * 53 bits that stand for the records read so far, made of the checksums they carry: equal for equal content, whatever
 * the path, machine or process.
 */
export class Fingerprint {
  #high: number;
  #low: number;

  /** Goes on from the `state` of another one. */
  constructor([high, low]: readonly [number, number] = [0xdeadbeef, 0x41c6ce57]) {
    this.#high = high;
    this.#low = low;
  }

  /** What another one goes on from. */
  get state(): [number, number] {
    return [this.#high, this.#low];
  }

  /** Adds the next record, by the masked checksum of its payload. */
  add(checksum: number): void {
    this.#high = Math.imul(this.#high ^ checksum, 0x9e3779b1);
    this.#low = Math.imul(this.#low ^ checksum ^ (this.#high >>> 16), 0x5f356495);
  }

  /**
   * Adds the records in `bytes`, which begin at byte `start` of a file, up to byte `end` of it, by their lengths alone,
   * nothing verified. Returns the bytes used; -1 where the lengths lead nowhere.
   */
  addFrames(bytes: Uint8Array, start: number, end: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = 0;
    while (start + offset < end) {
      if (offset + RECORD_OVERHEAD > bytes.length) return offset;
      const length = view.getUint32(offset, true);
      if (start + offset + length + RECORD_OVERHEAD > end) return -1;
      const next = offset + length + RECORD_OVERHEAD;
      if (next > bytes.length) return offset;
      this.add(view.getUint32(next - 4, true));
      offset = next;
    }
    return -1;
  }

  get value(): string {
    return (this.#high >>> 0).toString(16).padStart(8, '0') + (this.#low >>> 0).toString(16).padStart(8, '0');
  }
}
