import { describe, expect, test } from 'vitest';
import { draftPictures, draftSample, RecordChangedError, withTopRunnersUp } from '../../../lib/job/sample';
import { completeSample, readScores } from '../../support/at-once';
import { bytes, event, packedInts } from '../../support/event-writer';
import { fold } from '../../support/fold';

const layers = [
  { probability: 0.875, boxes: [0, 0, 224, 112] },
  { probability: Number.NaN, boxes: [0, 0, 56, 56, 100, 120, 28, 28] },
];

const RANGE = { minimum: -0.5, maximum: 2, signed: true };

describe('a sample', () => {
  test('has all values of its records', () => {
    const folded = fold(
      { metadata: { labels: ['cat', 'dog'], explainers: ['GradCAM', 'Gradient'] } },
      { sampleId: 17, imagePath: 'origin_images/0/17.jpg' },
      {
        sampleId: 17,
        truth: [1],
        inference: {
          ...{ truthProb: [0.1], truthSd: [0.3], truthLow: [0.2], truthHigh: [0.4] },
          ...{ runnerUpLabel: [0], runnerUpProb: [0.05], runnerUpSd: [0.1], runnerUpLow: [0], runnerUpHigh: [0.2] },
        },
      },
      { sampleId: 17, hocs: [{ label: 1, mask: 'gaussian:9', layers }] },
      {
        sampleId: 17,
        explanations: [{ explainer: 'Gradient', label: 1, path: 'heatmap/Gradient/0/17_1.jpg', range: RANGE }],
      },
      { sampleId: 17, explanations: [{ explainer: 'GradCAM', label: 1, path: 'heatmap/GradCAM/0/17_1.jpg' }] },
    );
    expect(folded.sample(17)).toEqual({
      id: 17,
      imagePath: 'origin_images/0/17.jpg',
      labels: [
        {
          id: 1,
          name: 'dog',
          type: 'FN',
          isTruth: true,
          isPredicted: false,
          confidence: 0.1,
          uncertainty: { sd: 0.3, low: 0.2, high: 0.4 },
        },
      ],
      runnersUp: [{ id: 0, name: 'cat', confidence: 0.05, uncertainty: { sd: 0.1, low: 0, high: 0.2 } }],
      runnerUpCount: 1,
      maps: [
        { explainer: 0, label: 1, path: 'heatmap/GradCAM/0/17_1.jpg', range: null },
        { explainer: 1, label: 1, path: 'heatmap/Gradient/0/17_1.jpg', range: RANGE },
      ],
      counterfactuals: [
        {
          label: 1,
          mask: 'gaussian:9',
          layers: [
            { confidence: 0.875, boxes: [[0, 0, 224, 112]] },
            {
              confidence: null,
              boxes: [
                [0, 0, 56, 56],
                [100, 120, 28, 28],
              ],
            },
          ],
        },
      ],
    });
  });

  test('has the true extremes of a clipped map, if they are outside its range', () => {
    const range = { minimum: -0.5, maximum: 2, signed: true };
    const extremesOf = (minimum: number, maximum: number) =>
      fold(
        { metadata: { labels: ['cat'], explainers: ['A'] } },
        { sampleId: 1, imagePath: 'a.jpg' },
        {
          sampleId: 1,
          explanations: [
            { explainer: 'A', label: 0, path: 'a.png', range: { ...range, extremes: { minimum, maximum } } },
          ],
        },
      ).sample(1).maps[0].range;
    expect(extremesOf(-0.5, 900)).toEqual({ ...range, extremes: { minimum: -0.5, maximum: 900 } });
    expect(extremesOf(0, 900)).toEqual(range);
    expect(extremesOf(-0.5, Number.NaN)).toEqual(range);
    expect(extremesOf(-1, Number.POSITIVE_INFINITY)).toEqual(range);
  });

  test('keeps the maps of one explainer as they were recorded', () => {
    const explanations = [3, 1, 2].map((label) => ({ explainer: 'A', label, path: `${label}` }));
    expect(
      fold({ sampleId: 1, explanations })
        .sample(1)
        .maps.map(({ label }) => label),
    ).toEqual([3, 1, 2]);
  });

  test('is completed as it was requested, even if the job grows meanwhile', () => {
    const folded = fold({ sampleId: 1, imagePath: 'a' }, { sampleId: 1, truth: [2], inference: { truthProb: [0.5] } });
    const draft = draftSample(folded.job, folded.job.rowOf(1));
    folded.add({ sampleId: 1, truth: [2, 3], inference: { truthProb: [0.25, 0.75] } });
    folded.add({ sampleId: 1, explanations: [{ explainer: 'A', label: 3, path: 'b' }] });
    expect(draft.records.map(({ offset }) => offset)).toEqual([0, 1]);
    expect(completeSample(folded.job, draft, folded.payloads.slice(0, 2))).toMatchObject({
      labels: [{ id: 2, confidence: 0.5 }],
      maps: [],
    });
  });

  test('whose pictures alone are wanted has no labels', () => {
    const folded = fold({
      sampleId: 1,
      imagePath: 'a',
      truth: [2],
      inference: { truthProb: [0.5], runnerUpLabel: [3], runnerUpProb: [0.25] },
      explanations: [{ explainer: 'A', label: 2, path: 'b' }],
    });
    const draft = draftPictures(folded.job, folded.job.rowOf(1));
    expect(completeSample(folded.job, draft, folded.payloads)).toMatchObject({
      imagePath: 'a',
      labels: [],
      runnersUp: [],
      maps: [{ label: 2, path: 'b' }],
    });
  });

  test.each([
    ['is about another sample', { sampleId: 2, imagePath: 'a' }],
    ['is about no sample', { metadata: { labels: ['cat'] } }],
  ])('whose record now %s has been changed during the read', (_, instead) => {
    const folded = fold({ sampleId: 1, imagePath: 'a' }, { sampleId: 1, truth: [2] });
    const draft = draftSample(folded.job, folded.job.rowOf(1));
    const attempt = () => completeSample(folded.job, draft, [folded.payloads[0], event(instead)]);
    expect(attempt).toThrow(RecordChangedError);
    expect(attempt).toThrow(/byte 1 /);
  });
});

