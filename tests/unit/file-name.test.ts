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

  test('has the characters that a decoder finds, at the bounds of what is UTF-8 too', () => {
    const bounds = [
      0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff,
    ];
    const all = bounds.flatMap((a) => bounds.flatMap((b) => bounds.map((c) => bytes(a, b, c, 0x80))));
    const isText = (encoded: Uint8Array) => !new TextDecoder().decode(encoded).includes('\ufffd');
    expect(all.filter((encoded) => hasRawBytes(decodeName(encoded)) === isText(encoded))).toEqual([]);
  });

  test('of raw bytes only is read as fast as any other', () => {
    const encoded = new Uint8Array(255).fill(0xff);
    const began = performance.now();
    for (let i = 0; i < 10_000; i++) decodeName(encoded);
    expect(performance.now() - began).toBeLessThan(5_000); // a directory of so many names kept the server for 50 s
  });

  test('is shown with its raw bytes escaped', () => {
    expect(displayName('nightly/r\udce9s \udcff😀')).toBe('nightly/r\\xe9s \\xff😀');
    expect(displayName('run_1')).toBe('run_1');
  });
});
