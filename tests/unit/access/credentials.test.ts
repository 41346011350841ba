import { createHash, timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { Credentials, makeToken } from '../../../lib/access/credentials.js';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, createHash: vi.fn(crypto.createHash), timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

const TOKEN = 'a-token-that-was-given';
const make = (options = {}) =>
  new Credentials({ token: TOKEN, cookieName: 'salient-8765', basePath: '', isFramed: false, ...options });

/** The value in a Set-Cookie header, and its attributes. */
function parsed(cookie: string) {
  const [pair, ...attributes] = cookie.split('; ');
  return { name: pair.split('=')[0], value: pair.slice(pair.indexOf('=') + 1), attributes };
}

test('a generated token has 192 bits and is different each time', () => {
  expect(makeToken()).toMatch(/^[0-9a-f]{48}$/);
  expect(makeToken()).not.toBe(makeToken());
});

test('only the exact token is accepted', () => {
  expect(make().isToken(TOKEN)).toBe(true);
  for (const other of ['', TOKEN.slice(1), `${TOKEN} `, TOKEN.toUpperCase()]) {
    expect(make().isToken(other), other).toBe(false);
  }
});

test('of the tokens and cookies of a stranger none is hashed, and only those as long as the right one are compared', () => {
  const credentials = make();
  vi.clearAllMocks();
  for (let length = 0; length < 200; length++) {
    const text = 'é'.repeat(length);
    expect([credentials.isToken(text), credentials.isCookie(text)]).toEqual([false, false]);
  }
  expect(credentials.isToken('x'.repeat(TOKEN.length))).toBe(false);
  expect(credentials.isToken(TOKEN)).toBe(true);
  expect(createHash).not.toHaveBeenCalled();
  expect(timingSafeEqual).toHaveBeenCalledTimes(2);
});

test('the cookie does not contain the token, and outlives a restart with the same token', () => {
  const [cookie] = make({ basePath: '/tools/salient' }).setCookies(false);
  const { name, value, attributes } = parsed(cookie);
  expect(name).toBe('salient-8765');
  expect(value).toMatch(/^[\w-]{43}$/);
  expect(attributes).toEqual(['Path=/tools/salient/', 'Max-Age=2592000', 'HttpOnly', 'SameSite=Lax']);

  expect(make().isCookie(value)).toBe(true);
  expect(make({ token: 'another-token-altogether' }).isCookie(value)).toBe(false);
  for (const other of ['', `${value}x`, value.slice(1), TOKEN]) expect(make().isCookie(other), other).toBe(false);
});

test('replicas with the same token and cookie name share a login', () => {
  const [one, other] = [make({ cookieName: 'lab' }), make({ cookieName: 'lab' })];
  const [cookie] = one.setCookies(false);
  expect(cookie).toMatch(/^lab=/);
  expect(other.isCookie(parsed(cookie).value)).toBe(true);
});

test.each([
  [{ isFramed: false, isSecure: false }, ['SameSite=Lax']],
  [{ isFramed: false, isSecure: true }, ['SameSite=Lax; Secure']],
  [{ isFramed: true, isSecure: true }, ['SameSite=None; Secure; Partitioned']],
  // Browsers drop the first over plain HTTP and keep the second; a client that knows no partitions keeps the last.
  [{ isFramed: true, isSecure: false }, ['SameSite=None; Secure; Partitioned', 'SameSite=Lax']],
])('with %j the cookies end in %j', ({ isFramed, isSecure }, expected) => {
  const cookies = make({ isFramed }).setCookies(isSecure);
  expect(cookies.map((cookie) => cookie.replace(/^.*HttpOnly; /, ''))).toEqual(expected);
  expect(new Set(cookies.map((cookie) => parsed(cookie).value)).size).toBe(1);
});

test.each([
  ['short', 'guess', true],
  ['short', '0123456789abcdef', false],
  ['0123456789abcdef', 'guess', false],
  ['0123456789abcde', '0123456789abcd', true],
])('for the token %s, sending %s is a guess: %s', (token, given, isGuess) => {
  expect(make({ token }).isGuess(given)).toBe(isGuess);
});
