import { describe, expect, test } from 'vitest';
import { MAX_TAPE_BYTES } from '../../../lib/event/event-tape';
import { isShared, privateMemory, SharedBlockMemory, tapeOf } from '../../../lib/reading/block-memory';

const LENGTHS = [1, 2, 3, 4, 5, 16, 17, 1000, 1_048_575, 1_048_576, 1_048_577, 1_179_648, 5_000_001];

describe('a buffer is followed by a tape', () => {
  test.for(LENGTHS)('of %i bytes', (length) => {
    for (const buffer of [privateMemory.allocate(length), new SharedBlockMemory(length).allocate(length)]) {
      expect(buffer.length).toBe(length);
      const tape = tapeOf(buffer);
      buffer.fill(1);
      expect(tape.every((word) => word === 0)).toBe(true);
      expect(tape.byteLength).toBeGreaterThan(Math.min(0.75 * length, MAX_TAPE_BYTES) - 4);
      expect(tape.byteLength).toBeLessThanOrEqual(MAX_TAPE_BYTES);
      expect(tapeOf(buffer.subarray(length >> 1)).byteOffset).toBe(tape.byteOffset);
    }
  });
});

test('only buffers of the usual length are shared and reused', () => {
  const memory = new SharedBlockMemory(100);
  const [one, other] = [memory.allocate(100), memory.allocate(99)];
  expect([isShared(one), isShared(other)]).toEqual([true, false]);
  memory.release(one);
  memory.release(other);
  expect(memory.allocate(100)).toBe(one);
  expect(memory.allocate(99)).not.toBe(other);
});
