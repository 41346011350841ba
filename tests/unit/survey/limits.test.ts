import { expect, test } from 'vitest';
import { checkCompared, checkMaps, checkNames, checkNamesOfPairs, countContrasts } from '../../../lib/survey/limits';

test('what large runs ask is counted', () => {
  checkMaps(10, 250_000);
  checkCompared(10, 250_000);
  const ids = Int32Array.from({ length: 250_000 }, (_, k) => Math.floor(k / 5));
  expect(countContrasts(10, ids)).toBe(10 * 50_000 * 10);
});

test('more is refused, with the numbers', () => {
  expect(() => checkMaps(200, 250_000)).toThrow(
    'The answer takes 50,000,000 maps, those of 200 explainers; up to 20,000,000 are counted.',
  );
  expect(() => checkCompared(200, 2_000)).toThrow('39,800,000 comparisons of the maps of 200 explainers');
  const ids = new Int32Array(1_000); // a sample with a thousand labels
  expect(() => countContrasts(100, ids)).toThrow(
    '49,950,000 comparisons of the maps of two labels of a sample, those of 100 explainers',
  );
});

const explainersNamed = (of: (k: number) => string) => Array.from({ length: 200 }, (_, k) => of(k));

test('names of usual length are repeated for each two of two hundred explainers', () => {
  checkNamesOfPairs(explainersNamed((k) => `An explainer with a long name, layer4.2.conv3, ${k}`));
  checkNamesOfPairs([]);
  checkNamesOfPairs(['\u0001'.repeat(512)]);
});

test('longer ones are refused, as long as they are in JSON', () => {
  expect(() => checkNamesOfPairs(explainersNamed((k) => `${k}`.padEnd(512, '\u0001')))).toThrow(
    'In the answer, the names of 200 explainers in pairs would take 117 MB; up to 8 MB are sent.',
  );
  expect(() => checkNamesOfPairs(explainersNamed((k) => `${k}`.padStart(512, '解')))).toThrow('up to 8 MB');
  const metrics = Array.from({ length: 10_000 }, () => '\u0001'.repeat(512));
  expect(() => checkNames(metrics, 1, 'the names')).toThrow('In the answer, the names would take 30 MB');
});
