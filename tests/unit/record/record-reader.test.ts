import { describe, expect, test } from 'vitest';
import { crc32c, maskCrc } from '../../../lib/record/crc32c';
import {
  completeUntil,
  describeFault,
  MAX_PAYLOAD_BYTES,
  RecordReader,
  verifiedUntil,
} from '../../../lib/record/record-reader';
import { concat, record } from '../../support/event-writer';

const payloads = ['first', 'the second record', '3'].map((text) => new TextEncoder().encode(text));
const records = payloads.map(record);
const file = concat(records);
const ends = [records[0].length, records[0].length + records[1].length, file.length];
const [firstEnd, secondEnd] = ends;

/** All whole records of a block, and how the reading ended: the same whether they are verified one by one or many at once. */
function readAll(bytes: Uint8Array, start = 0, end = bytes.length) {
  const [oneByOne, many] = [0, start + verifiedUntil(bytes.subarray(start, end))].map((verifiedEnd) => {
    const reader = new RecordReader(bytes, { start, end, verifiedEnd });
    const found: string[] = [];
    const checksums: number[] = [];
    let state = reader.next();
    for (; state === 'record'; state = reader.next()) {
      found.push(new TextDecoder().decode(bytes.subarray(reader.payloadStart, reader.payloadEnd)));
      checksums.push(reader.checksum);
    }
    const { offset, needed, fault } = reader;
    return { found, checksums, state, offset, needed, fault, reader };
  });
  expect({ ...many, reader: null }).toEqual({ ...oneByOne, reader: null });
  expect(start + verifiedUntil(bytes.subarray(start, end))).toBe(many.offset);
  return many;
}

/** The twelve bytes before a payload of `length` bytes, which are valid whatever the length. */
function header(length: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  view.setBigUint64(0, length, true);
  const bytes = new Uint8Array(view.buffer);
  view.setUint32(8, maskCrc(crc32c(bytes, 0, 8)), true);
  return bytes;
}

describe('whole records', () => {
  test('are read one after the other', () => {
    const { found, state, reader } = readAll(file);
    expect(found).toEqual(['first', 'the second record', '3']);
    expect(state).toBe('truncated');
    expect(reader.offset).toBe(file.length);
  });

  test('carry the masked checksum of their payload', () => {
    const reader = new RecordReader(file);
    reader.next();
    expect(reader.checksum).toBe(maskCrc(crc32c(payloads[0])));
  });

  test('may begin anywhere in a larger buffer', () => {
    const buffer = concat([new Uint8Array(5), file, new Uint8Array(7)]);
    expect(readAll(buffer, 5, 5 + file.length).found).toEqual(['first', 'the second record', '3']);
    expect(readAll(buffer.subarray(5, 5 + file.length)).found).toEqual(['first', 'the second record', '3']);
  });

  test('are not read beyond the end that was given', () => {
    expect(readAll(file, 0, secondEnd - 1)).toMatchObject({ found: ['first'], state: 'truncated' });
  });

  test('in an empty file are none', () => {
    expect(readAll(new Uint8Array(0))).toMatchObject({ found: [], state: 'truncated' });
  });
});

describe('a record longer than the part that is verified at once', () => {
  const long = record(new Uint8Array(3_000_000).fill(7));
  const block = concat([records[0], long, records[1], records[2]]);

  test('is read between others, as are very many short ones', () => {
    expect(readAll(block).found.map(({ length }) => length)).toEqual([5, 3_000_000, 17, 1]);
    const many = concat(Array.from({ length: 100_000 }, () => records[1]));
    expect(readAll(many)).toMatchObject({ found: { length: 100_000 }, state: 'truncated' });
  });

  test('with a flipped bit is corruption', () => {
    const damaged = block.slice();
    damaged[firstEnd + 2_500_000] ^= 1;
    expect(readAll(damaged)).toMatchObject({ found: ['first'], state: 'corrupt', offset: firstEnd });
  });
});

describe('a truncated file', () => {
  test('returns the complete records before any cut, then reports truncation', () => {
    for (let cut = 0; cut < file.length; cut++) {
      const { found, state, reader } = readAll(file.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut);
      expect(found.length, `cut at ${cut}`).toBe(whole.length);
      expect(state, `cut at ${cut}`).toBe('truncated');
      expect(reader.offset, `cut at ${cut}`).toBe(whole.at(-1) ?? 0);
    }
  });

  test('reports how many bytes the next record needs at least', () => {
    for (let cut = firstEnd; cut < secondEnd; cut++) {
      const { reader } = readAll(file.subarray(0, cut));
      expect(reader.needed, `cut at ${cut}`).toBe(cut - firstEnd < 12 ? 12 : records[1].length);
    }
  });

  test('is continued at the offset where it ended when it grows', () => {
    for (let cut = 0; cut < file.length; cut++) {
      const before = readAll(file.subarray(0, cut));
      const after = readAll(file, before.reader.offset);
      expect([...before.found, ...after.found], `cut at ${cut}`).toEqual(['first', 'the second record', '3']);
    }
  });
});

