import { describe, expect, test } from 'vitest';
import { TYPE_BIT } from '../../../lib/job/prediction';
import * as query from '../../../lib/job/query';
import { type SampleFilter, type SampleSort, valueInOrder } from '../../../lib/job/query';
import { atOnce } from '../../../lib/slices';
import { findSamples } from '../../support/at-once';
import type { EventInput } from '../../support/event-writer';
import { FoldedJob } from '../../support/fold';
import { random } from '../../support/random';

type Type = 'TP' | 'FN' | 'FP' | null;

/** A sample as a person would write it down; the tests' own account of what a job holds. */
interface Known {
  id: number;
  hasImage: boolean;
  labels: { id: number; truth: boolean; confidence: number; sd: number; map: boolean; counterfactual: boolean }[];
}

function eventsOf({ id: sampleId, hasImage, labels }: Known): EventInput[] {
  const truths = labels.filter(({ truth }) => truth);
  const others = labels.filter(({ truth }) => !truth);
  const numbersOf = (of: Known['labels'], number: 'id' | 'confidence' | 'sd') => of.map((label) => label[number]);
  return [
    { sampleId, imagePath: hasImage ? `${sampleId}.jpg` : undefined },
    {
      sampleId,
      truth: numbersOf(truths, 'id'),
      inference: {
        truthProb: numbersOf(truths, 'confidence'),
        truthSd: numbersOf(truths, 'sd'),
        predictedLabel: numbersOf(others, 'id'),
        predictedProb: numbersOf(others, 'confidence'),
        predictedSd: numbersOf(others, 'sd'),
      },
    },
    {
      sampleId,
      explanations: labels.filter(({ map }) => map).map(({ id }) => ({ explainer: 'A', label: id, path: 'a' })),
    },
    {
      sampleId,
      hocs: labels
        .filter(({ counterfactual }) => counterfactual)
        .map(({ id }) => ({ label: id, layers: [{ probability: 1, boxes: [] }] })),
    },
  ];
}

function typeOf(sample: Known, label: Known['labels'][number]): Type {
  if (!sample.labels.some(({ truth }) => truth) || Number.isNaN(label.confidence)) return null;
  if (label.truth) return label.confidence < 0.5 ? 'FN' : 'TP';
  return label.confidence < 0.5 ? null : 'FP';
}

/** The ids that match, found the slow way. */
function naively(samples: readonly Known[], filter: SampleFilter, sort: SampleSort): number[] {
  const allTypes = filter.types === undefined || filter.types === (TYPE_BIT.TP | TYPE_BIT.FN | TYPE_BIT.FP);
  const filters = filter.labels || !allTypes || filter.confidence || filter.uncertainty || filter.hasMap;
  const isFiltered = Boolean(filters || filter.hasCounterfactual);
  const within = (value: number, range?: { min: number; max: number }) => {
    const rounded = Number(value.toFixed(6));
    return range === undefined || (rounded >= range.min && rounded <= range.max);
  };
  const found = samples.flatMap((sample) => {
    const matching = sample.labels.filter((label) => {
      const type = typeOf(sample, label);
      return (
        (!filter.labels || filter.labels.includes(label.id)) &&
        (allTypes || (type !== null && ((filter.types ?? 0) & TYPE_BIT[type]) !== 0)) &&
        within(label.confidence, filter.confidence) &&
        within(label.sd, filter.uncertainty) &&
        (!filter.hasMap || label.map) &&
        (!filter.hasCounterfactual || label.counterfactual)
      );
    });
    if (!sample.hasImage || (isFiltered && matching.length === 0)) return [];
    const values = matching
      .map(({ confidence, sd }) => (sort.by === 'uncertainty' ? sd : confidence))
      .filter((value) => !Number.isNaN(value));
    return [{ id: sample.id, value: values.length > 0 ? Math.max(...values) : null }];
  });
  const direction = sort.descending ? -1 : 1;
  if (sort.by === 'id') return found.map(({ id }) => id).sort((a, b) => direction * (a - b));
  return found
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null) || a.id - b.id;
      return direction * (a.value - b.value) || a.id - b.id;
    })
    .map(({ id }) => id);
}

const SORTS: SampleSort[] = (['id', 'confidence', 'uncertainty'] as const).flatMap((by) => [
  { by, descending: false },
  { by, descending: true },
]);

function find(samples: readonly Known[], filter: SampleFilter, sort: SampleSort = SORTS[0]): number[] {
  const { job } = new FoldedJob(samples.flatMap(eventsOf));
  return [...findSamples(job, filter, sort)].map((row) => job.samples.column.id[row]);
}

const label = (id: number, more: Partial<Known['labels'][number]> = {}): Known['labels'][number] => ({
  id,
  truth: false,
  confidence: 0.75,
  sd: Number.NaN,
  map: false,
  counterfactual: false,
  ...more,
});
const sample = (id: number, ...labels: Known['labels']): Known => ({ id, hasImage: true, labels });

