import { expect, test } from 'vitest';
import { Float, pythonText, queryString, toJson } from '../../../lib/compat/python';

// The expected values are the output of Python 3.11.

test.each([
  [1, '1.0'],
  [0, '0.0'],
  [-2, '-2.0'],
  [0.5799288749694824, '0.5799288749694824'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [0.000001, '1e-06'],
  [0.000123, '0.000123'],
  [1.5e-7, '1.5e-07'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.25e22, '1.25e+22'],
  [12345.677734, '12345.677734'],
  [Number.NaN, 'null'],
  [Number.POSITIVE_INFINITY, 'null'],
])('the float %d is %s', (value, text) => {
  expect(toJson(new Float(value))).toBe(text);
});

test('JSON has no spaces, keys in insertion order and only ASCII', () => {
  const value = { b: [1, true, null, 'é\u007f'], a: { 红: 'tab\t "quoted"', '😀': [] }, c: {} };
  expect(toJson(value)).toBe(
    '{"b":[1,true,null,"\\u00e9\\u007f"],"a":{"\\u7ea2":"tab\\t \\"quoted\\"","\\ud83d\\ude00":[]},"c":{}}',
  );
});

test.each([
  ['plain', 'plain'],
  [null, 'None'],
  [true, 'True'],
  [5, '5'],
  [1.5, '1.5'],
  [['a', "it's", 'say "no"', '\'"', 'new\nline\\'], `['a', "it's", 'say "no"', '\\'"', 'new\\nline\\\\']`],
  [{ a: [false, {}], b: null }, "{'a': [False, {}], 'b': None}"],
])('in a sentence, %j is %s', (value, text) => {
  expect(pythonText(value)).toBe(text);
});

test('query strings are escaped as by urlencode', () => {
  expect(queryString({ train_id: './été 1', path: "a/b~c_d-e.f*!'()&=+.jpg" })).toBe(
    'train_id=.%2F%C3%A9t%C3%A9+1&path=a%2Fb~c_d-e.f%2A%21%27%28%29%26%3D%2B.jpg',
  );
});
