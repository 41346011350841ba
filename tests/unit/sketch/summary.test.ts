import { expect, test } from 'vitest';
import { summaryOf, ticksOf } from '../../../lib/sketch/summary';
import { random } from '../../support/random';

test('the median is that of the sorted values, with ties and values that are not defined', () => {
  const next = random(2);
  for (let n = 1; n <= 60; n++) {
    for (const levels of [1, 3, 1000]) {
      const values = Float64Array.from({ length: n }, () => Math.floor(levels * next()));
      const sorted = values.slice().sort();
      const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
      expect(summaryOf(Float64Array.of(Number.NaN, ...values, Number.NaN))).toMatchObject({ n, median });
    }
  }
  expect(summaryOf(new Float64Array(0))).toEqual({ n: 0, mean: Number.NaN, median: Number.NaN });
});

test('ticks are evenly spread over all values, also over very many', () => {
  expect(ticksOf(Float64Array.of(3, Number.NaN, 1, 2))).toEqual([1, 2, 3]);
  const many = ticksOf(Float32Array.from({ length: 100_000 }, (_, k) => k / 100_000));
  expect(many).toHaveLength(60);
  expect(many[0]).toBeCloseTo(0, 3);
  expect(many[30]).toBeCloseTo(30 / 59, 3);
});
