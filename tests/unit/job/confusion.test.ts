import { describe, expect, test } from 'vitest';
import { countConfusion, countFacets, findSamples } from '../../support/at-once';
import type { EventInput } from '../../support/event-writer';
import { FoldedJob, fold } from '../../support/fold';
import { random } from '../../support/random';

const BY_ID = { by: 'id', descending: false } as const;

/** The ids of the matching samples. */
const idsOf = ({ job }: FoldedJob, filter: Parameters<typeof findSamples>[1]) =>
  [...findSamples(job, filter, BY_ID)].map((row) => job.samples.column.id[row]);

interface Spec {
  truth: number[];
  truthProb: number[];
  predicted: number[];
  predictedProb: number[];
}

const eventsOf = (specs: readonly Spec[]): EventInput[] =>
  specs.map(({ truth, truthProb, predicted, predictedProb }, sampleId) => ({
    sampleId,
    imagePath: `${sampleId}.jpg`,
    truth,
    inference: { truthProb, predictedLabel: predicted, predictedProb },
  }));

describe('countConfusion', () => {
  test('omits samples with too many pairs, and counts them', () => {
    const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i);
    const sure = (count: number) => upTo(count).map(() => 0.9);
    const folded = new FoldedJob(
      eventsOf([
        { truth: upTo(100), truthProb: sure(100), predicted: upTo(100, 500), predictedProb: sure(100) },
        { truth: [0], truthProb: [0.9], predicted: [0], predictedProb: [0.9] },
      ]),
    );
    expect(countConfusion(folded.job)).toEqual({
      samples: 1,
      leftOut: 1,
      pairCount: 1,
      pairs: [{ truth: 0, predicted: 0, samples: 1 }],
    });
  });

  test('counts every ground truth with every prediction, or with null if none reached the threshold', () => {
    const folded = new FoldedJob(
      eventsOf([
        { truth: [0], truthProb: [0.9], predicted: [0], predictedProb: [0.9] },
        { truth: [0], truthProb: [0.2], predicted: [1], predictedProb: [0.7] },
        { truth: [0], truthProb: [0.2], predicted: [], predictedProb: [] },
        { truth: [0, 1], truthProb: [0.5, 0.1], predicted: [2], predictedProb: [0.6] },
      ]),
    );
    expect(countConfusion(folded.job)).toEqual({
      samples: 4,
      leftOut: 0,
      pairCount: 6,
      pairs: [
        { truth: 0, predicted: 0, samples: 2 },
        { truth: 0, predicted: 1, samples: 1 },
        { truth: 0, predicted: 2, samples: 1 },
        { truth: 0, predicted: null, samples: 1 },
        { truth: 1, predicted: 0, samples: 1 },
        { truth: 1, predicted: 2, samples: 1 },
      ],
    });
    expect(idsOf(folded, { truth: 0, predicted: 0 })).toEqual([0, 3]);
    expect(idsOf(folded, { truth: 0, predicted: null })).toEqual([2]);
    expect(idsOf(folded, { predicted: 2 })).toEqual([3]);
    expect(idsOf(folded, { truth: 1 })).toEqual([3]);
  });

  test('ignores samples without a picture, ground truth or probability', () => {
    const folded = fold(
      { sampleId: 0, truth: [0], inference: { truthProb: [0.9] } },
      { sampleId: 1, imagePath: 'a', inference: { predictedLabel: [1], predictedProb: [0.9] } },
      { sampleId: 2, imagePath: 'b', truth: [0] },
      { sampleId: 3, imagePath: 'c', truth: [0], inference: { truthProb: [Number.NaN] } },
    );
    expect(countConfusion(folded.job)).toEqual({ samples: 0, leftOut: 0, pairCount: 0, pairs: [] });
    expect(idsOf(folded, { truth: 0 })).toEqual([]);
    expect(idsOf(folded, { predicted: null })).toEqual([]);
  });

  test('a pair and another part of a filter are combined', () => {
    const folded = new FoldedJob(
      eventsOf([
        { truth: [0], truthProb: [0.9], predicted: [1], predictedProb: [0.6] },
        { truth: [0], truthProb: [0.2], predicted: [1], predictedProb: [0.8] },
      ]),
    );
    expect(idsOf(folded, { truth: 0, predicted: 1, types: 2 })).toEqual([1]);
    expect(countFacets(folded.job, { predicted: 0 }).types).toEqual({ TP: 1, FN: 0, FP: 1 });
  });

  test('equals a count sample by sample, and the number of matches of each filter', () => {
    const next = random(3);
    const LABELS = 6;
    const some = (share: number) => Array.from({ length: LABELS }, (_, label) => label).filter(() => next() < share);
    const specs = Array.from({ length: 300 }, (): Spec => {
      const truth = some(0.25);
      const predicted = some(0.2);
      return {
        truth,
        truthProb: truth.map(() => next()),
        predicted,
        predictedProb: predicted.map(() => 0.5 + next() / 2),
      };
    });
    const folded = new FoldedJob(eventsOf(specs));
    const expected = new Map<string, number>();
    let samples = 0;
    for (const { truth, truthProb, predicted } of specs) {
      if (truth.length === 0) continue;
      samples++;
      // A predicted entry wins over the probability of the ground truth; all of them reach the threshold.
      const over = truth.filter((label, index) => predicted.includes(label) || truthProb[index] >= 0.5);
      const all = [...new Set([...over, ...predicted])];
      for (const label of truth)
        for (const other of all.length > 0 ? all : [null]) {
          expected.set(`${label} ${other}`, (expected.get(`${label} ${other}`) ?? 0) + 1);
        }
    }
    const found = countConfusion(folded.job);
    expect(found.samples).toBe(samples);
    expect(new Map(found.pairs.map((pair) => [`${pair.truth} ${pair.predicted}`, pair.samples]))).toEqual(expected);
    for (const { truth, predicted, samples } of found.pairs)
      expect(findSamples(folded.job, { truth, predicted }, BY_ID)).toHaveLength(samples);
  });
});
