import { expect, test } from 'vitest';
import { CELLS } from '../../../lib/sketch/sketch';
import { baselineOf, labelNumbers } from '../../../lib/survey/sample-numbers';
import type { Survey } from '../../../lib/survey/survey';
import { encodeBlock, MAP_STATE, readHeader, type SurveyedSample } from '../../../lib/survey/survey-block';
import { SurveyTable } from '../../../lib/survey/survey-table';
import { random } from '../../support/random';

/* The numbers of single samples and their baseline, from a survey in memory. */

const NUMBERS = { isLossy: false, checksum: 0, border: 0.5, gini: 0.25, spread: 0.75, inside: 0.125 };
const NONE = { rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN };

/** A survey of samples with two labels each, in descending order of their ids, and the maps that were asked for. */
function surveyOf(samples: number, explainers: number) {
  const next = random(3);
  const table = new SurveyTable();
  const maps = (state: 1 | 2 | 3) =>
    Array.from({ length: explainers }, (_, explainer) => ({ ...NUMBERS, explainer, state }));
  const pair = (label: number) => ({ label, area: 0.25, ...NONE, maps: maps(MAP_STATE.counted) });
  const sampleOf = (id: number): SurveyedSample => ({ id, mark: 1, pairs: [pair(4), pair(7)] });
  const all = Array.from({ length: samples }, (_, k) => sampleOf(samples - k));
  const block = encodeBlock('g', all, new Uint8Array(2 * samples * explainers * CELLS));
  const layout = readHeader(block, 'g');
  if (!layout) throw new Error('The block is not what was made.');
  table.add(block, layout, false);
  const asked = new Set<number>();
  const file = {
    sketches: async (rows: ArrayLike<number>) => {
      for (const row of Array.from(rows)) asked.add(row);
      return Uint8Array.from({ length: rows.length * CELLS }, () => 1 + Math.floor(255 * next()));
    },
  };
  return { survey: { table, file } as unknown as Survey, asked };
}

test('the baseline of a small job rests on all of its pairs', async () => {
  const { survey } = surveyOf(30, 3);
  const { items, pairs } = await baselineOf(survey, 3);
  expect(items).toBe(60);
  expect(pairs.map(({ a, b, rho }) => [a, b, rho.n])).toEqual([
    [0, 1, 60],
    [0, 2, 60],
    [1, 2, 60],
  ]);
});

test('that of a large job rests on an even choice, and reads no more', async () => {
  const { survey, asked } = surveyOf(5_000, 2);
  const { items } = await baselineOf(survey, 2);
  expect(items).toBe(1_000);
  expect(asked.size).toBe(2_000);
  const rows = [...asked].sort((a, b) => a - b);
  expect(rows[0]).toBe(0);
  expect(rows[1_000]).toBeGreaterThan(9_000);
  expect(rows[1_999]).toBeGreaterThan(19_000);
});

test('of many explainers the first 40 are compared, over fewer pairs', async () => {
  const { survey } = surveyOf(100, 60);
  const { items, pairs } = await baselineOf(survey, 60);
  expect(items).toBe(20);
  expect(pairs).toHaveLength(780);
  const numbers = await labelNumbers(survey, 17, 7);
  expect(numbers?.maps).toHaveLength(60);
  expect(numbers?.pairs).toHaveLength(780);
});

test('without a survey there are no numbers', async () => {
  const { survey } = surveyOf(2, 2);
  expect(await labelNumbers(survey, 99, 4)).toBeNull();
  expect(await labelNumbers(survey, 1, 5)).toBeNull();
  expect((await labelNumbers(survey, 1, 4))?.area).toBe(0.25);
  expect(await baselineOf({ table: new SurveyTable(), file: survey.file } as unknown as Survey, 2)).toMatchObject({
    items: 0,
  });
});
