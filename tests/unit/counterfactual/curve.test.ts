import { describe, expect, test } from 'vitest';
import { curvePoints, nearestPoint } from '../../../components/counterfactual/curve';
import type { Step } from '../../../components/counterfactual/steps';

const step = (number: number, share: number | null, confidence: number | null): Step => ({
  number,
  share,
  confidence,
  boxes: [],
});

describe('the curve of a counterfactual', () => {
  test('runs from the whole picture on the left to a small part of it on the right', () => {
    expect(curvePoints([step(0, 1, 1), step(1, 0.25, 0.75), step(2, 0, 0)])).toEqual([
      { step: 0, x: 0, y: 0 },
      { step: 1, x: 0.75, y: 0.25 },
      { step: 2, x: 1, y: 1 },
    ]);
  });

  test('omits unknown values', () => {
    const points = curvePoints([step(0, 1, null), step(1, null, 0.5), step(2, 0.5, 0.5)]);
    expect(points).toEqual([{ step: 2, x: 0.5, y: 0.5 }]);
  });

  test('stays inside the plot for any recorded probability', () => {
    expect(curvePoints([step(0, 1, 1.5), step(1, 1, -2)]).map(({ y }) => y)).toEqual([0, 1]);
  });
});

describe('a click on the curve', () => {
  const POINTS = [
    { step: 0, x: 0, y: 0 },
    { step: 1, x: 0.75, y: 0.25 },
    { step: 2, x: 0.9, y: 0.9 },
  ];

  test.each([
    [{ x: 0.1, y: 0.5 }, 0],
    [{ x: 0.7, y: 0.1 }, 1],
    [{ x: 0.8, y: 0.9 }, 2],
  ])('at %o means step %i', (place, number) => {
    expect(nearestPoint(POINTS, place, 2)?.step).toBe(number);
  });

  test('measures distances on the screen, where the plot is wider than high', () => {
    const points = [
      { step: 0, x: 0.2, y: 0.5 },
      { step: 1, x: 0.5, y: 0.1 },
    ];
    expect(nearestPoint(points, { x: 0.5, y: 0.5 }, 1)?.step).toBe(0);
    expect(nearestPoint(points, { x: 0.5, y: 0.5 }, 2)?.step).toBe(1);
  });

  test('without a point has no effect', () => {
    expect(nearestPoint([], { x: 0, y: 0 }, 1)).toBeNull();
  });
});
