import { expect, test } from 'vitest';
import { chosenLabel, parsePicks, withPick } from '../../../components/saliency/picks';
import type { SampleJson } from '../../../lib/api/sample-answers';

const label = (id: number, confidence: number, type: 'TP' | 'FN' | 'FP', sd: number | null = null) => ({
  id,
  name: `label ${id}`,
  type,
  isTruth: type !== 'FP',
  isPredicted: type !== 'FN',
  confidence,
  uncertainty: sd === null ? null : { sd, low: null, high: null },
});

const SAMPLE: SampleJson = {
  id: 7,
  imagePath: '7.jpg',
  labels: [label(0, 0.2, 'FN', 0.1), label(1, 0.9, 'TP', 0.3), label(2, 0.7, 'FP')],
  runnersUp: [],
  runnerUpCount: 0,
  maps: [],
  counterfactuals: [],
};

const NO_FILTER = { labels: [], types: [], confidence: null, uncertainty: null, truth: null, predicted: null };
type Filter = Partial<Parameters<typeof chosenLabel>[2]>;
const choose = (filter: Filter, picks: string[] = [], sample = SAMPLE) =>
  chosenLabel(sample, parsePicks(picks), { ...NO_FILTER, ...filter });

test('the most confident label without a filter', () => {
  expect(choose({})).toBe(1);
});

test('the most confident one that matches every part of the filter', () => {
  expect(choose({ types: ['FN', 'FP'] })).toBe(2);
  expect(choose({ labels: [0, 2], types: ['FN'] })).toBe(0);
  expect(choose({ confidence: [0.6, 0.8] })).toBe(2);
  expect(choose({ uncertainty: [0, 0.2] })).toBe(0);
});

test('for a pair of the confusion matrix, the predicted label, else the ground truth', () => {
  expect(choose({ truth: 0, predicted: 2 })).toBe(2);
  expect(choose({ truth: 0, predicted: 'none' })).toBe(0);
});

test('a picked label wins; one that the sample does not have is ignored', () => {
  expect(choose({ types: ['FP'] }, ['7.0'])).toBe(0);
  expect(choose({}, ['7.9', '8.0'])).toBe(1);
});

test('a label with maps comes before more confident ones without; a picked one is shown anyway', () => {
  const maps = [0, 2].map((id) => ({ explainer: 0, label: id, path: `${id}.png`, range: null }));
  const sample = { ...SAMPLE, maps };
  expect(choose({}, [], sample)).toBe(2);
  expect(choose({ types: ['FN', 'TP'] }, [], sample)).toBe(0);
  expect(choose({ types: ['TP'] }, [], sample)).toBe(1);
  expect(choose({ truth: 0, predicted: 1 }, [], sample)).toBe(0);
  expect(choose({ truth: 1, predicted: 'none' }, [], sample)).toBe(1);
  expect(choose({}, ['7.1'], sample)).toBe(1);
});

test('picking again replaces the pick of the sample, and no other', () => {
  expect(withPick(['7.0', '8.1', 'nonsense'], 7, 2)).toEqual(['7.2', '8.1']);
});
