import { describe, expect, test } from 'vitest';
import { orderedExplainers, placed } from '../../../lib/api/explainer-order';

const FIVE = ['a', 'b', 'c', 'd', 'e'];
const AS_RECORDED = { columns: [], pin: [] };

describe('the order of explainers', () => {
  test.each([
    { columns: [], pin: [], order: [0, 1, 2, 3, 4] },
    { columns: [3], pin: [], order: [3, 0, 1, 2, 4] },
    { columns: [2, 1], pin: [4], order: [4, 2, 1, 0, 3] },
    { columns: [1, 1, 77, -1], pin: [1], order: [1, 0, 2, 3, 4] },
  ])('is $order for columns=$columns and pin=$pin', ({ columns, pin, order }) => {
    expect(orderedExplainers(FIVE, { columns, pin })).toEqual(order);
  });

  test('lists only the explainers that are needed when one is moved', () => {
    expect(placed(FIVE, AS_RECORDED, 3, { before: 0, isPinned: false })).toEqual({ columns: [3], pin: [] });
    expect(placed(FIVE, AS_RECORDED, 0, { before: null, isPinned: false })).toEqual({ columns: [1, 2, 3, 4], pin: [] });
    expect(placed(FIVE, { columns: [3], pin: [] }, 3, { before: 4, isPinned: false })).toEqual(AS_RECORDED);
  });

  test('keeps the order of the others, wherever one is moved', () => {
    const start = { columns: [3, 1], pin: [4] };
    const before = orderedExplainers(FIVE, start);
    for (const explainer of before) {
      for (const isPinned of [false, true]) {
        for (const target of [...before.filter((other) => other !== explainer), null]) {
          const after = placed(FIVE, start, explainer, { before: target, isPinned });
          const order = orderedExplainers(FIVE, after);
          expect(after.pin.includes(explainer)).toBe(isPinned);
          expect(order.filter((other) => other !== explainer)).toEqual(before.filter((other) => other !== explainer));
        }
      }
    }
  });

  test('pins after the other pinned ones, and unpins to the front of the rest', () => {
    const pinned = placed(FIVE, { columns: [], pin: [4] }, 2, { before: null, isPinned: true });
    expect(pinned).toEqual({ columns: [], pin: [4, 2] });
    expect(placed(FIVE, pinned, 4, { before: 0, isPinned: false })).toEqual({ columns: [4], pin: [2] });
  });
});
