import { expect, test } from 'vitest';
import { composites } from '../../../components/evaluation/composite';
import { labelTableCsv, scoreTableCsv } from '../../../components/evaluation/tables';

test('the table of scores is downloaded as displayed, with all digits and empty cells for missing scores', () => {
  const matrix = [
    [0.123456, 0.25],
    [0.5, null],
  ];
  const weights = [0.5, 0.5];
  const totals = composites(matrix, weights);
  const table = { explainers: ['A', 'B'], metrics: ['M', 'N'], matrix, weights, totals };
  expect(scoreTableCsv({ ...table, rowOrder: [1, 0], columnOrder: [1, 0] })).toEqual([
    ['metric', 'weight', 'B', 'A'],
    ['N', 0.5, null, 0.25],
    ['M', 0.5, 0.5, 0.123456],
    ['composite', null, 0.5, 0.186728],
    ['rank', null, null, 1],
  ]);
});

test('the table per label too', () => {
  const rows = [{ id: 3, name: 'tabby, cat', samples: 2, scores: [0.125, null] }];
  const columns = ['A', 'B'].map((name, index) => ({ name, index }));
  expect(labelTableCsv(rows, columns)).toEqual([
    ['label id', 'label', 'samples', 'A', 'B'],
    [3, 'tabby, cat', 2, 0.125, null],
  ]);
});
