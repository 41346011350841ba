import { describe, expect, test } from 'vitest';
import type { Box } from '../../../components/counterfactual/area';
import {
  byConfidence,
  chosenCounterfactual,
  neighbour,
  stepNumber,
  stepsOf,
} from '../../../components/counterfactual/steps';
import type { SampleJson } from '../../../lib/api/sample-answers';

function label(id: number, confidence: number | null): SampleJson['labels'][number] {
  return { id, name: `label ${id}`, type: null, isTruth: true, isPredicted: true, confidence, uncertainty: null };
}

const BOX: Box = [0, 0, 5, 10];
const LAYERS = [
  { confidence: 0.75, boxes: [BOX] },
  { confidence: null, boxes: [] },
];
const of = (id: number) => ({ label: id, mask: 'gaussian:9', layers: LAYERS });

const SAMPLE: SampleJson = {
  id: 7,
  imagePath: '7.jpg',
  labels: [label(1, 0.25), label(2, null), label(3, 0.875)],
  runnersUp: [],
  runnerUpCount: 0,
  maps: [],
  counterfactuals: [of(2), of(1), of(3)],
};

describe('the steps of a counterfactual', () => {
  test('are the original and then its layers', () => {
    expect(stepsOf(SAMPLE, of(3), { width: 10, height: 10 })).toEqual([
      { number: 0, confidence: 0.875, boxes: [], share: 1 },
      { number: 1, confidence: 0.75, boxes: [BOX], share: 0.5 },
      { number: 2, confidence: null, boxes: [], share: 0 },
    ]);
  });

  test('have no share, except the original, while the size of the picture is unknown', () => {
    expect(stepsOf(SAMPLE, of(3), null).map(({ share }) => share)).toEqual([1, null, null]);
  });

  test('have no probability of the original if none was recorded', () => {
    expect(stepsOf(SAMPLE, of(2), null)[0].confidence).toBeNull();
    expect(stepsOf(SAMPLE, of(9), null)[0].confidence).toBeNull();
  });

  test.each([
    [null, 3],
    [0, 0],
    [2, 2],
    [9, 3],
    [-1, 0],
  ])('asked for %s, of four, opens on %i', (asked, number) => {
    expect(stepNumber(asked, 4)).toBe(number);
  });
});

describe('the displayed counterfactual of a sample', () => {
  test('is that of its most probable label', () => {
    expect(byConfidence(SAMPLE).map((one) => one.label)).toEqual([3, 1, 2]);
    expect(chosenCounterfactual(SAMPLE, null, null)?.label).toBe(3);
  });

  test.each([
    [1, null, 1],
    [1, 2, 1],
    [null, 2, 2],
    [9, 1, 1],
    [9, 9, 3],
  ])('picked %s and filtered by %s it is of label %i', (picked, filter, expected) => {
    expect(chosenCounterfactual(SAMPLE, picked, filter)?.label).toBe(expected);
  });

  test('is null if there is none', () => {
    expect(chosenCounterfactual({ ...SAMPLE, counterfactuals: [] }, 1, null)).toBeNull();
  });
});

test('a neighbour is the next or the previous one; beyond the ends there is none', () => {
  expect([neighbour([5, 7, 9], 7, 1), neighbour([5, 7, 9], 7, -1)]).toEqual([9, 5]);
  expect([neighbour([5, 7, 9], 9, 1), neighbour([5, 7, 9], 5, -1), neighbour([5], 1, 1)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
