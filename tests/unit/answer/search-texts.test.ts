import { expect, test } from 'vitest';
import { SearchTexts } from '../../../lib/answer/search-texts';
import { random } from '../../support/random';

const PIECES = ['a', 'b', 'run', 'runner', '1', '11', '/', '_', 'é', '日本', '𝛼', '\n', ''];

/** The same pieces in the same order in every run. */
function texts(count: number): string[] {
  const next = random(7);
  const piece = () => PIECES[Math.floor(next() * PIECES.length)];
  return Array.from({ length: count }, () => [piece(), piece(), piece(), piece()].join(''));
}

test.each([
  [['a']],
  [['run']],
  [['ru', 'n1']],
  [['1', '1', 'b']],
  [['é']],
  [['日本a']],
  [['no such']],
  [['a', 'no such']],
])('%j has the same matches as a search of each text', (words) => {
  const searched = texts(2_000);
  const { hits, total } = new SearchTexts(searched).holding(words);
  const expected = searched.map((text) => (words.every((word) => text.includes(word)) ? 1 : 0));
  expect([...hits]).toEqual(expected);
  expect(total).toBe(expected.filter(Boolean).length);
});

test('a word that spans two texts matches neither', () => {
  const { hits, total } = new SearchTexts(['alpha', 'beta', '', 'gamma']).holding(['ab']);
  expect([[...hits], total]).toEqual([[0, 0, 0, 0], 0]);
});

test('without texts there are no matches', () => {
  expect(new SearchTexts([]).holding(['a'])).toEqual({ hits: new Uint8Array(0), total: 0 });
  expect(new SearchTexts(['a', 'b']).holding([]).total).toBe(2);
});
