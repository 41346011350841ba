import { describe, expect, test } from 'vitest';
import { classesJson } from '../../../lib/job/counts';
import { Job } from '../../../lib/job/job';
import { fromJson } from '../../../lib/json';
import { atOnce } from '../../../lib/slices';
import { countJob } from '../../support/at-once';
import { fold } from '../../support/fold';

const layers = [{ probability: 1, boxes: [] }];

describe('countJob', () => {
  test('counts samples, labels and types', () => {
    const { job } = fold(
      { sampleId: 1, imagePath: 'a' },
      {
        sampleId: 1,
        truth: [0, 1],
        inference: { truthProb: [0.75, 0.25], predictedLabel: [2, 3], predictedProb: [0.75, 0.25] },
      },
      { sampleId: 1, explanations: ['A', 'B'].map((explainer) => ({ explainer, label: 0, path: 'a' })) },
      { sampleId: 2, imagePath: 'b' },
      { sampleId: 2, truth: [0], inference: { truthProb: [0.25] } },
      { sampleId: 2, hocs: [{ label: 0, layers }] },
      { sampleId: 3, imagePath: 'c' },
    );
    expect(countJob(job)).toEqual({
      samples: 3,
      withMaps: 1,
      withCounterfactuals: 1,
      labels: [
        { label: 0, samples: 2, maps: 1, counterfactuals: 1, TP: 1, FN: 1, FP: 0 },
        { label: 1, samples: 1, maps: 0, counterfactuals: 0, TP: 0, FN: 1, FP: 0 },
        { label: 2, samples: 1, maps: 0, counterfactuals: 0, TP: 0, FN: 0, FP: 1 },
        { label: 3, samples: 1, maps: 0, counterfactuals: 0, TP: 0, FN: 0, FP: 0 },
      ],
    });
  });

  test('does not count samples without an image', () => {
    const { job } = fold(
      { sampleId: 1, truth: [0], inference: { truthProb: [0.75] } },
      { sampleId: 1, explanations: [{ explainer: 'A', label: 0, path: 'a' }] },
    );
    expect(countJob(job)).toEqual({ samples: 0, withMaps: 0, withCounterfactuals: 0, labels: [] });
  });

  test('counts a label with only a map as a label without samples', () => {
    const { job } = fold(
      { sampleId: 1, imagePath: 'a' },
      { sampleId: 1, explanations: [{ explainer: 'A', label: 5, path: 'a' }] },
    );
    expect(countJob(job).labels).toMatchObject([{ label: 5, samples: 0, maps: 1 }]);
  });

  test('of an empty job has no counts', () => {
    expect(countJob(new Job())).toEqual({ samples: 0, withMaps: 0, withCounterfactuals: 0, labels: [] });
  });
});

test('classesJson lists all labels that have a name, in parts of a thousand', () => {
  const labels = Array.from({ length: 2_500 }, (_, label) => `label ${label}`);
  const { job } = fold(
    { metadata: { labels } },
    { sampleId: 1, imagePath: 'a' },
    { sampleId: 1, truth: [2_000, 9_999], inference: { truthProb: [0.75, 0.75] } },
  );
  const parts = atOnce(classesJson(job, countJob(job))).map((part) => fromJson(part));
  expect(parts.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  const none = { samples: 0, maps: 0, counterfactuals: 0 };
  expect(parts.flat().map(({ name }) => name)).toEqual(labels);
  expect(parts[2][0]).toEqual({ name: 'label 2000', samples: 1, maps: 0, counterfactuals: 0 });
  expect(parts[0][999]).toEqual({ name: 'label 999', ...none });
});
