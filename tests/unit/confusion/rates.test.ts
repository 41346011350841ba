import { expect, test } from 'vitest';
import { labelRates, labelsOfPairs } from '../../../components/confusion/rates';
import { labelRatesCsv, pairsCsv } from '../../../components/confusion/tables';

const count = (id: number, TP: number, FN: number, FP: number) => ({
  id,
  name: `label ${id}`,
  samples: TP + FN + FP,
  maps: 0,
  counterfactuals: 0,
  TP,
  FN,
  FP,
});

test('precision and recall are null if the denominator is 0', () => {
  const rates = labelRates([count(0, 3, 1, 2), count(1, 0, 2, 0), count(2, 0, 0, 2), count(3, 0, 0, 0)]);
  expect(rates.map(({ id, truth, precision, recall }) => [id, truth, precision, recall])).toEqual([
    [0, 4, 0.6, 0.75],
    [1, 2, null, 0],
    [2, 0, 0, null],
  ]);
  expect(labelRatesCsv(rates)[2]).toEqual([1, 'label 1', 0, 2, 0, null, 0]);
});

const PAIRS = [
  { truth: 7, predicted: 7, samples: 3 },
  { truth: 2, predicted: null, samples: 1 },
  { truth: 2, predicted: 5, samples: 1 },
];

test('the labels of a matrix are those of the pairs, by id', () => {
  expect(labelsOfPairs(PAIRS)).toEqual([2, 5, 7]);
});

test('null becomes an empty cell of the download', () => {
  expect(pairsCsv(PAIRS, (label) => `label ${label}`)[2]).toEqual([2, 'label 2', null, null, 1]);
});
