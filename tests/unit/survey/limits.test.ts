import { expect, test } from 'vitest';
import { checkCompared, checkContrasts, checkMaps } from '../../../lib/survey/limits';

test('what large runs ask is counted', () => {
  checkMaps(10, 250_000);
  checkCompared(10, 250_000);
  checkContrasts(Int32Array.from({ length: 250_000 }, (_, k) => Math.floor(k / 5)));
});

test('more is refused, with the numbers', () => {
  expect(() => checkMaps(200, 250_000)).toThrow(
    'The answer takes 50,000,000 maps, those of 200 explainers; up to 20,000,000 are counted.',
  );
  expect(() => checkCompared(200, 2_000)).toThrow('39,800,000 comparisons of the maps of 200 explainers');
  const samples = 11;
  const ids = Int32Array.from({ length: samples * 1_000 }, (_, k) => Math.floor(k / 1_000));
  expect(() => checkContrasts(ids)).toThrow(`${((samples * 1_000 * 999) / 2).toLocaleString('en-US')} comparisons`);
});
