import { describe, expect, test } from 'vitest';
import { LONGEST_TAPE } from '../../../lib/event/event-tape';
import { isShared, ownMemory, SharedBlockMemory, tapeOf } from '../../../lib/reading/block-memory';

const LENGTHS = [1, 2, 3, 4, 5, 16, 17, 1000, 1_048_575, 1_048_576, 1_048_577, 1_179_648, 5_000_001];

describe('a buffer has a tape behind it', () => {
  test.for(LENGTHS)('of %i bytes', (length) => {
    for (const buffer of [ownMemory.take(length), new SharedBlockMemory(length).take(length)]) {
      expect(buffer.length).toBe(length);
      const tape = tapeOf(buffer);
      buffer.fill(1);
      expect(tape.every((word) => word === 0)).toBe(true);
      expect(tape.byteLength).toBeGreaterThan(Math.min(0.75 * length, LONGEST_TAPE) - 4);
      expect(tape.byteLength).toBeLessThanOrEqual(LONGEST_TAPE);
      expect(tapeOf(buffer.subarray(length >> 1)).byteOffset).toBe(tape.byteOffset);
    }
  });
});

test('only buffers of the usual length are shared, and used again', () => {
  const memory = new SharedBlockMemory(100);
  const [one, other] = [memory.take(100), memory.take(99)];
  expect([isShared(one), isShared(other)]).toEqual([true, false]);
  memory.give(one);
  memory.give(other);
  expect(memory.take(100)).toBe(one);
  expect(memory.take(99)).not.toBe(other);
});
