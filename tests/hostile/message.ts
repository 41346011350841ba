import { concat, record, varint } from '../support/event-writer';

/* Large events, fast: `event-writer.ts` makes arrays of numbers, which are too large for what a hostile run writes. */

const text = new TextEncoder();

/** A field of bytes: a text or a message. */
export function field(number: number, value: string | Uint8Array): Uint8Array {
  const content = typeof value === 'string' ? text.encode(value) : value;
  return concat([Uint8Array.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
}

export const int = (number: number, value: number) => Uint8Array.from([...varint(number * 8), ...varint(value)]);

/** A packed list of integers. */
export function ints(number: number, values: Iterable<number>): Uint8Array {
  const packed: number[] = [];
  for (const value of values) packed.push(...varint(value));
  return field(number, Uint8Array.from(packed));
}

/** A packed list of floats. */
export const floats = (number: number, values: Iterable<number>) =>
  field(number, new Uint8Array(Float32Array.from(values).buffer));

/** Parts one after the other. */
export const message = (...parts: Uint8Array[]) => concat(parts);

/** The record of an event of `Explain` fields. */
export const event = (...explain: Uint8Array[]) => record(field(6, concat(explain)));

/** The record of an event about a sample. */
export const about = (sample: number, ...explain: Uint8Array[]) => event(int(1, sample), ...explain);

/** 0, 1, … `count - 1`. */
export function* upTo(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield i;
}

/** `make` for each number below `count`, one after the other. */
export const repeated = (count: number, make: (i: number) => Uint8Array) => concat(Array.from(upTo(count), make));
