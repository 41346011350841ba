import { describe, expect, test } from 'vitest';
import { Fingerprint } from '../../../lib/reading/fingerprint';
import { RecordReader } from '../../../lib/record/record-reader';
import { concat, record } from '../../support/event-writer';

const records = ['first', 'second record', 'the third', '4'].map((text) => record(new TextEncoder().encode(text)));
const file = concat(records);

function checksumsOf(bytes: Uint8Array): number[] {
  const reader = new RecordReader(bytes);
  const checksums: number[] = [];
  while (reader.next() === 'record') checksums.push(reader.checksum);
  return checksums;
}

function of(...checksums: number[]): string {
  const fingerprint = new Fingerprint();
  for (const checksum of checksums) fingerprint.add(checksum);
  return fingerprint.value;
}

describe('a fingerprint', () => {
  test('is equal for equal records, in every process', () => {
    expect(of(...checksumsOf(file))).toBe(of(...checksumsOf(file.slice())));
    expect(of()).toBe('deadbeef41c6ce57');
    expect(of(1, 0xffffffff, 0x8a9136aa)).toBe('86b0c31b90e37d8f');
  });

  test('is sixteen hexadecimal digits', () => {
    for (const checksum of [0, 1, 0xffffffff, 0xdeadbeef, 0x41c6ce57]) expect(of(checksum)).toMatch(/^[0-9a-f]{16}$/);
  });

  test('differs for other records, another order and another number', () => {
    const values = [of(), of(0), of(0, 0), of(1), of(1, 2), of(2, 1), of(1, 2, 0), of(0, 1, 2), of(0xffffffff)];
    expect(new Set(values).size).toBe(values.length);
  });

  test('differs for records that differ in any bit', () => {
    const values = Array.from({ length: 32 }, (_, bit) => of((1 << bit) >>> 0, 7));
    expect(new Set([...values, of(0, 7)]).size).toBe(33);
  });
});
