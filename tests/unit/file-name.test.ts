import { describe, expect, test } from 'vitest';
import { decodeName, displayName, encodeName, hasRawBytes } from '../../lib/file-name';
import { random } from '../support/random';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a name', () => {
  test.each([
    ['that is UTF-8', new TextEncoder().encode('été 日本 😀 \ufffd \ufeff'), 'été 日本 😀 \ufffd \ufeff'],
    ['with a byte of Latin-1', bytes(0x72, 0xe9, 0x73), 'r\udce9s'],
    ['with a character after a raw byte', bytes(0xff, 0xc3, 0xa9), '\udcffé'],
    ['with a character that is cut off', bytes(0x61, 0xf0, 0x9f, 0x98), 'a\udcf0\udc9f\udc98'],
    ['with an encoded surrogate', bytes(0xed, 0xb3, 0xbf), '\udced\udcb3\udcbf'],
    ['with a slash in an overlong form', bytes(0xc0, 0xaf), '\udcc0\udcaf'],
  ])('%s is read and written back', (_, encoded, name) => {
    expect(decodeName(encoded)).toBe(name);
    expect(encodeName(name)).toEqual(encoded);
  });

  test('of any bytes is read and written back', () => {
    const next = random(7);
    for (let i = 0; i < 2_000; i++) {
      const encoded = Uint8Array.from({ length: 1 + Math.floor(next() * 12) }, () => Math.floor(next() * 256));
      const name = decodeName(encoded);
      expect(encodeName(name)).toEqual(encoded);
      expect(hasRawBytes(name)).toBe(name !== new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoded));
    }
  });

  test('is shown with its raw bytes escaped', () => {
    expect(displayName('nightly/r\udce9s \udcff😀')).toBe('nightly/r\\xe9s \\xff😀');
    expect(displayName('run_1')).toBe('run_1');
  });
});
