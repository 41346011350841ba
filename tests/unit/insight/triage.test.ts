import { describe, expect, test } from 'vitest';
import { isStacked, tablesIn } from '../../../components/insight/classes/tables-in';
import { placeIn } from '../../../components/insight/explainers/histogram';
import { triageCsv } from '../../../components/insight/triage/tables';
import { edgesAround, valuesAt } from '../../../components/saliency/brush-edges';
import { filterParts, NO_FILTER, otherParts } from '../../../components/saliency/filter-parts';
import { insightParams, serializeInsightParams, sharedState } from '../../../lib/api/insight-params';
import {
  type FilterState,
  filterParams,
  loadSaliencyParams,
  serializeSaliencyParams,
} from '../../../lib/api/search-params';
import { presetState } from '../../../lib/api/triage-links';

const stateOf = (query: string) => loadSaliencyParams(new URLSearchParams(query));
const filterOf = (query: string): FilterState => sharedState(stateOf(query));
const addressOf = (query: string, adds: Parameters<typeof presetState>[1]['adds']) =>
  serializeSaliencyParams('', presetState(filterOf(query), { adds })).replace('?', '');

describe('the address of a preset', () => {
  test('has its filter and its order', () => {
    const adds = { type: ['FN', 'FP'] as ('FN' | 'FP')[], minMargin: 0.5, sort: 'margin', order: 'desc' } as const;
    expect(addressOf('', adds)).toBe('types=FN,FP&sort=margin&margin=0.5~1');
    expect(addressOf('', { maxAgreement: 0.361, sort: 'agreement', order: 'asc' })).toBe(
      'sort=agreement&order=asc&agreement=-1~0.361',
    );
  });

  test('keeps the filter of the view, and has only what both match', () => {
    const adds = { type: ['FN', 'FP'] as ('FN' | 'FP')[], minMargin: 0.5, sort: 'margin', order: 'desc' } as const;
    expect(addressOf('labels=4&types=TP,FP&margin=0~0.75&samples=1,2', adds)).toBe(
      'labels=4&types=FP&sort=margin&samples=1,2&margin=0.5~0.75',
    );
    expect(addressOf('interval=crosses', { interval: ['outside'], sort: 'confidence', order: 'desc' })).toBe(
      'interval=crosses,outside',
    );
    expect(addressOf('evidence=0.5~3&mapsOf=A&measure=iou', { maxEvidence: 1, sort: 'evidence', order: 'asc' })).toBe(
      'sort=evidence&order=asc&measure=iou&evidence=0.5~1&mapsOf=A',
    );
  });
});

describe('the filter', () => {
  const whole =
    'labels=1&types=FN&confidence=0.1~0.5&uncertainty=0~0.1&truth=1&predicted=2&samples=3&region=0~0~0~4~4&margin=0.5~1' +
    '&interval=crosses&agreement=-1~0.2&evidence=0~1&border=0.4~1&spread=0~0.1&mapsOf=A&measure=iou&marks=a&notes=true';

  test('travels from the saliency view to the insight views and back, whole', () => {
    const there = serializeInsightParams('', stateOf(whole)).replace('?', '');
    expect(new URLSearchParams([...new URLSearchParams(there)].sort())).toEqual(
      new URLSearchParams([...new URLSearchParams(whole)].sort()),
    );
    for (const name of Object.keys(filterParams)) expect(insightParams).toHaveProperty(name);
  });

  test('knows which of its parts are set, and can be cleared', () => {
    expect(filterParts(filterOf(''))).toEqual([]);
    expect(filterParts(filterOf('mapsOf=A&measure=iou'))).toEqual([]);
    expect(filterParts(filterOf(whole))).toHaveLength(16);
    expect(Object.keys(NO_FILTER)).toHaveLength(16);
    expect(otherParts(filterOf('labels=1&types=FN&confidence=0~1&border=0~1&mapsOf=A'))).toEqual(['border', 'mapsOf']);
  });
});

describe('a brush of numbers', () => {
  const distribution = { n: 9, matching: 9, least: -0.2, greatest: 40, edges: [0, 0.5, 1, 2], bins: [3, 3, 3] };

  test('has its thumbs at the edges around the range', () => {
    expect(edgesAround(distribution.edges, [0.5, 1])).toEqual([1, 2]);
    expect(edgesAround(distribution.edges, [0.6, 1.2])).toEqual([1, 3]);
    expect(edgesAround(distribution.edges, [-0.2, 40])).toEqual([0, 3]);
  });

  test('includes what lies beyond its ends', () => {
    expect(valuesAt(distribution, [0, 1])).toEqual([-0.2, 0.5]);
    expect(valuesAt(distribution, [2, 3])).toEqual([1, 40]);
    expect(valuesAt({ ...distribution, least: null, greatest: null }, [0, 3])).toEqual([0, 2]);
    expect(valuesAt(null, [0, 1])).toBeNull();
  });
});

test('a value lies in its bin of a histogram, bins being equally wide', () => {
  const edges = [0, 1, 2, 4];
  expect([0, 0.5, 1, 3, 4, -1, 9].map((value) => placeIn(edges, value))).toEqual(
    [0, 0.5, 1, 2.5, 3, 0, 3].map((place) => expect.closeTo(place / 3, 9)),
  );
});

test('tables of classes stand side by side where all of their columns fit, with two labels each', () => {
  expect(tablesIn(1440, 4, 10)).toBe(1);
  expect(tablesIn(2560, 4, 10)).toBe(2);
  expect(tablesIn(2560, 1, 10)).toBe(3);
  expect(tablesIn(2560, 1, 4)).toBe(2);
  expect(tablesIn(2560, 1, 1)).toBe(1);
  expect(tablesIn(0, 3, 10)).toBe(1);
});

test('the table of the presets leaves numbers empty where something is missing', () => {
  const none = { n: 0, of: 0 };
  const preset = {
    ...{ preset: 'crosses' as const, lacks: null, pairs: 2, samples: 1, of: 5, most: null },
    ...{ wrong: { n: 1, of: 2 }, wrongOthers: { n: 1, of: 3 }, right: none, untyped: 4 },
    adds: { sort: 'margin' as const, order: 'asc' as const },
    first: [
      { sample: 7, label: 0, name: 'a', type: null, confidence: 0.5, low: 0, high: 1, value: 0, explainer: null },
    ],
  };
  const presets = [preset, { ...preset, lacks: 'intervals' as const, first: [] }];
  const [head, whole, empty] = triageCsv({ threshold: 0.5, presets, atThreshold: null });
  expect(whole).toHaveLength(head.length);
  expect(whole).toEqual(['crosses', 0.5, null, 2, 5, 1, null, 1, 2, 1, 3, 0, 0, 4, '7']);
  expect(empty.slice(0, 4)).toEqual(['crosses', 0.5, 'intervals', null]);
  const atThreshold = { value: 0.1, recorded: 0.5, lowerBound: true, openSamples: 3 };
  const bound = triageCsv({ threshold: 0.1, presets: [preset, { ...preset, preset: 'sure' }], atThreshold });
  expect(bound.map((row) => row.at(-1))).toEqual(['bound', 'exact', 'at least']);
});

test('numbers stand below the mean maps where so many explainers have no room for them beside', () => {
  expect(isStacked(1440, 6)).toBe(false);
  expect(isStacked(1440, 7)).toBe(true);
  expect(isStacked(2560, 12)).toBe(false);
  expect(isStacked(390, 12)).toBe(false);
});
