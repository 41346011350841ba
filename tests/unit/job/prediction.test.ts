import { describe, expect, test } from 'vitest';
import { roundConfidence, typeOfBit } from '../../../lib/job/prediction';
import type { InferenceInput } from '../../support/event-writer';
import { fold } from '../../support/fold';

const predicted = (probability: number): InferenceInput => ({ predictedLabel: [1], predictedProb: [probability] });
const truth = (probability: number): InferenceInput => ({ truthProb: [probability] });

describe('the prediction type of a label', () => {
  test.each<[string, number[], InferenceInput, 'TP' | 'FN' | 'FP' | null]>([
    ['no ground truth recorded, over the threshold', [], predicted(0.9), null],
    ['no ground truth recorded, under the threshold', [], predicted(0.1), null],
    ['ground truth, over the threshold', [1], truth(0.9), 'TP'],
    ['ground truth, at the threshold', [1], truth(0.5), 'TP'],
    ['ground truth, just under the threshold', [1], truth(0.49999), 'FN'],
    ['ground truth, under the threshold', [1], truth(0.1), 'FN'],
    ['ground truth, probability 0', [1], truth(0), 'FN'],
    ['ground truth and predicted', [1], { ...truth(0.9), ...predicted(0.9) }, 'TP'],
    ['other ground truth, over the threshold', [2], { ...truth(0.1), ...predicted(0.9) }, 'FP'],
    ['other ground truth, at the threshold', [2], { ...truth(0.1), ...predicted(0.5) }, 'FP'],
    ['other ground truth, under the threshold: rightly not predicted', [2], { ...truth(0.9), ...predicted(0.1) }, null],
    ['ground truth, probability NaN', [1], truth(Number.NaN), null],
    ['ground truth, probability infinite', [1], truth(Number.POSITIVE_INFINITY), null],
    ['ground truth without a probability', [1], {}, null],
  ])('with %s', (_, truthLabels, inference, expected) => {
    expect(
      fold({ sampleId: 1, truth: truthLabels, inference: { ...inference } })
        .sample(1)
        .labels.find(({ id }) => id === 1)?.type,
    ).toBe(expected);
  });

  test.each<[number, number, number[], 'TP' | 'FN' | 'FP' | null]>([
    [0.3, 0.3, [1], 'TP'],
    [0.3, 0.29999, [1], 'FN'],
    [0.3, 0.3, [2], 'FP'],
    [0.3, 0.29999, [2], null],
    [0, 0, [1], 'TP'],
    [1, 0.99999, [1], 'FN'],
    [Number.NaN, 0.5, [1], 'TP'],
    [-0.5, 0.25, [1], 'FN'],
    [1.5, 0.75, [1], 'TP'],
  ])(
    'where the job records the threshold %d, at %d with ground truth %j',
    (threshold, probability, truthLabels, type) => {
      const folded = fold(
        { metadata: { labels: ['cat', 'dog', 'fish'], threshold } },
        {
          sampleId: 1,
          truth: truthLabels,
          inference: { truthProb: truthLabels.map(() => probability), ...predicted(probability) },
        },
      );
      expect(folded.label(1, 1).type).toBe(type);
    },
  );

  test('with only a map or a counterfactual has no type', () => {
    const folded = fold(
      { sampleId: 1, truth: [0], inference: { truthProb: [0.9] } },
      { sampleId: 1, explanations: [{ explainer: 'A', label: 1, path: 'a' }] },
      { sampleId: 1, hocs: [{ label: 2, layers: [{ probability: 1, boxes: [] }] }] },
    );
    expect(folded.sample(1).labels.map(({ id, type }) => [id, type])).toEqual([
      [0, 'TP'],
      [1, null],
      [2, null],
    ]);
  });

  test('is set when the ground truth arrives, even late', () => {
    const folded = fold({ sampleId: 1, inference: predicted(0.9) });
    expect(folded.label(1, 1).type).toBeNull();
    folded.add({ sampleId: 1, truth: [2] });
    expect(folded.label(1, 1).type).toBe('FP');
  });
});

test('each bit stands for one type, any other value for none', () => {
  expect([0, 1, 2, 3, 4, 7].map(typeOfBit)).toEqual([null, 'TP', 'FN', null, 'FP', null]);
});

describe('roundConfidence', () => {
  // What `round(value, 6)` of Python 3.11 gives for these 32-bit floats.
  test.each([
    [0.0, 0.0],
    [1.0, 1.0],
    [0.10000000149011612, 0.1],
    [0.5, 0.5],
    [0.8999999761581421, 0.9],
    [0.9999998807907104, 1.0],
    [0.9999995231628418, 1.0],
    [0.3333333134651184, 0.333333],
    [0.6666666865348816, 0.666667],
    [0.0078125, 0.007812],
    [0.0234375, 0.023438],
    [0.0390625, 0.039062],
    [0.00390625, 0.003906],
    [0.001953125, 0.001953],
    [9.5367431640625e-7, 1e-6],
    [4.76837158203125e-7, 0.0],
    [9.999999974752427e-7, 1e-6],
    [4.999999987376214e-7, 0.0],
    [4.999899942959019e-7, 0.0],
    [9.999999717180685e-10, 0.0],
    [0.0087890625, 0.008789],
    [0.12345600128173828, 0.123456],
    [0.12345650047063828, 0.123457],
    [0.12345749884843826, 0.123457],
    [-0.25, -0.25],
    [-0.0078125, -0.007812],
    [-0.12345670163631439, -0.123457],
    [1.5, 1.5],
    [123.456787109375, 123.456787],
    [10000000000.0, 10000000000.0],
    [3.0000000054977558e38, 3.0000000054977558e38],
    [0.32383275032043457, 0.323833],
    [0.15084917843341827, 0.150849],
    [0.6509344577789307, 0.650934],
    [0.07243628799915314, 0.072436],
    [0.5358819961547852, 0.535882],
    [0.36568892002105713, 0.365689],
    [0.05799892544746399, 0.057999],
    [0.5074357390403748, 0.507436],
    [0.03749565780162811, 0.037496],
    [0.43364569544792175, 0.433646],
    [0.06985542178153992, 0.069855],
    [0.0907130166888237, 0.090713],
    [0.4245191812515259, 0.424519],
    [0.8268521428108215, 0.826852],
  ])('of %d is %d', (value, rounded) => {
    expect(roundConfidence(value)).toBe(rounded);
  });

  test('of NaN is NaN', () => {
    expect(roundConfidence(Number.NaN)).toBeNaN();
  });
});
