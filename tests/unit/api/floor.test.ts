import { expect, test } from 'vitest';
import { floorIn, floorText, parseFloor, raised } from '../../../lib/api/floor';

const FLOOR = { key: 'nightly~run!201', generation: '0a1b2c3d', bytes: 4_294_967_296 };

test('a floor survives the cookie', () => {
  expect(parseFloor(floorText(FLOOR))).toEqual(FLOOR);
  expect(floorIn(`a=b; salient-floor=${floorText(FLOOR)}; c=d`)).toBe(floorText(FLOOR));
  expect(floorIn('not-salient-floor=x')).toBeUndefined();
  expect(floorIn(null)).toBeUndefined();
});

test.each([
  undefined,
  '',
  'run',
  'run:0a1b2c3d',
  'run:0a1b2c3d:-1',
  'run:0a1b2c3d:1e9',
  'run:XYZ:1',
  'a b:0a1b2c3d:1',
  'run:0a1b2c3d:1234567890123456',
])('%j is no floor', (text) => expect(parseFloor(text)).toBeNull());

test('a key that is too long for a cookie is not kept', () => {
  expect(parseFloor(floorText({ ...FLOOR, key: 'x'.repeat(1001) }))).toBeNull();
});

test('a floor is not lowered while the content is the same', () => {
  expect(raised(FLOOR, { ...FLOOR, bytes: 5 })).toBe(FLOOR);
  const more = { ...FLOOR, bytes: FLOOR.bytes + 1 };
  expect(raised(FLOOR, more)).toBe(more);
  for (const other of [
    { ...FLOOR, generation: 'ffffffff', bytes: 5 },
    { ...FLOOR, key: 'other', bytes: 5 },
  ])
    expect(raised(FLOOR, other)).toBe(other);
  expect(raised(null, FLOOR)).toBe(FLOOR);
});
