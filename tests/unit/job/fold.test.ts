import { describe, expect, test } from 'vitest';
import { WireError } from '../../../lib/event/wire';
import { MAX_SKIPPED } from '../../../lib/job/limits';
import { skippedByExplainer } from '../../../lib/job/skipped';
import { bytes, type EventInput } from '../../support/event-writer';
import { FoldedJob, fold } from '../../support/fold';

const METADATA: EventInput = {
  metadata: { labels: ['cat', 'dog', 'fish', 'horse'], explainers: ['GradCAM', 'Gradient'], metrics: ['Faithfulness'] },
};
const image = (sampleId: number): EventInput => ({ sampleId, imagePath: `origin_images/${sampleId}.jpg` });
const layers = [{ probability: 0.75, boxes: [1, 2, 3, 4] }];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

/** A sample without the order of its lists. */
function unordered(folded: FoldedJob, id: number) {
  const { labels, maps, counterfactuals, imagePath } = folded.sample(id);
  return {
    imagePath,
    labels: labels.toSorted((a, b) => a.id - b.id),
    maps: maps.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    counterfactuals,
  };
}

describe('the threshold', () => {
  const threshold = (value: number): EventInput => ({ metadata: { threshold: value } });

  test('is the last valid one recorded, or 0.5', () => {
    expect(fold(METADATA).job.threshold).toBe(0.5);
    expect(fold(METADATA, threshold(0.25), threshold(0.75), METADATA).job.threshold).toBe(0.75);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -0.5, 1.5])('of %d is ignored and reported', (value) => {
    const { job } = fold(METADATA, threshold(0.25), threshold(value));
    expect(job.threshold).toBe(0.25);
    expect(job.problems.list).toMatchObject([{ code: 'bad-threshold', offset: 2 }]);
  });
});

describe('skipped samples', () => {
  const skip = (sample: number, reason?: string, explainer?: string): EventInput => ({
    skipped: [{ sample, reason, explainer }],
  });

  test('are listed by explainer and in the order of their ids, the last reason of each', () => {
    const { job } = fold(
      METADATA,
      skip(9, 'no', 'Gradient'),
      skip(2, 'old'),
      skip(2, 'new', 'Gradient'),
      skip(4, 'why'),
    );
    expect(skippedByExplainer(job.skipped)).toEqual([
      {
        explainer: 'Gradient',
        count: 2,
        samples: [
          { sample: 2, reason: 'new' },
          { sample: 9, reason: 'no' },
        ],
      },
      { explainer: null, count: 1, samples: [{ sample: 4, reason: 'why' }] },
    ]);
    expect(job.rowOf(9)).toBe(-1);
  });

  test('are no longer skipped without a reason', () => {
    expect(fold(METADATA, skip(9, 'no'), skip(9)).job.skipped).toEqual([]);
    expect(fold(METADATA, skip(9, 'no'), skip(9, '')).job.skipped).toEqual([]);
  });

  test('are kept up to a limit, beyond which a problem says so', () => {
    const { job } = fold(...Array.from({ length: MAX_SKIPPED + 1 }, (_, id) => skip(id, 'no')));
    expect(job.skipped).toHaveLength(MAX_SKIPPED);
    expect(job.problems.list).toMatchObject([{ code: 'too-many' }]);
    const [{ count, samples }] = skippedByExplainer(job.skipped);
    expect([count, samples.length]).toEqual([MAX_SKIPPED, 50]);
  });

  test('of which one is damaged leave the event out', () => {
    expect(() => fold({ metadata: { labels: ['cat'] }, extra: bytes(1001, [0x08, 0x80]) })).toThrow(WireError);
  });
});