const CAT = 0;
const DOG = 1;

describe('a filter', () => {
  test('with a label and a type applies to one label: cat + FN finds samples on which cat is FN', () => {
    const samples = [
      sample(1, label(CAT, { truth: true, confidence: 0.75 }), label(DOG, { truth: true, confidence: 0.25 })),
      sample(2, label(CAT, { truth: true, confidence: 0.25 }), label(DOG, { truth: true, confidence: 0.75 })),
    ];
    expect(find(samples, { labels: [CAT], types: TYPE_BIT.FN })).toEqual([2]);
    expect(find(samples, { labels: [CAT], types: TYPE_BIT.TP })).toEqual([1]);
    expect(find(samples, { labels: [CAT, DOG], types: TYPE_BIT.FN })).toEqual([1, 2]);
  });

  test('with a label and a range, a map or a counterfactual applies to one label', () => {
    const samples = [
      sample(1, label(CAT, { confidence: 0.25, map: true }), label(DOG, { confidence: 0.75, counterfactual: true })),
    ];
    expect(find(samples, { labels: [CAT], confidence: { min: 0.5, max: 1 } })).toEqual([]);
    expect(find(samples, { labels: [DOG], confidence: { min: 0.5, max: 1 } })).toEqual([1]);
    expect(find(samples, { labels: [DOG], hasMap: true })).toEqual([]);
    expect(find(samples, { labels: [CAT], hasMap: true })).toEqual([1]);
    expect(find(samples, { labels: [CAT], hasCounterfactual: true })).toEqual([]);
    expect(find(samples, { hasMap: true, hasCounterfactual: true })).toEqual([]);
  });

  test('with several labels or types matches any of them', () => {
    const samples = [
      sample(1, label(CAT, { truth: true })),
      sample(2, label(DOG, { truth: true, confidence: 0.25 })),
      sample(3, label(2, { truth: true }), label(3)),
    ];
    expect(find(samples, { labels: [CAT, DOG] })).toEqual([1, 2]);
    expect(find(samples, { types: TYPE_BIT.FN | TYPE_BIT.FP })).toEqual([2, 3]);
  });

  test('with an empty list of labels matches nothing', () => {
    expect(find([sample(1, label(CAT))], { labels: [] })).toEqual([]);
    expect(find([sample(1, label(CAT, { truth: true }))], { types: 0 })).toEqual([]);
  });

  test('with all three types filters nothing: labels without a type and samples without a label match', () => {
    const samples = [sample(1, label(CAT, { truth: true })), sample(2, label(CAT)), sample(3)];
    const all = TYPE_BIT.TP | TYPE_BIT.FN | TYPE_BIT.FP;
    expect(find(samples, { types: all })).toEqual([1, 2, 3]);
    expect(find(samples, { types: all, labels: [CAT] })).toEqual([1, 2]);
    expect(find(samples, {})).toEqual([1, 2, 3]);
  });

  test('with a range includes both ends, as displayed', () => {
    const samples = [0.1, 0.2, 0.3].map((confidence, id) => sample(id, label(CAT, { confidence, sd: confidence })));
    expect(find(samples, { confidence: { min: 0.1, max: 0.2 } })).toEqual([0, 1]);
    expect(find(samples, { confidence: { min: 0.3, max: 0.3 } })).toEqual([2]);
    expect(find(samples, { uncertainty: { min: 0.2, max: 0.3 } })).toEqual([1, 2]);
    expect(find(samples, { confidence: { min: 0.2, max: 0.1 } })).toEqual([]);
  });

  test('with a range excludes labels without the value', () => {
    const samples = [sample(1, label(CAT, { confidence: Number.NaN }))];
    const everything = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
    expect(find(samples, { confidence: everything })).toEqual([]);
    expect(find(samples, { uncertainty: everything })).toEqual([]);
  });

  test('never finds a sample without an image', () => {
    const hidden: Known = { id: 1, hasImage: false, labels: [label(CAT, { map: true })] };
    expect(find([hidden, sample(2, label(CAT, { map: true }))], { hasMap: true })).toEqual([2]);
    expect(find([hidden], {})).toEqual([]);
  });
});