describe('a flipped bit', () => {
  const places = Array.from({ length: records[1].length }, (_, i) => firstEnd + i);

  test('anywhere in a record is corruption, and the records before it are kept', () => {
    for (const place of places) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = file.slice();
        damaged[place] ^= 1 << bit;
        const { found, state, reader } = readAll(damaged);
        expect(found, `bit ${bit} of byte ${place}`).toEqual(['first']);
        expect(state, `bit ${bit} of byte ${place}`).toBe('corrupt');
        expect(reader.offset, `bit ${bit} of byte ${place}`).toBe(firstEnd);
      }
    }
  });

  test('in the length is never mistaken for a record that is still being written', () => {
    for (let place = firstEnd; place < firstEnd + 12; place++) {
      const damaged = file.slice(0, secondEnd - 4);
      damaged[place] ^= 0x10;
      expect(readAll(damaged).reader.fault?.kind, `byte ${place}`).toBe('length-checksum');
    }
  });

  test('in the payload or its checksum is reported as a payload checksum mismatch', () => {
    for (let place = firstEnd + 12; place < secondEnd; place++) {
      const damaged = file.slice();
      damaged[place] ^= 0x10;
      expect(readAll(damaged).reader.fault).toMatchObject({ kind: 'payload-checksum', length: payloads[1].length });
    }
  });

  test('is reported at the same offset on every call', () => {
    const damaged = file.slice();
    damaged[firstEnd + 14] ^= 1;
    const { reader } = readAll(damaged);
    expect([reader.next(), reader.next()]).toEqual(['corrupt', 'corrupt']);
    expect(reader.offset).toBe(firstEnd);
  });
});

describe('a length', () => {
  test('of zero is corruption, whatever its checksum', () => {
    const { state, reader } = readAll(concat([records[0], header(0n), new Uint8Array(4)]));
    expect(state).toBe('corrupt');
    expect(reader.fault).toEqual({ kind: 'zero-length' });
    expect(readAll(new Uint8Array(64)).reader.fault).toEqual({ kind: 'zero-length' });
  });

  test('beyond the limit is corruption', () => {
    const { state, reader } = readAll(header(BigInt(MAX_PAYLOAD_BYTES) + 1n));
    expect(state).toBe('corrupt');
    expect(reader.fault).toEqual({ kind: 'length-limit', length: 500_000_001 });
  });

  test('of exactly the limit is a record that is still being written', () => {
    const { state, reader } = readAll(header(BigInt(MAX_PAYLOAD_BYTES)));
    expect(state).toBe('truncated');
    expect(reader.needed).toBe(500_000_016);
  });

  test('that needs more than 32 bits is read completely', () => {
    expect(readAll(header(2n ** 32n + 5n)).reader.fault).toEqual({ kind: 'length-limit', length: 2 ** 32 + 5 });
    expect(readAll(header(2n ** 64n - 1n)).reader.fault?.kind).toBe('length-limit');
  });
});

describe('records found by their lengths', () => {
  test('end with the last complete one, wherever the block ends', () => {
    for (let length = 0; length <= file.length; length++) {
      const block = file.subarray(0, length);
      expect(completeUntil(block), `${length} bytes`).toBe(verifiedUntil(block));
    }
  });

  test('include all valid records', () => {
    for (let place = 0; place < file.length; place++) {
      const damaged = file.slice();
      damaged[place] ^= 0x10;
      expect(completeUntil(damaged), `byte ${place}`).toBeGreaterThanOrEqual(verifiedUntil(damaged));
    }
  });

  test('end before an invalid length', () => {
    for (const length of [0n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n + 5n, 2n ** 64n - 1n]) {
      expect(completeUntil(concat([file, header(length), new Uint8Array(40)])), `${length}`).toBe(file.length);
    }
  });
});

describe('the description of a fault', () => {
  test.each([
    [{ kind: 'zero-length' } as const, ['length 0']],
    [{ kind: 'length-limit', length: 500_000_001 } as const, ['500000001', '500000000']],
    [{ kind: 'length-checksum', stored: 1, computed: 0xffffffff } as const, ['0x00000001', '0xffffffff']],
    [{ kind: 'payload-checksum', length: 17, stored: 0xab, computed: 2 } as const, ['17', '0x000000ab', '0x00000002']],
  ])('of %o contains its numbers', (fault, numbers) => {
    for (const number of numbers) expect(describeFault(fault)).toContain(number);
  });
});
