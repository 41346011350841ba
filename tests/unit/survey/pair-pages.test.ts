import { expect, test } from 'vitest';
import { type ComparedInParts, pageOf } from '../../../lib/survey/pair-pages';
import { random } from '../../support/random';

const NOTHING = { n: 0, mean: 0, median: 0, shuffled: 0, lift: 0 };

/** Two explainers whose maps of sample k have such a ρ. */
function compared(rho: readonly number[]): ComparedInParts {
  const n = rho.length;
  const values = { rho: Float32Array.from(rho), iou: new Float32Array(n), overlap: new Float32Array(n) };
  const selection = {
    ids: Int32Array.from(rho.keys()),
    labels: new Int32Array(n),
    types: new Uint8Array(n),
    pairs: Int32Array.from(rho.keys()),
  };
  const pairings = { rho: NOTHING, iou: NOTHING, overlap: NOTHING };
  return {
    whole: { pairings, values, selection, at: Uint32Array.from(rho.keys()) },
    types: new Map(),
    labels: new Map(),
  };
}

const samplesOf = (rho: readonly number[], isDescending: boolean, from = 0, count = rho.length) =>
  pageOf(compared(rho), 'rho', isDescending, from, count).pairs.map(({ sample }) => sample);

test('pairs are in the order of the measure, then of samples; those where it is not defined are left out', () => {
  const rho = [0.5, -0.25, Number.NaN, 0, -0, -1, 1, 0.5];
  expect(samplesOf(rho, false)).toEqual([5, 1, 3, 4, 0, 7, 6]);
  expect(samplesOf(rho, true)).toEqual([6, 0, 7, 3, 4, 1, 5]);
  expect(samplesOf(rho, true, 1, 2)).toEqual([0, 7]);
  expect(samplesOf([], false)).toEqual([]);
});

test('any values are ordered as numbers are', () => {
  const next = random(8);
  const rho = Array.from({ length: 3_000 }, () => Math.fround(2 * next() - 1));
  const expected = [...rho.keys()].sort((a, b) => rho[a] - rho[b] || a - b);
  expect(samplesOf(rho, false)).toEqual(expected);
});
