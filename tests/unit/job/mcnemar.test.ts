import { expect, test } from 'vitest';
import { mcnemar } from '../../../lib/job/mcnemar';

/* The sums of the binomial distribution as exact fractions, which scipy.stats.binomtest(fixed, fixed + broken).pvalue agrees with. */
test.each([
  [118, 0, 6.018531076210112e-36],
  [1, 0, 1],
  [5, 1, 0.21875],
  [31, 40, 0.3424709984198679],
  [40, 12, 0.0001275387838557407],
  [33, 33, 1],
  [64, 65, 1],
  [1000, 800, 2.6653428811933197e-6],
  [5000, 4800, 0.04440414879984629],
  [700, 3, 2.752087069792007e-204],
])('%i fixed and %i broken: p = %d', (fixed, broken, p) => {
  expect((mcnemar(fixed, broken) ?? 0) / p).toBeCloseTo(1, 9);
  expect(mcnemar(broken, fixed)).toBe(mcnemar(fixed, broken));
});

test('without a flip there is nothing to test', () => {
  expect(mcnemar(0, 0)).toBeNull();
});