describe('the events of a sample', () => {
  const events: EventInput[] = [
    METADATA,
    image(7),
    { sampleId: 7, truth: [1] },
    { sampleId: 7, inference: { truthProb: [0.25], truthSd: [0.125], truthLow: [0.125], truthHigh: [0.5] } },
    { sampleId: 7, inference: { predictedLabel: [2, 3], predictedProb: [0.75, 0.875] } },
    {
      sampleId: 7,
      explanations: [2, 1].map((label) => ({ explainer: 'Gradient', label, path: `heatmap/Gradient/7_${label}.jpg` })),
    },
    { sampleId: 7, hocs: [{ label: 3, mask: 'gaussian:9', layers }] },
  ];

  test('are joined in any order', () => {
    const expected = unordered(new FoldedJob(events), 7);
    expect(expected.labels.map(({ id, name, type, confidence }) => [id, name, type, confidence])).toEqual([
      [1, 'dog', 'FN', 0.25],
      [2, 'fish', 'FP', 0.75],
      [3, 'horse', 'FP', 0.875],
    ]);
    for (const order of permutations(events)) {
      const folded = new FoldedJob(order);
      // The number of an explainer depends on the order of mention; its name does not.
      const explainer = folded.job.explainers.list.indexOf('Gradient');
      const maps = expected.maps.map((map) => ({ ...map, explainer, range: null }));
      expect(unordered(folded, 7)).toEqual({ ...expected, maps });
      expect(folded.job).toMatchObject({ sampleCount: 1, hasUncertainty: true, hasCounterfactuals: true });
      expect(folded.job.allProblems().list).toEqual([]);
    }
  });

  test('are joined among those of other samples', () => {
    const folded = fold(
      METADATA,
      image(5),
      image(-3),
      { sampleId: 5, truth: [0], inference: { truthProb: [0.5] } },
      { sampleId: -3, truth: [1], inference: { truthProb: [0.25] } },
      { sampleId: 5, explanations: [{ explainer: 'GradCAM', label: 0, path: 'a' }] },
      { sampleId: -3, explanations: [{ explainer: 'GradCAM', label: 1, path: 'b' }] },
      { sampleId: 5, hocs: [{ label: 2, layers }] },
    );
    expect(folded.sample(5).labels.map(({ id }) => id)).toEqual([0, 2]);
    expect(folded.sample(-3).labels.map(({ id }) => id)).toEqual([1]);
    expect(folded.label(5, 0).confidence).toBe(0.5);
    expect(folded.label(-3, 1).confidence).toBe(0.25);
    expect(folded.sample(5).maps).toEqual([{ explainer: 0, label: 0, path: 'a', range: null }]);
  });

  test('keep their values when labels are added to a sample that is not the last', () => {
    const ids = [0, 1, 2, 3];
    const rounds = [0, 1, 2, 3].map((label) =>
      ids.map((sampleId) => ({
        sampleId,
        inference: { predictedLabel: [label], predictedProb: [(sampleId + 1) / 8], predictedSd: [label / 16] },
      })),
    );
    const folded = fold(METADATA, ...ids.map(image), ...rounds.flat());
    for (const id of ids) {
      for (const label of [0, 1, 2, 3]) {
        expect(folded.label(id, label)).toMatchObject({
          confidence: (id + 1) / 8,
          uncertainty: { sd: label / 16, low: null, high: null },
        });
      }
    }
  });

  test('count as one sample once there is an image', () => {
    const folded = fold({ sampleId: 1, truth: [0] });
    expect(folded.job.sampleCount).toBe(0);
    folded.add({ sampleId: 1, imagePath: '' });
    expect(folded.job.sampleCount).toBe(0);
    folded.add(image(1));
    folded.add(image(1));
    expect(folded.job.sampleCount).toBe(1);
  });

  test('without a sample do not create one', () => {
    const { job } = fold(METADATA, { truth: [1], inference: { truthProb: [1] } }, { imagePath: 'a' });
    expect([job.samples.length, job.sampleCount]).toEqual([0, 0]);
  });
});

