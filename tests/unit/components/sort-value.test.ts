import { expect, test } from 'vitest';
import { withValues } from '../../../components/saliency/sort-value';
import type { SampleJson } from '../../../lib/api/sample-answers';

const LABEL = {
  ...{ id: 0, name: 'cat', type: 'TP' as const, isTruth: true, isPredicted: true },
  ...{ confidence: 1, uncertainty: null },
};
const sample = (own: Partial<SampleJson>): SampleJson => ({
  ...{ id: 1, imagePath: '', labels: [LABEL], runnersUp: [], runnerUpCount: 0, maps: [], counterfactuals: [] },
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

test('a sample whose labels are not written yet begins no part without values', () => {
  const half = sample({ labels: [], sortValue: null });
  expect(withValues([...sorted(3, 2), half], 'confidence')).toBe(3);
  expect(withValues([...sorted(3, null), half], 'confidence')).toBe(1);
});

test('by the time of marking, samples without a mark have no value; by id, all have one', () => {
  const samples = [sample({ marks: ['a'] }), sample({ marks: [] })];
  expect(withValues(samples, 'marked')).toBe(1);
  expect(withValues(samples, 'id')).toBe(2);
});
