import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { distributionsOf } from '../../../lib/job/distributions';
import { ALL_TYPES, TYPE_BIT } from '../../../lib/job/prediction';
import type { SampleFilter, SampleSort } from '../../../lib/job/query';
import * as query from '../../../lib/job/query';
import { INTERVAL_BIT, marginOf } from '../../../lib/job/threshold-distance';
import { CONFIDENT_FROM, countTriage, type TriageValues } from '../../../lib/job/triage';
import { atOnce } from '../../../lib/slices';
import { FoldedJob, fold } from '../../support/fold';
import { readFoldedJob } from '../../support/insight-job';
import { expected } from '../../support/photos-job';
import { random } from '../../support/random';

const NOTHING: TriageValues = { agreement: null, evidence: null };
const triage = (job: FoldedJob['job'], filter: SampleFilter = {}, counted = NOTHING, values?: query.LabelValues) =>
  atOnce(countTriage(job, filter, counted, 6, values));

test('intervals of the recorded photos are counted as the independent implementation does', () => {
  const { job } = readFoldedJob(fileURLToPath(new URL('../../insight/photos', import.meta.url)));
  const { foreign, sure, crosses } = triage(job);
  const { labels, crosses: crossing, sure_wrong, sure_right, outside_own_interval } = expected.triage;
  expect(foreign).toMatchObject({ of: labels, pairs: outside_own_interval });
  expect(crosses).toMatchObject({ of: labels, pairs: crossing });
  expect(sure.pairs).toBe(sure_wrong);
  expect(sure.right.n).toBe(sure_right);
});

describe('the margin', () => {
  test.each([
    [0.5, 0.5, 0],
    [1, 0.5, 1],
    [0, 0.5, 1],
    [0.75, 0.5, 0.5],
    [0.25, 0.5, 0.5],
    [0.95, 0.9, 0.5],
    [0.45, 0.9, 0.5],
    [1, 1, 0],
    [0, 0, 0],
    [1, 0, 1],
  ])('of %d from the threshold %d is %d', (confidence, threshold, margin) => {
    expect(marginOf(confidence, threshold)).toBeCloseTo(margin, 12);
  });

  test('is not defined without a probability', () => {
    expect(marginOf(Number.NaN, 0.5)).toBeNaN();
  });
});

/** Samples 1 to 4: sure and right, surely wrong (FP), crossing (FN), and one whose probability is not in its interval. */
function fourSamples() {
  const sample = (sampleId: number, isTruth: boolean, p: number, low: number, high: number) => {
    const [truth, predictedLabel] = isTruth ? [[0], []] : [[9], [0]];
    const numbers = isTruth
      ? { truthProb: [p], truthSd: [0.1], truthLow: [low], truthHigh: [high] }
      : {
          truthProb: [0.75],
          truthSd: [Number.NaN],
          truthLow: [Number.NaN],
          truthHigh: [Number.NaN],
          predictedLabel,
          predictedProb: [p],
          predictedSd: [0.1],
          predictedLow: [low],
          predictedHigh: [high],
        };
    return [
      { sampleId, imagePath: `${sampleId}.jpg` },
      { sampleId, truth, inference: numbers },
    ];
  };
  return fold(
    ...sample(1, true, 0.9, 0.8, 0.95),
    ...sample(2, false, 0.875, 0.8, 0.95),
    ...sample(3, true, 0.4, 0.3, 0.6),
    ...sample(4, true, 0.1, 0.2, 0.3),
  );
}

describe('the presets', () => {
  const { job } = fourSamples();
  const counts = triage(job);

  test('count pairs, their samples, and those that they can tell about', () => {
    expect(counts.foreign).toMatchObject({ pairs: 1, samples: 1, of: 4 });
    expect(counts.crosses).toMatchObject({ pairs: 1, samples: 1, of: 4 });
    expect(counts.sure).toMatchObject({ pairs: 2, samples: 2, of: 3, right: { n: 1, of: 1 } });
    // The ground truth of sample 2 has .75 and no interval: it is right, and half of the way from the threshold.
    expect(counts.confident).toMatchObject({ pairs: 2, samples: 2, of: 3, right: { n: 2, of: 2 } });
    expect(counts.disagree).toMatchObject({ pairs: 0, of: 0 });
  });

  test('say how often their pairs are wrong, and how often the others are', () => {
    expect(counts.crosses).toMatchObject({ wrong: { n: 1, of: 1 }, wrongOthers: { n: 2, of: 3 } });
    expect(counts.foreign).toMatchObject({ wrong: { n: 1, of: 1 }, wrongOthers: { n: 2, of: 3 } });
  });

  test('count the pairs without a type that they leave out', () => {
    const untyped = fold(
      { sampleId: 1, imagePath: '1.jpg' },
      {
        sampleId: 1,
        inference: {
          predictedLabel: [0],
          predictedProb: [0.9],
          predictedSd: [0.1],
          predictedLow: [0.8],
          predictedHigh: [1],
        },
      },
      { sampleId: 1, inference: { predictedLabel: [1], predictedProb: [0.7] } },
    ).job;
    const { confident, sure, crosses, foreign } = triage(untyped);
    expect([confident.untyped, confident.of]).toEqual([2, 0]);
    expect([sure.untyped, sure.of]).toEqual([1, 0]);
    expect([crosses.untyped, crosses.of, foreign.untyped]).toEqual([1, 1, 1]);
    expect(counts.confident.untyped).toBe(0);
  });

  test('list the first samples in their order', () => {
    expect(counts.confident.first.map(({ sample }) => sample)).toEqual([4, 2]);
    expect(counts.sure.first.map(({ sample, label }) => [sample, label])).toEqual([
      [4, 0],
      [2, 0],
    ]);
  });

  test('follow the filter', () => {
    expect(triage(job, { types: TYPE_BIT.FP }).confident).toMatchObject({ pairs: 1, of: 1, right: { n: 0, of: 0 } });
    expect(triage(job, { ids: [3] }).foreign).toMatchObject({ pairs: 0, of: 1 });
  });
});

