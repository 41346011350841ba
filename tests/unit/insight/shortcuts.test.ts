import { describe, expect, test } from 'vitest';
import { classesCsv } from '../../../components/insight/classes/tables';
import { letterOf, selectionOf, wantedLabel } from '../../../components/insight/shortcuts/selection';
import { groupsCsv } from '../../../components/insight/shortcuts/tables';

const GROUPS = [{ samples: [1, 5, 9] }, { samples: [2, 3, 4] }];

describe('what is selected', () => {
  test('is the group of the address, or the first one if there is no such group', () => {
    expect(selectionOf(GROUPS, { group: 1, samples: null })).toEqual({ group: 1, ids: [2, 3, 4] });
    expect(selectionOf(GROUPS, { group: 7, samples: null })).toEqual({ group: 0, ids: [1, 5, 9] });
    expect(selectionOf(GROUPS, { group: -1, samples: [] })).toEqual({ group: 0, ids: [1, 5, 9] });
  });

  test('is the lasso before any group, also where there are no groups', () => {
    expect(selectionOf(GROUPS, { group: 1, samples: [5] })).toEqual({ group: null, ids: [5] });
    expect(selectionOf([], { group: 0, samples: [5] })).toEqual({ group: null, ids: [5] });
    expect(selectionOf([], { group: 0, samples: null })).toBeNull();
  });
});

describe('the label of the groups', () => {
  test('is that of the address, unless the filter excludes it', () => {
    expect(wantedLabel({ label: 3, labels: [] })).toBe(3);
    expect(wantedLabel({ label: 3, labels: [2, 3] })).toBe(3);
    expect(wantedLabel({ label: 3, labels: [2, 4] })).toBe(2);
    expect(wantedLabel({ label: null, labels: [4] })).toBe(4);
    expect(wantedLabel({ label: null, labels: [] })).toBeNull();
  });
});

test('groups have letters', () => {
  expect([0, 1, 23].map(letterOf)).toEqual(['A', 'B', 'X']);
});

describe('tables as CSV', () => {
  test('a row for each group, with the ids of its samples', () => {
    const answer = {
      ...{ explainer: 'GradCAM', name: 'cat', n: 20, border: 0.2 },
      groups: [
        {
          ...{ size: 3, separation: 0.61234, border: null, rank: 0.5 },
          ...{ samples: [1, 5, 9], types: { TP: 2, FN: 1, FP: 0 }, cells: null },
        },
      ],
    };
    expect(groupsCsv(answer)).toEqual([
      [
        ...['explainer', 'label', 'group', 'size', 'of', 'separation', 'border', 'border of class', 'rank'],
        ...['TP', 'FN', 'FP', 'samples'],
      ],
      ['GradCAM', 'cat', 'A', 3, 20, 0.61234, null, 0.2, 0.5, 2, 1, 0, '1 5 9'],
    ]);
  });

  test('a row for each mean map', () => {
    const map = { n: 4, border: 0.25, spread: 0.5, homogeneity: 0.75, cells: null };
    const none = { n: 0, border: null, spread: null, homogeneity: null, cells: null };
    const labels = [{ id: 3, name: 'cat', maps: [map, none] }];
    expect(classesCsv({ explainers: ['GradCAM', 'RISE'], labels })).toEqual([
      ['label id', 'label', 'explainer', 'maps', 'border', 'homogeneity', 'spread'],
      [3, 'cat', 'GradCAM', 4, 0.25, 0.75, 0.5],
      [3, 'cat', 'RISE', 0, null, null, null],
    ]);
  });
});
