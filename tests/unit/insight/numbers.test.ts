import { expect, test } from 'vitest';
import { subtracted } from '../../../components/insight/numbers';

test('a negative number that is subtracted is in brackets', () => {
  expect(['0.19', '0.00', '−0.02', '–'].map(subtracted)).toEqual(['0.19', '0.00', '(−0.02)', '–']);
});
