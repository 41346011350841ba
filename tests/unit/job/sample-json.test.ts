import { expect, test } from 'vitest';
import { sampleJson } from '../../../lib/job/sample-json';
import { atOnce } from '../../../lib/slices';
import { fold } from '../../support/fold';

test('is the JSON of the sample, also of one with more maps than are written at once', () => {
  const explanations = Array.from({ length: 2_500 }, (_, i) => ({
    explainer: `e${Math.floor(i / 500)}`,
    label: i % 500,
    path: `"${i}".png`,
  }));
  const hocs = [0, 1].map((label) => ({ label, layers: [{ probability: 0.5, boxes: [0, 0, 8, 8] }] }));
  for (const event of [{ explanations, hocs }, {}]) {
    const sample = fold({ sampleId: 3, imagePath: 'a.jpg', ...event }).sample(3);
    expect(atOnce(sampleJson(sample))).toBe(JSON.stringify(sample));
  }
});
