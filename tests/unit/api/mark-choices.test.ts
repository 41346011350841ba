import { describe, expect, test } from 'vitest';
import { markNameOf } from '../../../lib/api/mark-choices';
import { addViewBody, parseBody } from '../../../lib/api/mark-requests';

const INVISIBLE = [
  '',
  ' ',
  '\u200b',
  '\u3164',
  '\uffa0\u2800',
  '\u00ad \u2060\ufeff',
  '\u202e\u2066',
  '\u{e0041}',
  '\u2028',
];

describe('the name of a mark', () => {
  test('has one space between words, and composed characters', () => {
    expect(markNameOf('  caf\u0065\u0301   noir ')).toBe('caf\u00e9 noir');
  });

  test.each(INVISIBLE)('is not %j, of which nothing is seen', (name) => {
    expect(markNameOf(name)).toBe(null);
  });

  test.each([
    'a',
    '?',
    '\u72d7',
    '\u{1f469}\u200d\u{1f52c}',
    '\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    '\u2764\ufe0f',
  ])('may be %s', (name) => {
    expect(markNameOf(name)).toBe(name);
  });

  test.each(['a,b', 'a\u0000', 'x'.repeat(41)])('is not %j', (name) => {
    expect(markNameOf(name)).toBe(null);
  });
});

test.each(INVISIBLE)('the name of a view is not %j', (name) => {
  expect(() => parseBody(addViewBody, { name, address: '/' })).toThrow('name is');
  expect(parseBody(addViewBody, { name: ` ${name}a `, address: '/' }).name).toContain('a');
});
