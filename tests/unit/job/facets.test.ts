import { describe, expect, test } from 'vitest';
import { TYPE_BIT } from '../../../lib/job/prediction';
import { countFacets } from '../../support/at-once';
import { FoldedJob } from '../../support/fold';

/** By sample: ground truth with its probability, then the other predictions. */
const SAMPLES = [
  { truth: [[0, 0.9]], predicted: [[1, 0.6]] }, // 0 TP, 1 FP
  { truth: [[0, 0.2]], predicted: [[1, 1.0]] }, // 0 FN, 1 FP
  { truth: [[1, 0.501]], predicted: [] }, //       1 TP
];

const { job } = new FoldedJob(
  SAMPLES.map(({ truth, predicted }, sampleId) => ({
    sampleId,
    imagePath: `${sampleId}.jpg`,
    truth: truth.map(([label]) => label),
    inference: {
      truthProb: truth.map(([, probability]) => probability),
      truthSd: truth.map(() => 0.25),
      predictedLabel: predicted.map(([label]) => label),
      predictedProb: predicted.map(([, probability]) => probability),
    },
  })),
);

const total = (bins: readonly number[]) => bins.reduce((sum, bin) => sum + bin, 0);

describe('without a filter', () => {
  const facets = countFacets(job, {});

  test('every label of every sample counts', () => {
    expect(facets.labels).toEqual([
      { label: 0, count: 2 },
      { label: 1, count: 3 },
    ]);
    expect(facets.types).toEqual({ TP: 2, FN: 1, FP: 2 });
  });

  test('a confidence of 1 is in the last interval, one on an edge in the interval that starts there', () => {
    const { min, max, bins } = facets.confidence;
    expect([min, max, total(bins)]).toEqual([0, 1, 5]);
    expect(bins.at(-1)).toBe(1);
    expect(bins[bins.length * 0.9]).toBe(1);
  });

  test('the axis of the standard deviation ends at the maximum', () => {
    expect(facets.uncertainty).toMatchObject({ min: 0, max: 0.25 });
    expect(total(facets.uncertainty.bins)).toBe(3);
    expect(facets.uncertainty.bins.at(-1)).toBe(3);
  });
});

describe('each facet ignores its own part of the filter, and no other', () => {
  test('labels', () => {
    const facets = countFacets(job, { labels: [0] });
    expect(facets.labels).toEqual(countFacets(job, {}).labels);
    expect(facets.types).toEqual({ TP: 1, FN: 1, FP: 0 });
    expect(total(facets.confidence.bins)).toBe(2);
  });

  test('types', () => {
    const facets = countFacets(job, { types: TYPE_BIT.FP });
    expect(facets.types).toEqual({ TP: 2, FN: 1, FP: 2 });
    expect(facets.labels).toEqual([{ label: 1, count: 2 }]);
  });

  test('confidence and uncertainty', () => {
    const facets = countFacets(job, { confidence: { min: 0.55, max: 1 }, uncertainty: { min: 0, max: 1 } });
    expect(total(facets.confidence.bins)).toBe(3);
    expect(total(facets.uncertainty.bins)).toBe(1);
    expect(facets.types).toEqual({ TP: 1, FN: 0, FP: 0 });
  });

  test('a label without a map is not counted if maps are required', () => {
    const facets = countFacets(job, { hasMap: true });
    expect(facets.labels).toEqual([]);
    expect(total(facets.confidence.bins)).toBe(0);
  });
});
