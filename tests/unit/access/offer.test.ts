import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cookieValues, offerOf, ownCookies, pastedTokens } from '../../../lib/access/offer.js';

const offer = (url: string, headers: { cookie?: string } = {}, headersDistinct: Record<string, string[]> = {}) =>
  offerOf({ url, headers, headersDistinct }, 'salient-1');

describe('a token in the URL', () => {
  test.each([
    ['/', [], '/'],
    ['/?a=1&b', [], '/?a=1&b'],
    ['/?token=x', ['x'], '/'],
    ['/?%74oken=x', ['x'], '/'],
    ['/?%74%6F%6b%65%6e=%78', ['x'], '/'],
    ['/?token', [], '/'],
    ['/?token=', [], '/'],
    ['/?%74oken', [], '/'],
    ['/?%74oken=', [], '/'],
    ['/?a=%20&token=x&b=+&&c', ['x'], '/?a=%20&b=+&c'],
    ['/?token=x&token=y&a=1', ['x', 'y'], '/?a=1'],
    ['/?a=token=x', [], '/?a=token=x'],
    ['/?Token=x', [], '/?Token=x'],
    ['/?tokens=x', [], '/?tokens=x'],
    ['/?token=a+b', ['a+b'], '/'],
    ['/?token=a%2Bb', ['a+b'], '/'],
    ['/?token=%E0%A4%A', ['\uFFFD%A'], '/'],
    ['/?a=1?token=x', [], '/?a=1?token=x'],
    ['/token=x?a', [], '/token=x?a'],
    ['/x??token=y', ['y'], '/x'],
  ])('%s', (url, tokens, address) => {
    const found = offer(url);
    expect([found.inAddress, found.address]).toEqual([tokens, address]);
  });

  test('is always removed from the URL, and nothing else is changed', () => {
    const part = fc.constantFrom('token', '%74oken', 't%6fken', 'tok', 'a', '=', '&', '?', '%', '%3d', '+', 'x', '');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const { address, inAddress } = offer(`/p?${parts.join('')}`);
        const again = offer(address);
        expect([again.address, again.inAddress]).toEqual([address, []]);
        expect(new URLSearchParams(address.slice(3)).has('token')).toBe(false);
        if (inAddress.length > 0) expect(address).not.toBe(`/p?${parts.join('')}`);
      }),
    );
  });
});

test('all Authorization headers are read, but only Bearer carries a token', () => {
  const authorization = ['Basic dXNlcjpwYXNz', 'Bearer of-a-proxy', 'bearer   mine ', 'Bearer', 'Bearer a b'];
  expect(offer('/', {}, { authorization }).inHeader).toEqual(['of-a-proxy', 'mine']);
  expect(offer('/').inHeader).toEqual([]);
  const joined = ['Basic dXNlcjpwYXNz, Bearer mine', 'Bearer a,Bearer b , Digest c="Bearer d"', 'Bearer e,f'];
  expect(offer('/', {}, { authorization: joined }).inHeader).toEqual(['mine', 'a', 'b', 'e,f', 'e']);
});

test('the right token is found among as many as fit into a request', () => {
  const many = Array.from({ length: 9_000 }, (_, i) => `token${i}`);
  const authorization = [[...many.map((token) => `Bearer ${token}`), 'Bearer mine'].join(', , ,')];
  const cookie = [...many.map((token) => `salient-1=${token}`), ' \t salient-1=mine \t '].join(';;');
  const found = offer('/', { cookie }, { authorization });
  expect(found.inHeader).toEqual([...many, 'mine']);
  expect(found.cookies).toEqual([...many, 'mine']);
});

test('its cookies are found among those of other applications', () => {
  const header = 'theme=dark; salient-1=a;salient-1=b=c ; xsalient-1=d; salient-10=e; salient-1';
  expect(cookieValues(header, 'salient-1')).toEqual(['a', 'b=c']);
  expect(cookieValues(undefined, 'salient-1')).toEqual([]);
  expect(offer('/', { cookie: header }).cookies).toEqual(['a', 'b=c']);
  expect(ownCookies(header)).toBe('salient-1=a; salient-1=b=c; salient-10=e; salient-1');
  expect(ownCookies('a=b; c=salient-1')).toBeUndefined();
  expect(ownCookies(undefined)).toBeUndefined();
});

test.each([
  ['abc', ['abc']],
  [' abc\n', ['abc']],
  ['a+b/c=', ['a+b/c=']],
  ['http://127.0.0.1:8765/?token=abc', ['abc']],
  ['http://127.0.0.1:8765/?x=1&%74oken=abc#part', ['abc']],
  ['http://127.0.0.1:8765/?x=1', []],
  ['http://127.0.0.1:8765/?token=', []],
  ['', []],
])('pasted text: %j', (text, tokens) => {
  expect(pastedTokens(text)).toEqual(tokens);
});
