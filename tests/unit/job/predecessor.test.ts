import { describe, expect, test } from 'vitest';
import { TYPE_BIT } from '../../../lib/job/prediction';
import type { SampleFilter, SampleSort } from '../../../lib/job/query';
import { findAsPredecessor } from '../../support/at-once';
import type { EventInput } from '../../support/event-writer';
import { fold } from '../../support/fold';

const CAT = 0;
const DOG = 1;
const ASCENDING: SampleSort = { by: 'confidence', descending: false };
const DESCENDING: SampleSort = { by: 'confidence', descending: true };

/** The events of a sample: ground truth and what else was listed, as label and probability. */
function sample(sampleId: number, truth: [number, number][], listed: [number, number][] = []): EventInput[] {
  const labels = (pairs: [number, number][]) => pairs.map(([label]) => label);
  const probabilities = (pairs: [number, number][]) => pairs.map(([, probability]) => probability);
  const inference = {
    truthProb: probabilities(truth),
    predictedLabel: labels(listed),
    predictedProb: probabilities(listed),
  };
  return [
    { sampleId, imagePath: `${sampleId}.jpg` },
    { sampleId, truth: labels(truth), inference },
  ];
}

function find(events: EventInput[][], filter: SampleFilter = {}, sort: SampleSort = { by: 'id', descending: true }) {
  const { job } = fold({ metadata: { labels: ['cat', 'dog'] } }, ...events.flat());
  return [...findAsPredecessor(job, filter, sort)].map((row) => job.samples.column.id[row]);
}

describe('like the predecessor', () => {
  test('a label and a type may each match another label', () => {
    const both = sample(1, [
      [CAT, 0.75],
      [DOG, 0.25],
    ]);
    expect(find([both], { labels: [CAT], types: TYPE_BIT.FN })).toEqual([1]);
    expect(find([both], { labels: [CAT], types: TYPE_BIT.FP })).toEqual([]);
  });

  test('a listed label below the threshold is FN, unless there is no ground truth', () => {
    const listed = sample(1, [[CAT, 0.75]], [[DOG, 0.25]]);
    const untold = sample(2, [], [[DOG, 0.25]]);
    expect(find([listed, untold], { types: TYPE_BIT.FN })).toEqual([1]);
  });

  test('samples are in file order, with sample 0 first, in both directions', () => {
    const events = [7, 3, 0, 5].map((id) => sample(id, [[CAT, 0.75]]));
    expect(find(events)).toEqual([0, 7, 3, 5]);
    expect(find(events, {}, ASCENDING)).toEqual([0, 7, 3, 5]);
    expect(find(events, {}, DESCENDING)).toEqual([0, 7, 3, 5]);
  });

  test('ascending sorts by the minimum of the requested labels, descending by the maximum; missing values are last', () => {
    const events = [
      sample(1, [[CAT, 0.25]], [[DOG, 0.875]]),
      sample(2, [[CAT, 0.5]], [[DOG, 0.75]]),
      sample(3, []),
      sample(4, [[CAT, 0.375]]),
    ];
    expect(find(events, {}, ASCENDING)).toEqual([1, 4, 2, 3]);
    expect(find(events, {}, DESCENDING)).toEqual([1, 2, 4, 3]);
    expect(find(events, { labels: [CAT] }, DESCENDING)).toEqual([2, 4, 1]);
    expect(find(events, { labels: [CAT], types: TYPE_BIT.FP }, DESCENDING)).toEqual([2, 1]);
  });

  test('only labels with a probability count', () => {
    const mapped: EventInput = { sampleId: 1, explanations: [{ explainer: 'A', label: DOG, path: 'a' }] };
    const layered: EventInput = { sampleId: 2, hocs: [{ label: CAT, layers: [{ probability: 1, boxes: [] }] }] };
    const events = [
      [...sample(1, [[CAT, 0.75]]), mapped],
      [...sample(2, [[CAT, 0.75]]), layered],
      sample(3, [[DOG, Number.NaN]]),
    ];
    expect(find(events, { labels: [DOG] })).toEqual([]);
    expect(find(events, { hasCounterfactual: true })).toEqual([2]);
    expect(find(events, { types: TYPE_BIT.TP })).toEqual([1, 2]);
  });
});