describe('a sort', () => {
  test('by id is numeric, in both directions, for samples in any order', () => {
    const samples = [5, -7, 100_000, 0, 20].map((id) => sample(id));
    expect(find(samples, {}, { by: 'id', descending: false })).toEqual([-7, 0, 5, 20, 100_000]);
    expect(find(samples, {}, { by: 'id', descending: true })).toEqual([100_000, 20, 5, 0, -7]);
  });

  test('by confidence orders equal values by ascending id and missing ones last, in both directions', () => {
    const samples = [
      sample(4, label(CAT, { confidence: 0.25 })),
      sample(3, label(CAT, { confidence: 0.75 })),
      sample(2),
      sample(1, label(CAT, { confidence: 0.75 })),
      sample(0, label(CAT, { confidence: Number.NaN })),
    ];
    expect(find(samples, {}, { by: 'confidence', descending: true })).toEqual([1, 3, 4, 0, 2]);
    expect(find(samples, {}, { by: 'confidence', descending: false })).toEqual([4, 1, 3, 0, 2]);
  });

  test('uses the maximum confidence of the labels that match', () => {
    const samples = [
      sample(1, label(CAT, { confidence: 0.5 }), label(DOG, { confidence: 1 })),
      sample(2, label(CAT, { confidence: 0.75 }), label(DOG, { confidence: 0.25 })),
    ];
    expect(find(samples, { labels: [CAT] }, { by: 'confidence', descending: true })).toEqual([2, 1]);
    expect(find(samples, {}, { by: 'confidence', descending: true })).toEqual([1, 2]);
  });

  test('treats confidences as equal that are displayed as equal', () => {
    const samples = [
      sample(2, label(CAT, { confidence: 0.12345661 })),
      sample(1, label(CAT, { confidence: 0.12345659 })),
    ];
    expect(find(samples, {}, { by: 'confidence', descending: true })).toEqual([1, 2]);
  });

  test('by uncertainty uses the maximum standard deviation', () => {
    const samples = [
      sample(1, label(CAT, { sd: 0.125 }), label(DOG, { sd: 0.25 })),
      sample(2, label(CAT, { sd: 0.5 })),
      sample(3, label(CAT)),
    ];
    expect(find(samples, {}, { by: 'uncertainty', descending: true })).toEqual([2, 1, 3]);
    expect(find(samples, {}, { by: 'uncertainty', descending: false })).toEqual([1, 2, 3]);
  });
});

describe('a random job', () => {
  const next = random(42);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)];
  const chance = (probability: number) => next() < probability;
  const CONFIDENCES = [0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 1, Number.NaN].map(Math.fround);

  const samples = Array.from({ length: 400 }, (_, i): Known => {
    const ids = [0, 1, 2, 3, 4, 5].filter(() => chance(0.4));
    return {
      id: ((i * 7919) % 1009) - 500,
      hasImage: chance(0.9),
      labels: ids.map((id) => ({
        id,
        truth: chance(0.4),
        confidence: pick(CONFIDENCES),
        sd: pick(CONFIDENCES),
        map: chance(0.5),
        counterfactual: chance(0.3),
      })),
    };
  });
  const { job } = new FoldedJob(samples.flatMap(eventsOf));

  const filters = Array.from({ length: 150 }, (): SampleFilter => {
    const range = () => {
      const [min, max] = [pick([0, 0.1, 0.25, 0.3, 0.5]), pick([0.3, 0.5, 0.6, 1])];
      return { min, max };
    };
    return {
      labels: chance(0.4) ? [0, 1, 2, 3, 4, 5].filter(() => chance(0.4)) : undefined,
      types: chance(0.5) ? Math.floor(next() * 8) : undefined,
      confidence: chance(0.3) ? range() : undefined,
      uncertainty: chance(0.3) ? range() : undefined,
      hasMap: chance(0.2) ? true : undefined,
      hasCounterfactual: chance(0.2) ? true : undefined,
    };
  });

  test.each(SORTS)('gives the same samples as a naive search, by %o', (sort) => {
    const totals = [{}, ...filters].map((filter) => {
      const found = [...findSamples(job, filter, sort)].map((row) => job.samples.column.id[row]);
      expect(found, JSON.stringify(filter)).toEqual(naively(samples, filter, sort));
      return found.length;
    });
    expect(totals.filter((total) => total > 0 && total < job.sampleCount).length).toBeGreaterThan(75);
  });

  test.each([...SORTS, { by: 'margin', descending: true }, { by: 'margin', descending: false }] as SampleSort[])(
    'is in the order of the values that its samples are said to have, by %o',
    (sort) => {
      for (const filter of [{}, ...filters.slice(0, 40)]) {
        const found = [...findSamples(job, filter, sort)].map((row) => valueInOrder(job, row, filter, sort));
        const known = found.filter((value) => !Number.isNaN(value));
        expect(found.slice(0, known.length), JSON.stringify(filter)).toEqual(known);
        if (sort.by === 'id') expect(known).toEqual([]);
        else expect(known).toEqual([...known].sort((a, b) => (sort.descending ? b - a : a - b)));
      }
    },
  );

  test.each(SORTS)('tells where the samples without a value begin, by %o', (sort) => {
    const { labelCount } = job.samples.column;
    for (const filter of [{}, ...filters.slice(0, 40)]) {
      const { rows, valued } = atOnce(query.findSamples(job, filter, sort));
      const lacks = (row: number) => labelCount[row] > 0 && Number.isNaN(valueInOrder(job, row, filter, sort));
      const first = sort.by === 'id' ? -1 : rows.findIndex(lacks);
      expect(valued, JSON.stringify(filter)).toBe(first === -1 ? rows.length : first);
    }
  });
});
