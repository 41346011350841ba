import { expect, test } from 'vitest';
import { rangeText } from '../../../components/map/attribution';

test('the ends of a range have the same number of decimals, as many as the larger one needs', () => {
  expect(rangeText([-1.3421, 1.418], true)).toEqual(['−1.34', '+1.42']);
  expect(rangeText([-6.03, 30.9], true)).toEqual(['−6.03', '+30.90']);
  expect(rangeText([-0.0471, 0.0684], true)).toEqual(['−0.047', '+0.068']);
  expect(rangeText([0.000538, 2.05], false)).toEqual(['0', '2.05']);
  expect(rangeText([0, 0.851], false)).toEqual(['0', '0.85']);
  expect(rangeText([12.5, 4120.4], false)).toEqual(['13', '4120']);
});

test('very large and very small ones have an exponent; 0 has no sign', () => {
  expect(rangeText([-2.5e-7, 1.234e-6], true)).toEqual(['−2.5e−7', '+0.00000123']);
  expect(rangeText([0, 1.5e21], true)).toEqual(['0', '+1.5e+21']);
  expect(rangeText([0, 0], true)).toEqual(['0', '0']);
});
