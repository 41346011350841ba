import { expect, test } from 'vitest';
import { withValues } from '../../../components/saliency/sort-value';
import type { SampleJson } from '../../../lib/api/answers';

const sample = (own: Partial<SampleJson>): SampleJson => ({
  ...{ id: 1, imagePath: '', labels: [], runnersUp: [], runnerUpCount: 0, maps: [], counterfactuals: [] },
  ...own,
});
const sorted = (...values: (number | null)[]) => values.map((sortValue) => sample({ sortValue }));

test.each([
  ['all have a value', sorted(3, 2, 0), 3],
  ['those without come last', sorted(3, null, null), 1],
  ['none has a value', sorted(null, null), 0],
  ['the list is not in order', sorted(3, null, 2, null), 4],
  ['it is empty', [], 0],
])('where %s', (_, samples, expected) => {
  expect(withValues(samples, 'evidence')).toBe(expected);
});

test('by the time of marking, samples without a mark have no value; by id, all have one', () => {
  const samples = [sample({ marks: ['a'] }), sample({ marks: [] })];
  expect(withValues(samples, 'marked')).toBe(1);
  expect(withValues(samples, 'id')).toBe(2);
});
