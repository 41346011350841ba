import { describe, expect, test } from 'vitest';
import { axisPoint, outline, scorePoints } from '../../../components/evaluation/radar-shape';

test('the first axis points upwards, the others follow clockwise', () => {
  const [up, right, down, left] = [0, 1, 2, 3].map((index) => axisPoint(index, 4, 10));
  expect(up.y).toBeCloseTo(-10);
  expect(right.x).toBeCloseTo(10);
  expect(down.y).toBeCloseTo(10);
  expect(left.x).toBeCloseTo(-10);
});

test('the distance of a score from the centre is proportional to the score', () => {
  const [least, greatest, middle] = scorePoints([-1, 3, 1], { min: -1, max: 3 }, 8);
  expect(Math.hypot(least?.x ?? 9, least?.y ?? 9)).toBeCloseTo(0);
  expect(Math.hypot(greatest?.x ?? 0, greatest?.y ?? 0)).toBeCloseTo(8);
  expect(Math.hypot(middle?.x ?? 0, middle?.y ?? 0)).toBeCloseTo(4);
});

describe('the outline', () => {
  const [a, b, c, d] = [
    { x: 0, y: -1 },
    { x: 1, y: 0 },
    { x: 0, y: 1 },
    { x: -1, y: 0 },
  ];

  test('is closed if every metric was scored', () => {
    expect(outline([a, b, c])).toBe('M0.00 -1.00L1.00 0.00L0.00 1.00Z');
  });

  test('never goes through a missing score', () => {
    expect(outline([a, b, null, d])).toBe('M0.00 -1.00L1.00 0.00M-1.00 0.00L0.00 -1.00');
    expect(outline([a, null, c, null])).toBe('');
  });
});
