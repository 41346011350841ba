import { expect, test } from 'vitest';
import { forgetChanged, someSamples } from '../../../lib/survey/changed-maps';
import type { Survey } from '../../../lib/survey/survey';
import { checksumsOf, encodeBlock, MAP_STATE, readHeader } from '../../../lib/survey/survey-block';
import { SurveyTable } from '../../../lib/survey/survey-table';

/** A table of samples 0 … n − 1 without maps. */
function tableOf(n: number): SurveyTable {
  const table = new SurveyTable();
  const samples = Array.from({ length: n }, (_, id) => ({ id, mark: 1, pairs: [] }));
  const block = encodeBlock('g', samples, new Uint8Array(0));
  const layout = readHeader(block, 'g');
  if (layout) table.add(block, layout, true);
  return table;
}

test('each round chooses other samples, so that all have their turn', () => {
  const table = tableOf(1_000);
  const first = someSamples(table, 0, 64);
  expect(first).toHaveLength(64);
  expect(new Set(first).size).toBe(64);
  expect(someSamples(table, 0, 64)).toEqual(first);
  const seen = new Set<number>();
  for (let round = 0; round < 60; round++) for (const id of someSamples(table, round, 64)) seen.add(id);
  expect(seen.size).toBe(1_000);
});

test('of few samples, and where no number is given, all are chosen', () => {
  expect([...someSamples(tableOf(3), 5, 64)]).toEqual([0, 1, 2]);
  expect(someSamples(tableOf(100), 5)).toHaveLength(100);
  expect(someSamples(tableOf(0), 0, 64)).toHaveLength(0);
});

const NUMBERS = { border: 0.5, gini: 0.5, spread: 0.5, inside: Number.NaN };
const AGREEMENT = { area: Number.NaN, rho: 0.5, iou: 0.5, overlap: 0.5 };

/** How many samples are to be read again: one map each, with what was known of its file and what is found now (0: no file). */
async function forgotten(maps: { state: 1 | 3; known: number; found: number }[]): Promise<number[]> {
  const table = new SurveyTable();
  const samples = maps.map(({ state, known }, id) => ({
    ...{ id, mark: 7 },
    pairs: [{ label: 0, ...AGREEMENT, maps: [{ explainer: 0, state, isLossy: false, ...NUMBERS, checksum: known }] }],
  }));
  const block = encodeBlock('g', samples, new Uint8Array(256 * maps.length));
  const layout = readHeader(block, 'g');
  if (layout === null) throw new Error('That is no block.');
  table.add(block, layout, false);
  const stored = checksumsOf(block, layout);
  const file = { checksums: async (rows: ArrayLike<number>) => Uint32Array.from(rows, (row) => stored[row]) };
  const places = maps.map((_, id) => ({
    ...{ id, mark: 7, imagePath: '', boxes: [] },
    maps: [{ explainer: 0, label: 0, path: String(id), range: null }],
  }));
  const checksums = async (_: string, paths: readonly string[]) =>
    Uint32Array.from(paths, (path) => maps[Number(path)].found);
  const count = await forgetChanged({ table, file } as unknown as Survey, checksums, '', places);
  const ids = maps.flatMap((_, id) => (table.isSurveyed(id, 7) ? [] : [id]));
  expect(ids).toHaveLength(count);
  return ids;
}

test('a sample is read again where a file is another one, or there again', async () => {
  const { counted, unreadable } = MAP_STATE;
  expect(
    await forgotten([
      { state: counted, known: 5, found: 5 },
      { state: counted, known: 5, found: 6 },
      { state: counted, known: 5, found: 0 },
      { state: unreadable, known: 0, found: 0 },
      { state: unreadable, known: 0, found: 6 },
      { state: unreadable, known: 5, found: 5 },
      { state: unreadable, known: 5, found: 6 },
    ]),
  ).toEqual([1, 4, 6]);
});
