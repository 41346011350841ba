import { expect, test } from 'vitest';
import { principalPlane } from '../../../lib/sketch/principal-components';

test('the plane of points follows their widest directions, with the share of each', () => {
  const points = Float64Array.from([6, 0, 0, -6, 0, 0, 0, 2, 0, 0, -2, 0]);
  const { x, y, variance } = principalPlane(points, 3);
  expect([...x].map(Math.abs)).toEqual([6, 6, 0, 0].map((value) => expect.closeTo(value, 9)));
  expect([...y].map(Math.abs)).toEqual([0, 0, 2, 2].map((value) => expect.closeTo(value, 9)));
  expect(variance).toEqual([expect.closeTo(0.9, 9), expect.closeTo(0.1, 9)]);
});

test('no points, as while nothing is surveyed, have no plane', () => {
  expect(principalPlane(new Float64Array(0), 256)).toEqual({
    x: new Float64Array(0),
    y: new Float64Array(0),
    variance: [Number.NaN, Number.NaN],
  });
});
