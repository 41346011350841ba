import { describe, expect, test } from 'vitest';
import { composites } from '../../../components/evaluation/composite';
import { nextSort, ordersOf, tintOf } from '../../../components/evaluation/ordering';

const MATRIX = [
  [0.5, 0.25, null],
  [0.75, null, 0.5],
  [0.25, 0.75, 0.75],
];
const TOTALS = composites(MATRIX, [0.5, 0.25, 0.25]);

describe('ordersOf', () => {
  const orders = (rows: string | null, cols: string | null, desc = true, order = [0, 1, 2]) => {
    const sort = (by: string | null) => (by === null ? null : { by, desc });
    const { rowOrder, columnOrder } = ordersOf(MATRIX, 3, TOTALS, { rows: sort(rows), cols: sort(cols) }, order);
    return { rowOrder, columnOrder };
  };

  test('as recorded', () => {
    expect(orders(null, null)).toEqual({ rowOrder: [0, 1, 2], columnOrder: [0, 1, 2] });
  });

  test('explainers in the order of the other views, unless they are sorted', () => {
    expect(orders(null, null, true, [2, 0, 1]).columnOrder).toEqual([2, 0, 1]);
    expect(orders(null, '0', true, [2, 0, 1]).columnOrder).toEqual([1, 0, 2]);
  });

  test('metrics by an explainer: a missing score comes last in both directions', () => {
    expect(orders('0', null).rowOrder).toEqual([0, 1, 2]);
    expect(orders('0', null, false).rowOrder).toEqual([1, 0, 2]);
    expect(orders('1', null, false).rowOrder).toEqual([2, 0, 1]);
  });

  test('explainers by a metric, or by the composite', () => {
    expect(orders(null, '0').columnOrder).toEqual([1, 0, 2]);
    expect(orders(null, '1', false).columnOrder).toEqual([0, 2, 1]);
    expect(orders(null, 'composite').columnOrder).toEqual([1, 2, 0]);
  });

  test('as recorded, if the URL names an unknown column', () => {
    expect(orders('9', '9')).toEqual({ rowOrder: [0, 1, 2], columnOrder: [0, 1, 2] });
    expect(orders('label', 'label')).toEqual({ rowOrder: [0, 1, 2], columnOrder: [0, 1, 2] });
  });
});

test('a header cycles: descending, ascending, as recorded', () => {
  const first = nextSort(null, '1');
  const second = nextSort(first, '1');
  expect([first, second, nextSort(second, '1'), nextSort(second, '2')]).toEqual([
    { by: '1', desc: true },
    { by: '1', desc: false },
    null,
    { by: '2', desc: true },
  ]);
});

test('tintOf runs from the minimum to the maximum score of a metric, including negative ones', () => {
  const percent = (score: number | null, all: (number | null)[]) => /([\d.]+)%/.exec(tintOf(score, all) ?? '')?.[1];
  expect(percent(-1, [-1, 0, null, 1])).toBe('5.0');
  expect(percent(0, [-1, 0, null, 1])).toBe('22.5');
  expect(percent(1, [-1, 0, null, 1])).toBe('40.0');
  expect(percent(null, [-1, 0, null, 1])).toBeUndefined();
  expect(percent(0.5, [0.5, 0.5])).toBeUndefined();
});