/** A random job with intervals of all kinds, and two numbers of maps. */
function randomJob(seed: number) {
  const next = random(seed);
  const grid = (steps: number) => Math.floor(next() * (steps + 1)) / steps;
  const folded = new FoldedJob([{ metadata: { labels: ['a', 'b', 'c'], threshold: [0.3, 0.5, 0.9][seed % 3] } }]);
  for (let sampleId = 1; sampleId <= 60; sampleId++) {
    folded.add({ sampleId, imagePath: `${sampleId}.jpg` });
    const hasInterval = next() < 0.8;
    const ends = () => (hasInterval ? [grid(10), grid(10)].sort() : [Number.NaN, Number.NaN]);
    const all = Array.from({ length: 3 }, ends);
    folded.add({
      sampleId,
      truth: [0],
      inference: {
        truthProb: [grid(20)],
        truthSd: [0.1],
        truthLow: [all[0][0]],
        truthHigh: [all[0][1]],
        predictedLabel: [1, 2],
        predictedProb: [grid(20), grid(20)],
        predictedSd: [0.1, 0.1],
        predictedLow: [all[1][0], all[2][0]],
        predictedHigh: [all[1][1], all[2][1]],
      },
    });
  }
  const values = (gap: number) =>
    Float32Array.from({ length: folded.job.labels.length }, () => (next() < gap ? Number.NaN : grid(8) * 2));
  return {
    job: folded.job,
    values: new Map([
      ['agreement', values(0.2)],
      ['evidence', values(0.5)],
    ]),
  };
}

describe.each([1, 2, 3, 4, 5, 6])('of random job %i', (seed) => {
  const { job, values } = randomJob(seed);
  const counted = { agreement: { key: 'agreement', most: 0.75 }, evidence: { key: 'evidence', most: 0.999999 } };
  const presets = {
    foreign: [{ interval: INTERVAL_BIT.outside }, { by: 'confidence', descending: true }],
    confident: [
      { types: TYPE_BIT.FN | TYPE_BIT.FP, margin: { min: CONFIDENT_FROM, max: Infinity } },
      { by: 'margin', descending: true },
    ],
    sure: [{ interval: INTERVAL_BIT.wrong }, { by: 'margin', descending: true }],
    crosses: [{ interval: INTERVAL_BIT.crosses }, { by: 'margin', descending: false }],
    disagree: [
      { values: [{ key: 'agreement', min: -Infinity, max: 0.75 }] },
      { by: 'value', key: 'agreement', descending: false },
    ],
    beside: [
      { values: [{ key: 'evidence', min: -Infinity, max: 0.999999 }] },
      { by: 'value', key: 'evidence', descending: false },
    ],
  } as const satisfies Record<string, readonly [SampleFilter, SampleSort]>;

  test.each(Object.keys(presets) as (keyof typeof presets)[])(
    'the filter of %s lists what is counted, in its order',
    (name) => {
      const [filter, sort] = presets[name];
      for (const base of [{}, { labels: [1] }, { labels: [0, 2], confidence: { min: 0.2, max: 0.8 } }]) {
        const { samples, first } = triage(job, base, counted, values)[name];
        const rows = [...atOnce(query.findSamples(job, { ...base, ...filter }, sort, values)).rows];
        const ids = rows.map((row) => job.samples.column.id[row]);
        expect(samples).toBe(ids.length);
        expect(first.map(({ sample }) => sample)).toEqual(ids.slice(0, 6));
      }
    },
  );

  test('a distribution holds every value once, whatever its own range is', () => {
    const edges = [0, 0.5, 1, 1.5, 2];
    const own = { key: 'agreement', min: 0.5, max: 1 };
    const wanted = [{ key: 'agreement', edges }];
    const filter = { types: ALL_TYPES, labels: [0, 1] };
    const [whole] = atOnce(distributionsOf(job, filter, wanted, values));
    const [ranged] = atOnce(distributionsOf(job, { ...filter, values: [own] }, wanted, values));
    const known = [...(values.get('agreement') ?? [])].filter(
      (value, entry) => job.labels.column.label[entry] !== 2 && !Number.isNaN(value),
    );
    expect(whole).toMatchObject({ n: known.length, matching: known.length });
    expect(ranged).toEqual({
      ...whole,
      matching: known.filter((value) => value >= own.min && value <= own.max).length,
    });
    expect(whole.bins).toEqual(
      [0, 1, 2, 3].map(
        (bin) =>
          known.filter((value) => value >= edges[bin] && (bin === 3 ? value <= edges[4] : value < edges[bin + 1]))
            .length,
      ),
    );
    expect(whole.least).toBe(Math.min(...known));
    const other = { key: 'evidence', min: 0, max: 0.5 };
    const [narrower] = atOnce(distributionsOf(job, { ...filter, values: [other] }, wanted, values));
    expect(narrower.n).toBeLessThan(whole.n);
  });
});
