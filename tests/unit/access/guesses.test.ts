import { expect, test } from 'vitest';
import { Guesses, sourceOf } from '../../../lib/access/guesses.js';

let time = 0;
const guesses = () => {
  time = 0;
  return new Guesses(() => time);
};

/** Gives up to `times` wrong tokens; returns how many were checked. */
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

test('guesses of one request are not more than those of several', () => {
  const all = guesses();
  expect([9, 10, 11].map((before) => all.secondsToWait('a', 'another', before))).toEqual([0, 6, 12]);
  expect(guess(all, 'a', 4)).toBe(4);
  expect([5, 6].map((before) => all.secondsToWait('a', 'another', before))).toEqual([0, 6]);
  expect(all.secondsToWait('a', 'guess 0', 100)).toBe(0);
});

test('a repeated wrong token is not a new guess, even if several scripts take turns', () => {
  const all = guesses();
  for (let number = 0; number < 50; number++) {
    for (const token of ['yesterday', 'the day before']) {
      expect(all.secondsToWait('a', token)).toBe(0);
      all.count('a', token);
    }
  }
  expect(guess(all, 'a', 50)).toBe(8);
  expect(all.secondsToWait('a', 'yesterday')).toBe(0);
});

test('guesses from one address do not make others wait', () => {
  const all = guesses();
  guess(all, '10.0.0.1', 50);
  expect(all.secondsToWait('10.0.0.2', 'right')).toBe(0);
});

test('all loopback addresses are one source, and so is an IPv6 network', () => {
  const all = guesses();
  for (let number = 0; number < 10; number++) all.count(`127.0.${number}.1`, `guess ${number}`);
  expect(all.secondsToWait('127.9.9.9', 'another')).toBeGreaterThan(0);
  for (let number = 0; number < 10; number++) all.count(`2001:db8:0:1::${number}`, `guess ${number}`);
  expect(all.secondsToWait('2001:db8:0:1:ffff::1', 'another')).toBeGreaterThan(0);
  expect(all.secondsToWait('2001:db8:0:2::1', 'another')).toBe(0);
});

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.255.0.9', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::FFFF:127.3.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['10.127.0.1', '10.127.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:0:1::5', '2001:db8:0:1::/64'],
  ['2001:0db8:0000:0001:1:2:3:4', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['64:ff9b::10.0.0.1', '64:ff9b:0:0::/64'],
  ['', ''],
])('%s comes from %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});
