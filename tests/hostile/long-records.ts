import { concat, float } from '../support/event-writer';
import { about, event, field, floats, int, ints, message, repeated, upTo } from './message';

/*
 * Records of up to sixteen megabytes, the longest that are folded, by name: each is decoded and folded in one step, which nothing
 * interrupts.
 */

/** The same bytes again and again. */
function again(unit: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(unit.length * count);
  for (let i = 0; i < count; i++) bytes.set(unit, i * unit.length);
  return bytes;
}

const UNKNOWN = Uint8Array.of(0x78, 0);
const HALF = new Float32Array(15_000).fill(0.5);
const longName = (i: number) => `${i}`.padEnd(256, 'é');

export const LONG_RECORDS: Readonly<Record<string, () => Uint8Array>> = {
  'two hundred thousand label names': () =>
    event(
      field(
        7,
        repeated(200_000, (i) => field(1, `n${i}`)),
      ),
    ),
  'thirty thousand long label names': () =>
    event(
      field(
        7,
        repeated(30_000, (i) => field(1, longName(i))),
      ),
    ),
  'two hundred thousand explainers in metadata': () =>
    event(
      field(
        7,
        repeated(200_000, (i) => field(2, `n${i}`)),
      ),
    ),
  'two hundred thousand metadata': () => event(repeated(200_000, (i) => field(7, field(1, `n${i}`)))),
  'two hundred thousand benchmarks': () =>
    event(repeated(200_000, (i) => field(6, message(field(1, `m${i % 50}`), field(2, `e${i % 200}`))))),
  'benchmarks of other explainers': () =>
    event(repeated(200_000, (i) => field(6, message(field(1, `m${i}`), field(2, `e${i}`))))),
  'three million scores, each a field': () =>
    event(field(6, message(field(1, 'm'), field(2, 'e'), again(Uint8Array.from(float(4, 0.5)), 3_000_000)))),
  'benchmarks of unknown fields': () => event(again(field(6, again(UNKNOWN, 50)), 150_000)),
  'five million reasons for skipping a sample': () =>
    event(field(1001, message(int(1, 3), again(field(2, 'x'), 5_000_000)))),
  'two hundred thousand skipped samples': () =>
    event(repeated(200_000, (i) => field(1001, message(int(1, i), field(2, 'reason'), field(3, 'e'))))),
  'skipped samples with long reasons': () =>
    event(repeated(30_000, (i) => field(1001, message(int(1, i), field(2, longName(i)))))),
  'four hundred thousand labels of a sample': () => about(1, ints(3, upTo(400_000))),
  'two hundred thousand predictions of a sample': () =>
    about(1, field(4, message(ints(2, upTo(200_000)), floats(3, new Float32Array(200_000).fill(0.9))))),
  'spreads over fifteen thousand labels': () =>
    about(
      1,
      ints(3, upTo(15_000)),
      field(4, message(ints(2, upTo(15_000)), ...[1, 4, 5, 6, 3, 7, 8, 9].map((list) => floats(list, HALF)))),
    ),
  'three hundred thousand inferences': () =>
    about(1, ints(3, upTo(1_000)), again(field(4, message(floats(1, [Number.NaN]), floats(4, [0.5]))), 300_000)),
  'maps of two hundred thousand explainers': () =>
    about(
      1,
      repeated(200_000, (i) => field(5, message(field(1, `e${i}`), int(2, i)))),
    ),
  'maps of explainers with long names': () =>
    about(
      1,
      repeated(30_000, (i) => field(5, message(field(1, longName(i)), int(2, i)))),
    ),
  'two hundred thousand counterfactuals': () =>
    about(
      1,
      repeated(200_000, (i) => field(9, message(int(1, i), field(3, Uint8Array.from(float(1, 0.5)))))),
    ),
  'two million layers': () => about(1, field(9, message(int(1, 0), again(field(3, UNKNOWN), 2_000_000)))),
  'seven million unknown fields': () => about(1, again(UNKNOWN, 7_000_000)),
  'a group of seven million fields': () =>
    event(concat([Uint8Array.of(0x3b), again(UNKNOWN, 7_000_000), Uint8Array.of(0x3c)])),
};