describe('ground truth', () => {
  test('and its probabilities are paired by position', () => {
    const folded = fold({ sampleId: 1, truth: [3, 1], inference: { truthProb: [0.25, 0.5] } });
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBe(0.5);
  });

  test('may come before its probabilities', () => {
    const folded = fold({ sampleId: 1, truth: [3, 1] }, { sampleId: 1, inference: { truthProb: [0.25, 0.5] } });
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBe(0.5);
  });

  test('may come after its probabilities', () => {
    const folded = fold({ sampleId: 1, inference: { truthProb: [0.25, 0.5] } }, { sampleId: 1, truth: [3, 1] });
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBe(0.5);
  });

  test('may be split', () => {
    const folded = fold(
      { sampleId: 1, truth: [3] },
      { sampleId: 1, truth: [1] },
      { sampleId: 1, inference: { truthProb: [0.25, 0.5] } },
    );
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBe(0.5);
  });

  test('keeps its own order if another event mentions a label first', () => {
    const folded = fold(
      { sampleId: 1, explanations: [{ explainer: 'A', label: 1, path: 'a' }] },
      { sampleId: 1, truth: [3, 1] },
      { sampleId: 1, inference: { truthProb: [0.25, 0.5] } },
    );
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBe(0.5);
  });

  test('without probabilities has no confidence and no type', () => {
    const folded = fold({ sampleId: 1, truth: [3] });
    expect(folded.label(1, 3)).toMatchObject({ isTruth: true, confidence: null, type: null });
    expect(folded.job.problems.list).toEqual([]);
  });

  test('with too few probabilities is a problem that names both numbers', () => {
    const folded = fold({ sampleId: 1, truth: [3, 1], inference: { truthProb: [0.25] } });
    expect(folded.label(1, 3).confidence).toBe(0.25);
    expect(folded.label(1, 1).confidence).toBeNull();
    expect(folded.job.problems.list).toEqual([
      { code: 'bad-inference', message: expect.stringMatching(/2 ground truth labels.* 1 /), offset: 0 },
    ]);
  });
});

describe('predictions', () => {
  test('win over ground truth for the same label', () => {
    const inference = { truthProb: [0.25], predictedLabel: [3], predictedProb: [0.75] };
    const folded = fold({ sampleId: 1, truth: [3], inference });
    expect(folded.sample(1).labels).toHaveLength(1);
    expect(folded.label(1, 3)).toMatchObject({ isTruth: true, isPredicted: true, confidence: 0.75, type: 'TP' });
  });

  test('win over ground truth that comes later, too', () => {
    const folded = fold(
      { sampleId: 1, inference: { predictedLabel: [3], predictedProb: [0.75] } },
      { sampleId: 1, truth: [3], inference: { truthProb: [0.25] } },
    );
    expect(folded.label(1, 3).confidence).toBe(0.75);
  });

  test('without probabilities are a problem that names both numbers', () => {
    const folded = fold({ sampleId: 1, inference: { predictedLabel: [3, 1], predictedProb: [0.75] } });
    expect(folded.label(1, 3).confidence).toBe(0.75);
    expect(folded.label(1, 1)).toMatchObject({ isPredicted: true, confidence: null, type: null });
    expect(folded.job.problems.list).toEqual([
      { code: 'bad-inference', message: expect.stringMatching(/2 predicted labels.* 1 /), offset: 0 },
    ]);
  });
});

describe('repeated information', () => {
  test('the last value wins', () => {
    const folded = fold(
      image(1),
      { sampleId: 1, truth: [3], inference: { truthProb: [0.25], truthSd: [0.5] } },
      { sampleId: 1, truth: [3], inference: { truthProb: [0.75], truthSd: [0.125] } },
      { sampleId: 1, imagePath: 'newer.jpg' },
      { sampleId: 1, explanations: [{ explainer: 'A', label: 3, path: 'old' }] },
      { sampleId: 1, explanations: [{ explainer: 'A', label: 3, path: 'new' }] },
      { sampleId: 1, hocs: [{ label: 3, mask: 'old', layers }] },
      { sampleId: 1, hocs: [{ label: 3, mask: 'new', layers }] },
    );
    const sample = folded.sample(1);
    expect(sample.imagePath).toBe('newer.jpg');
    expect(sample.labels).toMatchObject([{ id: 3, confidence: 0.75, uncertainty: { sd: 0.125 } }]);
    expect(sample.maps).toEqual([{ explainer: 0, label: 3, path: 'new', range: null }]);
    expect(sample.counterfactuals).toMatchObject([{ label: 3, mask: 'new' }]);
  });

  test('the last value wins if the first probabilities waited for their labels', () => {
    const folded = fold(
      { sampleId: 1, inference: { truthProb: [0.25] } },
      { sampleId: 1, truth: [3], inference: { truthProb: [0.75] } },
    );
    expect(folded.label(1, 3).confidence).toBe(0.75);
  });

  test('the last value wins, and earlier unpaired values do not come back', () => {
    const folded = fold(
      { sampleId: 1, inference: { truthProb: [0.25] } },
      { sampleId: 1, truth: [3], inference: { truthProb: [0.75] } },
      { sampleId: 1, truth: [3] },
    );
    expect(folded.label(1, 3).confidence).toBe(0.75);
  });

  test('the last value of a score wins', () => {
    const score = (total: number): EventInput => ({ benchmarks: [{ metric: 'Faithfulness', explainer: 'A', total }] });
    const { job } = fold(score(1), { benchmarks: [{ metric: 'Other', explainer: 'A', total: 0 }] }, score(2));
    expect([...job.scores.values()]).toEqual([
      { explainer: 0, metric: 1, offset: 1, position: 0 },
      { explainer: 0, metric: 0, offset: 2, position: 0 },
    ]);
  });
});

