import { expect, test } from 'vitest';
import { RecentMap } from '../../../components/kit/recent-map';

test('the least recently used entries are dropped, as few as possible', () => {
  const dropped: string[] = [];
  const map = new RecentMap<string, number>(10, (key) => dropped.push(key));
  map.set('a', 1, 4);
  map.set('b', 2, 4);
  map.get('a');
  map.set('c', 3, 4);
  expect(dropped).toEqual(['b']);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

test('an entry larger than the limit is kept until another is added', () => {
  const map = new RecentMap<string, number>(10);
  map.set('giant', 1, 20);
  expect(map.get('giant')).toBe(1);
  map.set('a', 2, 1);
  expect([map.get('giant'), map.get('a')]).toEqual([undefined, 2]);
});

test('a replaced or deleted entry no longer counts', () => {
  const map = new RecentMap<string, number>(10);
  map.set('a', 1, 6);
  map.set('a', 2, 3);
  map.set('b', 3, 7);
  expect([map.get('a'), map.get('b')]).toEqual([2, 3]);
  map.delete('b');
  map.set('c', 4, 7);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([2, undefined, 4]);
});
