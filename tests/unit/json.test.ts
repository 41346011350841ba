import { expect, test } from 'vitest';
import { fromJson, listJson, toJson, withJson, withProperty } from '../../lib/json';
import { atOnce } from '../../lib/slices';

test('a property in JSON is appended to an object, also to an empty one', () => {
  expect(withProperty({ a: 1 }, 'b', toJson(['"']))).toBe('{"a":1,"b":["\\""]}');
  expect(fromJson(withProperty({}, 'b', toJson(null)))).toEqual({ b: null });
});

test('the properties of an object in JSON are appended to another one', () => {
  expect(withJson({ a: 1 }, toJson({ b: '}' }))).toBe('{"a":1,"b":"}"}');
  expect(withJson({}, toJson({ b: 1 }))).toBe('{"b":1}');
  expect(withJson({ a: 1 }, toJson({}))).toBe('{"a":1}');
});

test.each([0, 1, 999, 1_000, 1_001, 2_500])('a list of %i entries becomes JSON in steps of a thousand', (count) => {
  const list = Array.from({ length: count }, (_, id) => ({ id, name: `"${id}"` }));
  expect(atOnce(listJson(list))).toBe(toJson(list));
  expect([...listJson(list)]).toHaveLength(Math.ceil(count / 1_000));
});
