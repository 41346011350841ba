import { expect, test } from 'vitest';
import { BlockReader } from '../../../lib/reading/block-reader';
import { MemoryFile } from '../../support/memory-file';
import { random } from '../../support/random';

const next = random(9);
const content = Uint8Array.from({ length: 100_000 }, () => Math.floor(next() * 256));

/** Reads a file to its end and uses `use(available)` bytes of each block. Returns all bytes in the order of their use. */
async function readAll(file: MemoryFile, position: number, length: number, use: (available: number) => number) {
  const blocks = new BlockReader(file, position, length);
  const used: Uint8Array[] = [];
  let unused: Uint8Array | undefined;
  while (!blocks.atEnd) {
    const block = await blocks.next(unused);
    const count = blocks.atEnd ? block.length : Math.min(use(block.length), block.length);
    used.push(block.slice(0, count));
    unused = block.subarray(count);
  }
  await blocks.stop();
  return { bytes: Buffer.concat(used), end: blocks.end };
}

test.each([1, 7, 1000, 4096, 99_999, 100_000, 100_001])(
  'a file is read completely in blocks of %i bytes',
  async (length) => {
    const { bytes, end } = await readAll(new MemoryFile(content), 0, length, (available) => available);
    expect(bytes.equals(content)).toBe(true);
    expect(end).toBe(content.length);
  },
);

test('unused bytes are prepended to the next block', async () => {
  const { bytes } = await readAll(new MemoryFile(content), 0, 1000, (available) => Math.floor(next() * available));
  expect(bytes.equals(content)).toBe(true);
});

test('bytes that stay unused for many blocks are returned completely', async () => {
  const wanted = 60_000;
  const whole = await readAll(new MemoryFile(content), 0, 1000, (available) => (available < wanted ? 0 : available));
  expect(whole.bytes.equals(content)).toBe(true);
});

test('reading starts at any byte', async () => {
  const { bytes, end } = await readAll(new MemoryFile(content), 99_500, 300, (available) => available);
  expect(bytes.equals(content.subarray(99_500))).toBe(true);
  expect(end).toBe(content.length);
});

test('an empty file is at its end immediately', async () => {
  const { bytes, end } = await readAll(new MemoryFile(new Uint8Array(0)), 0, 16, (available) => available);
  expect([bytes.length, end]).toEqual([0, 0]);
});

test('a failed read is reported to the caller that requests the block', async () => {
  const file = new MemoryFile(content);
  file.read = async () => {
    throw new Error('The disk is gone.');
  };
  await expect(new BlockReader(file, 0, 16).next()).rejects.toThrow('The disk is gone.');
});