describe('runners-up', () => {
  const idsOf = (runnersUp: { id: number }[]) => runnersUp.map(({ id }) => id);

  test('with a list that is truncated inside a number end there, and the sample is complete', () => {
    // A number of which more is to come, and nothing does.
    const broken = bytes(4, [...packedInts(1000, [3, 4]), ...bytes(1000, [5, 0x80])]);
    const folded = fold({ sampleId: 1, imagePath: 'a', truth: [2], inference: { truthProb: [0.5] }, extra: broken });
    expect(folded.sample(1)).toMatchObject({ imagePath: 'a', labels: [{ id: 2, confidence: 0.5 }], runnerUpCount: 3 });
  });

  test('of a page of samples are the first ten and those with a map', () => {
    const runnerUpLabel = [...Array(300).keys()];
    const explanations = [{ explainer: 'A', label: 250, path: 'a' }];
    const inference = { runnerUpLabel, runnerUpProb: runnerUpLabel.map((id) => (1000 - id) / 5000) };
    const sample = fold({ sampleId: 1, imagePath: 'a', inference, explanations }).decoded(1);
    expect(idsOf(sample.runnersUp)).toEqual(runnerUpLabel);
    const { runnersUp, ...rest } = withTopRunnersUp(sample);
    expect(idsOf(runnersUp)).toEqual([...runnerUpLabel.slice(0, 10), 250]);
    expect({ ...rest, runnersUp: sample.runnersUp }).toEqual(sample);
    expect(rest.runnerUpCount).toBe(300);
  });
});

describe('a score', () => {
  const benchmarks = [
    { metric: 'Faithfulness', explainer: 'A', total: 0.1, labelScores: [0.2, Number.NaN, 0.3] },
    { metric: 'Robustness', explainer: 'A', total: Number.NaN },
  ];

  test('is read by its position in the record', () => {
    const { job, payloads } = fold({ benchmarks });
    expect(readScores([...job.scores.values()], payloads[0])).toEqual([
      { explainer: 0, metric: 0, total: 0.1, labels: [0.2, null, 0.3] },
      { explainer: 0, metric: 1, total: null, labels: null },
    ]);
  });

  test('that no longer exists has been changed during the read', () => {
    const { job } = fold({ benchmarks });
    const shorter = event({ benchmarks: benchmarks.slice(0, 1) });
    expect(() => readScores([...job.scores.values()], shorter)).toThrow(RecordChangedError);
  });
});
