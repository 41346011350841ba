import { expect, test } from 'vitest';
import { PreviewPicker } from '../../../lib/job/preview';

function picked(samples: readonly (readonly [name: string, label: number | null])[]) {
  const picker = new PreviewPicker<string>();
  for (const [name, label] of samples) picker.add(name, label);
  return picker.picks;
}

test('a preview shows the first sample of each of four labels', () => {
  const samples = [0, 0, 0, 1, 2, 1, 0, 3, 4].map((label, index) => [`s${index}`, label] as const);
  expect(picked(samples)).toEqual(['s0', 's3', 's4', 's7']);
});

test('if there are fewer labels, the first other samples follow', () => {
  const samples = [0, 0, 1, null, 0, 1].map((label, index) => [`s${index}`, label] as const);
  expect(picked(samples)).toEqual(['s0', 's2', 's1', 's3']);
  expect(picked(samples.slice(0, 1))).toEqual(['s0']);
  expect(picked([])).toEqual([]);
});

test('further samples change nothing after four labels were found', () => {
  const samples = [3, 2, 1, 0].map((label) => [`label ${label}`, label] as const);
  const before = picked(samples);
  expect(picked([...samples, ['later', 9], ['later still', null]])).toEqual(before);
});
