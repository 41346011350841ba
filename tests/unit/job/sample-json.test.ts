import { expect, test } from 'vitest';
import { sampleJson } from '../../../lib/job/sample-json';
import { atOnce } from '../../../lib/slices';
import { boxesOf } from '../../support/boxes';
import { fold } from '../../support/fold';

test('is the JSON of the sample, also of one with more maps than are written at once', () => {
  const explanations = Array.from({ length: 2_500 }, (_, i) => ({
    explainer: `e${Math.floor(i / 500)}`,
    label: i % 500,
    path: `"${i}".png`,
  }));
  const many = Array.from({ length: 4 * 4_500 }, (_, i) => i % 300);
  const layers = [[0, 0, 8, 8], [], many].map((boxes, k) => ({ probability: k === 1 ? Number.NaN : 0.5, boxes }));
  const hocs = [0, 1].map((label) => ({ label, layers }));
  for (const event of [{ explanations, hocs }, {}]) {
    const sample = fold({ sampleId: 3, imagePath: 'a.jpg', ...event }).decoded(3);
    const counterfactuals = sample.counterfactuals.map(({ layers, ...rest }) => ({
      ...rest,
      layers: layers.map(({ confidence, boxes }) => ({ confidence, boxes: boxesOf(boxes) })),
    }));
    expect(atOnce(sampleJson(sample))).toBe(JSON.stringify({ ...sample, counterfactuals }));
  }
});
