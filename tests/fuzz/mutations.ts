import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { RecordReader } from '../../lib/record/record-reader';
import { latestEventFile } from '../../lib/summary/event-file';
import { concat, record } from '../support/event-writer';

/* Mutations of the event files of fixtures/: of bytes, or inside records with corrected checksums. */

const ROOT = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** Event files of fixtures/ by name. */
export const SEEDS = new Map(
  readdirSync(ROOT).flatMap((name): [string, Uint8Array][] => {
    const directory = join(ROOT, name, 'job');
    const file = existsSync(directory) ? latestEventFile(readdirSync(directory)) : null;
    return file === null ? [] : [[name, readFileSync(join(directory, file))]];
  }),
);

const NUMBERS = [0, 1, 0x7f, 0x80, 0xff];
/** Varints of ten bytes, the greatest and the least, and an unterminated one. */
const VARINTS = [
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  Array<number>(12).fill(0xff),
];

/** A change at a position, given as a share of the length. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant('put' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    bytes: fc.oneof(
      fc.constantFrom(...VARINTS),
      fc.constantFrom(...NUMBERS).map((byte) => [byte]),
      fc.array(fc.nat(255), { maxLength: 24 }),
    ),
    over: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('cut' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    length: fc.nat(200),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    length: fc.nat(200),
  }),
  fc.record({ kind: fc.constant('end' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Uint8Array, one: Change): Uint8Array {
  const at = Math.floor(one.at * bytes.length);
  if (one.kind === 'flip') {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at] ^= 1 << one.bit;
    return copy;
  }
  if (one.kind === 'end') return bytes.slice(0, at);
  if (one.kind === 'put') {
    const behind = bytes.subarray(at + (one.over ? one.bytes.length : 0));
    return concat([bytes.subarray(0, at), Uint8Array.from(one.bytes), behind]);
  }
  const piece = bytes.subarray(at, at + one.length);
  const middle = one.kind === 'cut' ? [] : [piece, piece];
  return concat([bytes.subarray(0, at), ...middle, bytes.subarray(at + one.length)]);
}

/** The payloads of the complete records of a file. */
function payloadsOf(file: Uint8Array): Uint8Array[] {
  const reader = new RecordReader(file);
  const payloads: Uint8Array[] = [];
  while (reader.next() === 'record') payloads.push(file.slice(reader.payloadStart, reader.payloadEnd));
  return payloads;
}

/** The end of the last complete record that ends at or before byte `limit`. */
export function verifiedUntil(file: Uint8Array, limit: number): number {
  const reader = new RecordReader(file);
  let end = 0;
  while (reader.next() === 'record' && reader.offset <= limit) end = reader.offset;
  return end;
}

export interface Mutant {
  seed: string;
  bytes: Uint8Array;
  /** Up to here, the bytes equal those of the original file. */
  same: number;
}

const seed = fc.constantFrom(...SEEDS.keys());

/** Changes of arbitrary bytes. */
const raw = fc.tuple(seed, fc.array(change, { minLength: 1, maxLength: 5 })).map(([name, changes]): Mutant => {
  const before = SEEDS.get(name) ?? new Uint8Array();
  const bytes = changes.reduce(changed, before);
  const differs = bytes.findIndex((byte, at) => byte !== before[at]);
  return { seed: name, bytes, same: differs === -1 ? Math.min(bytes.length, before.length) : differs };
});

/** Changes inside records, and omitted, repeated or reordered records; all checksums are correct. */
const structured = fc
  .tuple(
    seed,
    fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), change), { minLength: 1, maxLength: 6 }),
    fc.array(fc.tuple(fc.constantFrom('drop', 'twice', 'swap'), fc.double({ min: 0, max: 0.999, noNaN: true })), {
      maxLength: 3,
    }),
  )
  .map(([name, changes, moves]): Mutant => {
    const payloads = payloadsOf(SEEDS.get(name) ?? new Uint8Array());
    for (const [where, one] of changes) {
      const index = Math.floor(where * payloads.length);
      if (payloads[index]) payloads[index] = changed(payloads[index], one);
    }
    for (const [kind, where] of moves) {
      const index = Math.floor(where * payloads.length);
      const payload = payloads[index];
      if (!payload) continue;
      if (kind === 'drop') payloads.splice(index, 1);
      else if (kind === 'twice') payloads.push(payload);
      else payloads.splice(0, 0, ...payloads.splice(index, 1));
    }
    return { seed: name, bytes: concat(payloads.map(record)), same: 0 };
  });

export const mutant: fc.Arbitrary<Mutant> = fc.oneof(raw, structured);
