import { crc32c, maskCrc } from '../lib/record/crc32c';
import type { EventInput } from '../tests/support/event-writer';

/*
 * Writes the same records as `tests/support/event-writer.ts`, ten times as fast, because benches need millions of them. A message is
 * written in place and moved if its length takes more than one byte.
 */
const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;
const HEADER_BYTES = 12;
const WALL_TIME = 1_700_000_000;

/** Consecutive records in one reused buffer. */
export class RecordSink {
  /** Bytes written so far. */
  length = 0;
  #bytes = new Uint8Array(2 ** 20);
  #view = new DataView(this.#bytes.buffer);

  /** The bytes written since the last call. Valid until the next record. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  /** Appends an event as a record. */
  add(input: EventInput): void {
    const start = this.length;
    this.#reserve(HEADER_BYTES);
    this.length += HEADER_BYTES;
    this.#tag(1, 1);
    this.#reserve(8);
    this.#view.setFloat64(this.length, WALL_TIME, true);
    this.length += 8;
    const explain = this.#begin(6);
    this.#explain(input);
    this.#end(explain);
    const end = this.length;
    this.#reserve(4);
    this.#view.setUint32(start, end - start - HEADER_BYTES, true);
    this.#view.setUint32(start + 4, 0, true);
    this.#view.setUint32(start + 8, maskCrc(crc32c(this.#bytes, start, start + 8)), true);
    this.#view.setUint32(end, maskCrc(crc32c(this.#bytes, start + HEADER_BYTES, end)), true);
    this.length += 4;
  }

  #explain(input: EventInput): void {
    if (input.sampleId !== undefined) this.#int(1, input.sampleId);
    if (input.imagePath !== undefined) this.#text(2, input.imagePath);
    for (const label of input.truth ?? []) this.#int(3, label);
    if (input.inference) {
      const { inference } = input;
      const message = this.#begin(4);
      this.#floats(1, inference.truthProb);
      for (const label of inference.predictedLabel ?? []) this.#int(2, label);
      this.#floats(3, inference.predictedProb);
      this.#floats(4, inference.truthSd);
      this.#floats(5, inference.truthLow);
      this.#floats(6, inference.truthHigh);
      this.#floats(7, inference.predictedSd);
      this.#floats(8, inference.predictedLow);
      this.#floats(9, inference.predictedHigh);
      this.#end(message);
    }
    for (const { explainer, label, path } of input.explanations ?? []) {
      const message = this.#begin(5);
      this.#text(1, explainer);
      this.#int(2, label);
      this.#text(3, path);
      this.#end(message);
    }
    for (const { metric, explainer, total, labelScores } of input.benchmarks ?? []) {
      const message = this.#begin(6);
      this.#text(1, metric);
      this.#text(2, explainer);
      this.#floats(3, [total]);
      this.#floats(4, labelScores);
      this.#end(message);
    }
    if (input.metadata) {
      const message = this.#begin(7);
      for (const name of input.metadata.labels ?? []) this.#text(1, name);
      for (const name of input.metadata.explainers ?? []) this.#text(2, name);
      for (const name of input.metadata.metrics ?? []) this.#text(3, name);
      this.#end(message);
    }
    for (const { label, mask = 'gaussian:9', layers } of input.hocs ?? []) {
      const message = this.#begin(9);
      this.#int(1, label);
      this.#text(2, mask);
      for (const { probability, boxes } of layers) {
        const layer = this.#begin(3);
        this.#floats(1, [probability]);
        for (const number of boxes) this.#int(2, number);
        this.#end(layer);
      }
      this.#end(message);
    }
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.length++] = rest;
  }

  #tag(field: number, type: number): void {
    this.#varint((field << 3) | type);
  }

  /** An integer from 0 to 2^31 - 1. */
  #int(field: number, value: number): void {
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  #floats(field: number, values: readonly number[] = []): void {
    for (const value of values) {
      this.#tag(field, FIXED32);
      this.#reserve(4);
      this.#view.setFloat32(this.length, value, true);
      this.length += 4;
    }
  }

  #text(field: number, value: string): void {
    const start = this.#begin(field);
    this.#reserve(3 * value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) {
        this.length = start;
        const { written } = new TextEncoder().encodeInto(value, this.#bytes.subarray(start));
        this.length += written;
        break;
      }
      this.#bytes[this.length++] = code;
    }
    this.#end(start);
  }

  /** Begins a message or a text; pass the result to `end`. */
  #begin(field: number): number {
    this.#tag(field, BYTES);
    this.#reserve(1);
    return ++this.length;
  }

  #end(start: number): void {
    const { length } = this;
    const count = length - start;
    if (count <= 0x7f) {
      this.#bytes[start - 1] = count;
      return;
    }
    const lengthBytes = Math.ceil((32 - Math.clz32(count)) / 7);
    this.#reserve(lengthBytes);
    this.#bytes.copyWithin(start - 1 + lengthBytes, start, length);
    this.length = start - 1;
    this.#varint(count);
    this.length += count;
  }
}
