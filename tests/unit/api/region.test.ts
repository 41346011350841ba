import { expect, test } from 'vitest';
import { formatRegion, parseRegion } from '../../../lib/api/region';

test('a region is written with its explainer and read again', () => {
  const region = { explainer: 2, x0: 0, y0: 4, x1: 8, y1: 16 };
  expect(formatRegion(region)).toBe('2~0~4~8~16');
  expect(parseRegion('2~0~4~8~16')).toEqual(region);
});

test.each([
  '',
  '2~0~4~8',
  '2~0~4~8~16~1',
  '2~4~4~4~16',
  '2~0~8~8~4',
  '2~0~4~8~17',
  '-1~0~4~8~16',
  '2~0~4~8.5~16',
  '2~~4~8~16',
])('"%s" is no region', (text) => {
  expect(parseRegion(text)).toBeNull();
});
