import { expect, test } from 'vitest';
import { Guesses } from '../../../lib/access/guesses.js';

let time = 0;
const guesses = () => {
  time = 0;
  return new Guesses(() => time);
};

/** Makes that many wrong guesses, as far as they are allowed. */
function guess(all: Guesses, address: string, times: number, start = 0): number {
  for (let number = 0; number < times; number++) {
    const token = `guess ${start + number}`;
    if (all.secondsToWait(address, token) > 0) return number;
    all.count(address, token);
  }
  return times;
}

test('ten at once, then one every six seconds', () => {
  const all = guesses();
  expect(guess(all, 'a', 50)).toBe(10);
  expect(all.secondsToWait('a', 'another')).toBe(6);
  time = 6_000;
  expect(guess(all, 'a', 50, 100)).toBe(1);
  time = 3_600_000;
  expect(guess(all, 'a', 50, 200)).toBe(10);
});

test('repeating the same wrong token does not count as a new guess', () => {
  const all = guesses();
  for (let number = 0; number < 50; number++) {
    expect(all.secondsToWait('a', 'of yesterday')).toBe(0);
    all.count('a', 'of yesterday');
  }
  expect(guess(all, 'a', 50)).toBe(9);
});

test('guesses from one IP address do not delay another', () => {
  const all = guesses();
  guess(all, 'a', 50);
  expect(all.secondsToWait('b', 'right')).toBe(0);
});
