import { expect, test } from 'vitest';
import { Credentials, makeToken } from '../../../lib/access/credentials.js';

const TOKEN = 'a-token-that-was-given';

test('a generated token has 192 bits and is different each time', () => {
  expect(makeToken()).toMatch(/^[0-9a-f]{48}$/);
  expect(makeToken()).not.toBe(makeToken());
});

test('only the exact token is accepted', () => {
  const credentials = new Credentials(TOKEN, 8765, '');
  expect(credentials.isToken(TOKEN)).toBe(true);
  for (const other of ['', TOKEN.slice(1), `${TOKEN} `, TOKEN.toUpperCase()]) {
    expect(credentials.isToken(other), other).toBe(false);
  }
});

test('the cookie does not reveal the token, is not valid for another port, and survives a restart with the same token', () => {
  const [pair, ...rules] = new Credentials(TOKEN, 8765, '/tools/salient').setCookie(false).split('; ');
  expect(pair).toMatch(/^salient-8765=[\w-]{43}$/);
  expect(pair).not.toContain(TOKEN);
  expect(rules).toEqual(['Path=/tools/salient/', 'Max-Age=2592000', 'HttpOnly', 'SameSite=Lax']);

  expect(new Credentials(TOKEN, 8765, '').hasCookie(`theme=dark; ${pair}; x=y`)).toBe(true);
  expect(new Credentials(TOKEN, 8766, '').hasCookie(pair)).toBe(false);
  expect(new Credentials('another-token-altogether', 8765, '').hasCookie(pair)).toBe(false);
  for (const header of [undefined, '', `x${pair}`, `${pair}x`, 'salient-8765=', `salient-8765=${TOKEN}`]) {
    expect(new Credentials(TOKEN, 8765, '').hasCookie(header), header).toBe(false);
  }
});

test('over HTTPS the cookie is Secure', () => {
  expect(new Credentials(TOKEN, 8765, '').setCookie(true)).toMatch(/; Secure$/);
});
