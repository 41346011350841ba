import { concat } from '../support/event-writer';
import { PLAIN } from './event-files';
import { about, event, field, floats, int, ints, message, repeated, upTo } from './message';

/* Event files whose numbers are chosen so that they share their place in a table, or are as many different ones as possible; by name. */

/** Inverse of the factor by which ids were once spread over a table, modulo 2³². */
const INVERSE = inverse(0x9e3779b1);

/** The number with which `factor` makes 1, modulo 2³². */
function inverse(factor: number): number {
  let found = 1;
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(factor, found));
  return found;
}

/** Ids whose products with the golden ratio have the same bits in the middle, or the next ones. */
export function collidingIds(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => {
    const [low, high, middle] = [i & 255, (i >> 8) & 63, i >> 14];
    return Math.imul((high << 26) | (middle << 8) | low, INVERSE);
  });
}

/** Labels that JavaScript's own maps keep at the same place: its hash of integers is the same everywhere. */
export function* collidingLabels(count: number): Generator<number> {
  for (let label = 0, found = 0; found < count; label++) {
    if ((hashOfInteger(label) & 0x7fff) !== 0) continue;
    found++;
    yield label;
  }
}

/** V8's. */
function hashOfInteger(value: number): number {
  let hash = ~value + (value << 15);
  hash ^= hash >>> 12;
  hash = (hash + (hash << 2)) | 0;
  hash ^= hash >>> 4;
  hash = Math.imul(hash, 2057);
  return hash ^ (hash >>> 16);
}

/** Hashes of pictures that JavaScript's own maps keep at the same place. */
export function collidingHashes(count: number): BigUint64Array {
  const whole = (value: bigint) => BigInt.asUintN(64, value);
  const inverse = (factor: bigint) => {
    let found = 1n;
    for (let i = 0; i < 7; i++) found = whole(found * (2n - factor * found));
    return found;
  };
  const unmixed = (value: bigint, shift: bigint) => {
    let found = value;
    for (let i = 0; i < 7; i++) found = value ^ (found >> shift);
    return found;
  };
  // V8's hash of a number of 64 bits, backwards.
  const [times65, times21, timesMost] = [65n, 21n, 2n ** 18n - 1n].map(inverse);
  return BigUint64Array.from({ length: count }, (_, i) => {
    const last = unmixed(whole(unmixed(BigInt(i) << 30n, 22n) * times65), 11n);
    return whole((unmixed(whole(last * times21), 31n) + 1n) * timesMost);
  });
}

const sample = (id: number, ...more: Uint8Array[]) => about(id, field(2, 'original.png'), ...more);

const MOST = 50_000;

export const COLLISIONS: Readonly<Record<string, () => Uint8Array>> = {
  'half a million sample ids at the same place of a table': () => {
    const ids = collidingIds(500_000);
    return concat([PLAIN(), repeated(ids.length, (i) => sample(ids[i]))]);
  },
  'fifty thousand labels at the same place of a table': () => {
    const labels = [...collidingLabels(MOST)];
    return concat([
      PLAIN(),
      repeated(400, (id) => {
        const own = Array.from(upTo(900), (i) => labels[(id * 125 + i) % MOST]);
        return sample(
          1 + id,
          ints(3, own.slice(0, 2)),
          field(
            4,
            message(
              floats(1, [0.1, 0.2]),
              ints(2, own),
              floats(
                3,
                own.map(() => 0.9),
              ),
            ),
          ),
        );
      }),
    ]);
  },
  'a hundred thousand hashes of pictures at the same place of a table': () => {
    const hashes = collidingHashes(100_000);
    return concat([
      PLAIN(),
      repeated(hashes.length, (i) => {
        const hash = Buffer.alloc(32);
        hash.writeBigUInt64LE(hashes[i]);
        return sample(10 + i, field(1000, hash));
      }),
    ]);
  },
  'a million labels as runners-up': () =>
    concat([
      PLAIN(),
      event(field(7, message(field(1, 'a')))),
      repeated(60_000, (id) =>
        sample(
          1 + id,
          int(3, 0),
          field(
            4,
            message(
              floats(1, [0.9]),
              ints(
                1000,
                Array.from(upTo(20), (i) => 100 + id * 20 + i),
              ),
              floats(
                1001,
                Array.from(upTo(20), (i) => 0.4 - i / 100),
              ),
            ),
          ),
        ),
      ),
    ]),
};