describe('metadata', () => {
  test('names labels, explainers and metrics', () => {
    const { job } = fold(METADATA);
    expect(job.labelNames).toEqual(['cat', 'dog', 'fish', 'horse']);
    expect(job.explainers.list).toEqual(['GradCAM', 'Gradient']);
    expect(job.metrics.list).toEqual(['Faithfulness']);
  });

  test('that is repeated adds new names and keeps the order', () => {
    const more = { labels: ['dog', 'bird', 'cat'], explainers: ['RISE', 'GradCAM'], metrics: ['Robustness'] };
    const { job } = fold(METADATA, { metadata: more });
    expect(job.labelNames).toEqual(['cat', 'dog', 'fish', 'horse', 'bird']);
    expect(job.explainers.list).toEqual(['GradCAM', 'Gradient', 'RISE']);
    expect(job.metrics.list).toEqual(['Faithfulness', 'Robustness']);
  });

  test('may give two labels the same name, as in ImageNet', () => {
    const labels = ['crane', 'sun', 'crane'];
    const { job } = fold({ metadata: { labels } }, { metadata: { labels } });
    expect(job.labelNames).toEqual(labels);
    expect([job.labelName(0), job.labelName(2), job.labelName(3)]).toEqual(['crane', 'crane', '#3']);
  });

  test('need not list every explainer and metric that occurs', () => {
    const { job } = fold(
      { sampleId: 1, explanations: [{ explainer: 'RISE', label: 0, path: 'a' }] },
      { benchmarks: [{ metric: 'Robustness', explainer: 'Gradient', total: 1 }] },
    );
    expect(job.explainers.list).toEqual(['RISE', 'Gradient']);
    expect(job.metrics.list).toEqual(['Robustness']);
  });

  test('that is damaged causes a WireError', () => {
    expect(() => fold({ extra: bytes(7, [(1 << 3) | 2, 9]) })).toThrow(WireError);
    expect(() => fold({ extra: bytes(6, [(1 << 3) | 2, 9]) })).toThrow(WireError);
  });
});

