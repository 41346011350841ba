import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assembled } from '../../../bin/make-wasm.js';
import { crc32c, maskCrc } from '../../../lib/record/crc32c';
import { random } from '../../support/random';

const ascending = Array.from({ length: 32 }, (_, i) => i);

/** One bit at a time, as the polynomial division is written in books. */
function bitwise(bytes: ArrayLike<number>): number {
  let crc = 0xffffffff;
  for (const byte of Array.from(bytes)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('crc32c', () => {
  test.each([
    ['32 bytes of zero', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 bytes counting up', ascending, 0x46dd794e],
    ['32 bytes counting down', ascending.toReversed(), 0x113fdb5c],
  ])('is what RFC 3720 B.4 gives for %s', (_, bytes, expected) => {
    expect(crc32c(Uint8Array.from(bytes))).toBe(expected);
  });

  test('is what RFC 3720 B.4 gives for an iSCSI read command', () => {
    const command = [
      [0x01, 0xc0, 0x00, 0x00],
      [0x00, 0x00, 0x00, 0x00],
      [0x00, 0x00, 0x00, 0x00],
      [0x00, 0x00, 0x00, 0x00],
      [0x14, 0x00, 0x00, 0x00],
      [0x00, 0x00, 0x04, 0x00],
      [0x00, 0x00, 0x00, 0x14],
      [0x00, 0x00, 0x00, 0x18],
      [0x28, 0x00, 0x00, 0x00],
      [0x00, 0x00, 0x00, 0x00],
      [0x02, 0x00, 0x00, 0x00],
      [0x00, 0x00, 0x00, 0x00],
    ].flat();
    expect(crc32c(Uint8Array.from(command))).toBe(0xd9963a56);
  });

  test('has the check value of the CRC catalogues', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });

  test('of no bytes is 0', () => {
    expect(crc32c(new Uint8Array(0))).toBe(0);
  });

  test('equals a bitwise computation for every length and offset', () => {
    const next = random(1);
    const bytes = Array.from({ length: 70 }, () => Math.floor(next() * 256));
    const block = Uint8Array.from(bytes);
    for (let start = 0; start <= 20; start++) {
      for (let end = start; end <= bytes.length; end++) {
        expect(crc32c(block, start, end), `bytes ${start} to ${end}`).toBe(bitwise(bytes.slice(start, end)));
      }
    }
  });
});

describe('maskCrc', () => {
  test('rotates right by 15 bits and adds a constant, modulo 2^32', () => {
    const crcs = [0, 1, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xffffffff, 0xe3069283, 0x8a9136aa];
    for (const crc of crcs) {
      const turned = ((BigInt(crc) >> 15n) | (BigInt(crc) << 17n)) & 0xffffffffn;
      expect(maskCrc(crc)).toBe(Number((turned + 0xa282ead8n) % 2n ** 32n));
    }
  });

  test('of 0 is the constant', () => {
    expect(maskCrc(0)).toBe(0xa282ead8);
  });

  test('of all ones wraps around', () => {
    expect(maskCrc(0xffffffff)).toBe(0xa282ead7);
  });
});

describe('the WebAssembly module', () => {
  test('matches its source (otherwise run `npm run wasm`)', () => {
    const kept = readFileSync(new URL('../../../lib/record/checksums-wasm.ts', import.meta.url), 'utf8');
    expect(kept).toBe(assembled('lib/record/checksums'));
  });
});
