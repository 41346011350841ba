import { describe, expect, test } from 'vitest';
import type { ShownLabel } from '../../../components/saliency/labels';
import { decidingPair, doOverlap, isOutsideInterval } from '../../../components/sample/deciding-pair';
import type { SampleJson } from '../../../lib/api/sample-answers';

type Type = 'TP' | 'FN' | 'FP' | null;

function label(id: number, type: Type, confidence: number | null, interval?: [number, number]): ShownLabel {
  return {
    ...{ id, name: `label ${id}`, type, confidence },
    isTruth: type === 'TP' || type === 'FN',
    isPredicted: type === 'TP' || type === 'FP',
    uncertainty: interval ? { sd: 0.1, low: interval[0], high: interval[1] } : null,
  };
}

function sampleOf(labels: ShownLabel[], mapped: number[] = labels.map(({ id }) => id)): SampleJson {
  const maps = mapped.map((id) => ({ explainer: 0, label: id, path: '', range: null }));
  return { id: 1, imagePath: '', labels, runnersUp: [], runnerUpCount: 0, maps, counterfactuals: [] };
}

const idsOf = (pair: ReturnType<typeof decidingPair>) => pair && [pair.truth?.id ?? null, pair.other?.id ?? null];

describe('the two labels that decided', () => {
  test('are none for a right prediction', () => {
    expect(decidingPair(sampleOf([label(1, 'TP', 0.9), label(2, null, null)]), null)).toBeNull();
  });

  test('are the ground truth that was missed and what was predicted, the most probable of each', () => {
    const labels = [
      label(1, 'TP', 0.9),
      label(2, 'FN', 0.1),
      label(3, 'FN', 0.3),
      label(4, 'FP', 0.5),
      label(5, 'FP', 0.7),
    ];
    expect(idsOf(decidingPair(sampleOf(labels), null))).toEqual([3, 5]);
  });

  test('are the prediction and its runner-up with a map where nothing else was predicted', () => {
    const labels = [label(1, 'FN', 0.4), label(2, null, null), label(3, null, null)];
    expect(idsOf(decidingPair(sampleOf(labels, [1, 3]), null))).toEqual([1, 3]);
    expect(idsOf(decidingPair(sampleOf([label(1, 'FN', 0.4)]), null))).toEqual([1, null]);
    expect(idsOf(decidingPair(sampleOf([label(1, 'FP', 0.4)]), null))).toEqual([null, 1]);
  });

  test('are those that are asked for, as far as the sample has them', () => {
    const labels = [label(1, 'TP', 0.9), label(2, 'FN', 0.1), label(4, 'FP', 0.5), label(5, 'FP', 0.7)];
    expect(idsOf(decidingPair(sampleOf(labels), [1, 4]))).toEqual([1, 4]);
    expect(idsOf(decidingPair(sampleOf(labels), [4, 1]))).toEqual([2, 5]);
    expect(idsOf(decidingPair(sampleOf(labels), [1]))).toEqual([1, 5]);
  });
});

test('intervals overlap if they have a probability in common', () => {
  const [low, middle, high] = [
    label(1, 'TP', 0.2, [0.1, 0.3]),
    label(2, 'FP', 0.4, [0.3, 0.5]),
    label(3, 'FP', 0.9, [0.8, 1]),
  ];
  expect([doOverlap(low, middle), doOverlap(low, high), doOverlap(low, label(4, 'FP', 0.2))]).toEqual([
    true,
    false,
    null,
  ]);
});

test('a probability may lie outside its own interval', () => {
  expect(isOutsideInterval(label(1, 'FP', 0.6, [0, 0.5]))).toBe(true);
  expect(isOutsideInterval(label(1, 'FP', 0.5, [0, 0.5]))).toBe(false);
  expect(isOutsideInterval(label(1, 'FP', 0.5))).toBe(false);
});
