import { expect, test } from 'vitest';
import { shownLabel, shownLabels } from '../../../components/saliency/labels';
import type { SampleJson } from '../../../lib/api/sample-answers';

const label = (id: number, confidence: number | null, isTruth: boolean) => ({
  ...{ id, name: `label ${id}`, type: null, isTruth, isPredicted: false, confidence, uncertainty: null },
});

const SAMPLE: SampleJson = {
  id: 7,
  imagePath: '7.jpg',
  labels: [label(5, null, false), label(3, null, false), label(0, 0.2, true), label(4, null, false)],
  runnersUp: [
    { id: 4, name: 'label 4', confidence: 0.25, uncertainty: { sd: 0.1, low: null, high: null } },
    { id: 9, name: 'label 9', confidence: 0.125, uncertainty: null },
    { id: 3, name: 'label 3', confidence: 0.0625, uncertainty: null },
  ],
  runnerUpCount: 3,
  maps: [],
  counterfactuals: [],
};

test('labels that only have maps come last, with the values of the runners-up', () => {
  expect(shownLabels(SAMPLE).map(({ id, confidence }) => [id, confidence])).toEqual([
    [0, 0.2],
    [4, 0.25],
    [3, 0.0625],
    [5, null],
  ]);
  expect(shownLabel(SAMPLE, 4)?.uncertainty?.sd).toBe(0.1);
  expect(shownLabel(SAMPLE, 9)).toBeUndefined();
});
