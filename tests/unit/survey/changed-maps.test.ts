import { expect, test } from 'vitest';
import { someSamples } from '../../../lib/survey/changed-maps';
import { encodeBlock, readHeader } from '../../../lib/survey/survey-block';
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
