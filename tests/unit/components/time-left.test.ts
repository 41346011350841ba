import { expect, test } from 'vitest';
import { follow, type Mark, secondsLeft } from '../../../components/frame/seconds-left';

const MB = 2 ** 20;

/** The remaining time for 100 MB after some progress. */
function after(...marks: [first: Mark, ...rest: Mark[]]) {
  const [first, ...rest] = marks;
  return secondsLeft(rest.reduce(follow, follow(null, first)), 100 * MB);
}

test('the remaining time is estimated from the speed so far', () => {
  expect(after({ at: 1000, read: 0 }, { at: 2000, read: 10 * MB })).toBe(9);
  expect(after({ at: 1000, read: 0 }, { at: 2000, read: 10 * MB }, { at: 5000, read: 80 * MB })).toBe(1);
  expect(after({ at: 0, read: 20 * MB }, { at: 60_000, read: 21 * MB })).toBe(4740);
});

test('there is no estimate before the speed is known', () => {
  expect(after({ at: 1000, read: 5 * MB })).toBeNull();
  expect(after({ at: 1000, read: 0 }, { at: 1100, read: 10 * MB })).toBeNull();
  expect(after({ at: 1000, read: 10 * MB }, { at: 9000, read: 10 * MB })).toBeNull();
});

test('if reading starts over, the speed is measured again', () => {
  const anew: Mark = { at: 10_000, read: MB };
  expect(after({ at: 0, read: 0 }, { at: 5000, read: 90 * MB }, anew)).toBeNull();
  expect(after({ at: 0, read: 0 }, { at: 5000, read: 90 * MB }, anew, { at: 11_000, read: 34 * MB })).toBe(2);
});

test('the estimate is at least one second before the end', () => {
  expect(after({ at: 0, read: 0 }, { at: 1000, read: 100 * MB })).toBe(1);
});
