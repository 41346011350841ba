import { expect, test } from 'vitest';
import { AnswerCache } from '../../../components/kit/answer-cache';

const keysOf = (cache: AnswerCache) => [...cache.keys()].sort();

test('of the answers that are not displayed, the most recent are kept', () => {
  const cache = new AnswerCache(2);
  for (const key of ['a', 'b', 'c']) cache.set(key, { data: key });
  expect(keysOf(cache)).toEqual(['b', 'c']);
});

test('a displayed answer is kept, with any number of users, and counts as recent afterwards', () => {
  const cache = new AnswerCache(2);
  const ends = [cache.show('a'), cache.show('a')];
  for (const key of ['a', 'b', 'c', 'd']) cache.set(key, { data: key });
  expect(keysOf(cache)).toEqual(['a', 'c', 'd']);
  ends[0]();
  cache.set('e', { data: 'e' });
  expect(keysOf(cache)).toEqual(['a', 'd', 'e']);
  ends[1]();
  expect(keysOf(cache)).toEqual(['a', 'e']);
  cache.set('f', { data: 'f' });
  cache.set('g', { data: 'g' });
  expect(keysOf(cache)).toEqual(['f', 'g']);
});

test('a deleted answer is no longer found', () => {
  const cache = new AnswerCache(2);
  cache.set('a', { data: 1 });
  cache.delete('a');
  expect(keysOf(cache)).toEqual([]);
});