describe('a label id', () => {
  test('that is negative is a problem and is ignored', () => {
    const folded = fold(
      METADATA,
      { sampleId: 1, truth: [-1, 2], inference: { truthProb: [0.25, 0.5], predictedLabel: [-2], predictedProb: [1] } },
      { sampleId: 1, explanations: [{ explainer: 'GradCAM', label: -3, path: 'a' }] },
      { sampleId: 1, hocs: [{ label: -4, layers }] },
    );
    expect(folded.sample(1).labels).toMatchObject([{ id: 2, confidence: 0.5 }]);
    expect(folded.sample(1).maps).toEqual([]);
    expect(folded.sample(1).counterfactuals).toEqual([]);
    expect(folded.job.hasCounterfactuals).toBe(false);
    const found = folded.job.problems.list.map(({ code, message, offset }) => [code, message.slice(0, 8), offset]);
    expect(found).toEqual([
      ['bad-label', 'Label -1', 1],
      ['bad-label', 'Label -2', 1],
      ['bad-label', 'Label -3', 2],
      ['bad-label', 'Label -4', 3],
    ]);
  });

  test('that is not in the metadata is a problem, and the label is named by its number', () => {
    const folded = fold(METADATA, { sampleId: 1, truth: [99], inference: { truthProb: [0.5] } });
    expect(folded.label(1, 99)).toMatchObject({ name: '#99', confidence: 0.5, type: 'TP' });
    expect(folded.job.allProblems()).toMatchObject({
      count: 1,
      list: [{ code: 'bad-label', message: expect.stringMatching(/Label 99 .* 4 labels/), offset: 1 }],
    });
  });

  test('that is not in the metadata is reported once, at its first occurrence', () => {
    const mention = { truth: [99], inference: { truthProb: [0.5] } };
    const folded = fold({ sampleId: 1, ...mention }, { sampleId: 2, ...mention }, METADATA);
    expect(folded.job.allProblems()).toMatchObject({ count: 1, list: [{ offset: 0 }] });
  });

  test('that is in later metadata is not a problem', () => {
    const folded = fold(METADATA, { sampleId: 1, truth: [4], inference: { truthProb: [0.5] } });
    expect(folded.job.allProblems().count).toBe(1);
    folded.add({ metadata: { labels: ['bird'] } });
    expect(folded.job.allProblems().count).toBe(0);
    expect(folded.label(1, 4).name).toBe('bird');
  });

  test('is not a problem as long as there is no metadata', () => {
    expect(fold({ sampleId: 1, truth: [99], inference: { truthProb: [0.5] } }).job.allProblems().count).toBe(0);
  });

  test('is listed once a displayed sample has it', () => {
    const folded = fold(image(1), { sampleId: 1, truth: [3] }, { sampleId: 2, hocs: [{ label: 1, layers }] });
    expect([...folded.job.labelsShown]).toEqual([3]);
    folded.add(image(2));
    expect([...folded.job.labelsShown]).toEqual([3, 1]);
  });
});

describe('a probability', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'of %f is a problem, and none',
    (value) => {
      const folded = fold({ sampleId: 1, inference: { predictedLabel: [1, 2], predictedProb: [value, 0.5] } });
      expect(folded.label(1, 1)).toMatchObject({ confidence: null, type: null });
      expect(folded.label(1, 2).confidence).toBe(0.5);
      expect(folded.job.problems.list).toMatchObject([{ code: 'bad-inference', offset: 0 }]);
    },
  );
});

describe('uncertainty', () => {
  test('exists once a standard deviation was recorded', () => {
    const folded = fold({ sampleId: 1, truth: [0], inference: { truthProb: [0.5] } });
    expect(folded.job.hasUncertainty).toBe(false);
    expect(folded.label(1, 0).uncertainty).toBeNull();
    const numbers = { predictedLabel: [1], predictedProb: [0.5] };
    folded.add({
      sampleId: 1,
      inference: { ...numbers, predictedSd: [0.125], predictedLow: [0.25], predictedHigh: [0.75] },
    });
    expect(folded.job.hasUncertainty).toBe(true);
    expect(folded.label(1, 1).uncertainty).toEqual({ sd: 0.125, low: 0.25, high: 0.75 });
    expect(folded.label(1, 0).uncertainty).toBeNull();
  });

  test('that is not finite is null', () => {
    const inference = { truthProb: [0.5], truthSd: [Number.NaN], truthLow: [Number.NEGATIVE_INFINITY], truthHigh: [1] };
    const folded = fold({ sampleId: 1, truth: [0], inference });
    expect(folded.label(1, 0).uncertainty).toEqual({ sd: null, low: null, high: 1 });
  });
});

describe('a counterfactual', () => {
  test('may come before the inference of its sample', () => {
    const folded = fold(
      { sampleId: 1, hocs: [{ label: 3, layers }] },
      { sampleId: 1, inference: { predictedLabel: [3], predictedProb: [0.75] } },
    );
    expect(folded.label(1, 3).confidence).toBe(0.75);
    expect(folded.sample(1).counterfactuals).toHaveLength(1);
  });

  test('without layers does not count', () => {
    const folded = fold({ sampleId: 1, hocs: [{ label: 3, layers: [] }] });
    expect(folded.sample(1)).toMatchObject({ labels: [], counterfactuals: [] });
    expect(folded.job.hasCounterfactuals).toBe(false);
  });
});
