import { expect, test } from 'vitest';
import { fromJson, toJson, withProperty } from '../../lib/json';

test('a property in JSON is appended to an object, also to an empty one', () => {
  expect(withProperty({ a: 1 }, 'b', toJson(['"']))).toBe('{"a":1,"b":["\\""]}');
  expect(fromJson(withProperty({}, 'b', toJson(null)))).toEqual({ b: null });
});
