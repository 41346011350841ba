import { createFormatter } from 'use-intl/core';
import { expect, test } from 'vitest';
import { fixed } from '../../../lib/i18n/fixed';

const format = createFormatter({ locale: 'en', timeZone: 'UTC' });

test.for([
  [-0.004, '0.00', '0.00'],
  [-0, '0.00', '0.00'],
  [-0.005, '−0.01', '−0.01'],
  [0.016, '0.02', '+0.02'],
  [null, '–', '–'],
] as const)('%f has no sign where it is rounded to zero', ([value, plain, signed]) => {
  expect(fixed(format, 2)(value)).toBe(plain);
  expect(fixed(format, 2, true)(value)).toBe(signed);
});
