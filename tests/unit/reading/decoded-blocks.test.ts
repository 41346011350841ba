import { describe, expect, test } from 'vitest';
import { EventFields } from '../../../lib/event/event';
import { isShared } from '../../../lib/reading/block-memory';
import { ROOM_BYTES } from '../../../lib/reading/block-reader';
import {
  BLOCK_BYTES,
  type Decode,
  decodedBlocks,
  decodeHere,
  LONG_BYTES,
  verifyHere,
} from '../../../lib/reading/decoded-blocks';
import { RecordReader, verifiedUntil } from '../../../lib/record/record-reader';
import { concat, type EventInput, eventFile, record } from '../../support/event-writer';
import { MemoryFile } from '../../support/memory-file';
import { random } from '../../support/random';
import { turn } from '../../support/until';

const next = random(4);
const payloadOf = (length: number) => new Uint8Array(length).fill(1 + Math.floor(next() * 255));
/** Records of all lengths, one of them longer than two blocks. */
const lengths = [...Array.from({ length: 900 }, () => 1 + Math.floor(next() * 9000)), 2.5 * BLOCK_BYTES, 5, 7];
const content = concat(lengths.map((length) => record(payloadOf(length))));
/** As many bytes as it takes to be decoded on another thread. */
const long = concat(Array.from({ length: Math.ceil(LONG_BYTES / content.length) }, () => content));

async function read(bytes: Uint8Array, from = 0) {
  const parts: Uint8Array[] = [];
  let [start, rest] = [from, 0];
  for await (const block of decodedBlocks(new MemoryFile(bytes), from, bytes.length, decodeHere)) {
    expect(block.start).toBe(start);
    parts.push(block.bytes.slice(0, block.verifiedEnd));
    start += block.verifiedEnd;
    rest = block.bytes.length - block.verifiedEnd;
  }
  return { bytes: concat(parts), rest };
}

test('all records are returned, in blocks that start with a record, whatever their lengths', async () => {
  const { bytes, rest } = await read(content);
  expect(Buffer.compare(bytes, content)).toBe(0);
  expect(rest).toBe(0);
});

test('a truncated record at the end is left over', async () => {
  const { bytes, rest } = await read(content.subarray(0, content.length - 3));
  expect([bytes.length, rest]).toEqual([content.length - 23, 20]);
});

test('reading starts at a record', async () => {
  const from = verifiedUntil(content.subarray(0, 5000));
  const { bytes } = await read(content, from);
  expect(Buffer.compare(bytes, content.subarray(from))).toBe(0);
});

describe('a block is decoded', () => {
  const log: string[] = [];
  const decode: Decode = (bytes) => {
    log.push('decode');
    return verifyHere(bytes);
  };
  const use = async (bytes: Uint8Array) => {
    log.length = 0;
    for await (const _ of decodedBlocks(new MemoryFile(bytes), 0, bytes.length, decode)) log.push('use');
    return log;
  };

  test('when it is used, if the file is short', async () => {
    const times = (await use(content)).length / 2;
    expect(times).toBeGreaterThan(2);
    expect(log).toEqual(Array.from({ length: times }, () => ['decode', 'use']).flat());
  });

  test('before the two blocks ahead of it are used, if the file is long', async () => {
    const log = await use(long);
    expect(log.slice(0, 7)).toEqual(['decode', 'decode', 'decode', 'use', 'decode', 'use', 'decode']);
    expect(log.filter((what) => what === 'use')).toHaveLength(log.length / 2);
  });
});

test('a block is returned with its events, on any thread and for any file length', async () => {
  const events = Array.from({ length: 20_000 }, (_, id): EventInput => ({ sampleId: id, imagePath: `${id}.jpg` }));
  const few = eventFile(events);
  const many = concat(Array.from({ length: Math.ceil(LONG_BYTES / few.length) }, () => few));
  const fields = new EventFields();
  for (const bytes of [few, many]) {
    let next = 0;
    let left = 0;
    for await (const block of decodedBlocks(new MemoryFile(bytes), 0, bytes.length, decodeHere)) {
      const reader = new RecordReader(block.bytes, { end: block.verifiedEnd });
      while (reader.next() === 'record') {
        if (!block.tape.read(fields)) left++;
        else expect(fields.sampleId).toBe(next % events.length);
        next++;
      }
    }
    expect(next).toBe((bytes.length / few.length) * events.length);
    expect(left).toBeLessThan(0.4 * next);
  }
});

test('a block is not changed while the next ones are decoded and read', async () => {
  for await (const { bytes, start } of decodedBlocks(new MemoryFile(long), 0, long.length, decodeHere)) {
    await turn();
    expect(Buffer.compare(bytes, long.subarray(start, start + bytes.length))).toBe(0);
  }
});

test('a failed read is reported after the blocks before it', async () => {
  const file = new MemoryFile(content);
  const reading = file.read.bind(file);
  file.read = (target, position) =>
    position < 2 * BLOCK_BYTES ? reading(target, position) : Promise.reject(new Error('The disk is gone.'));
  let used = 0;
  const all = async () => {
    for await (const block of decodedBlocks(file, 0, content.length, decodeHere)) used += block.verifiedEnd;
  };
  await expect(all()).rejects.toThrow('The disk is gone.');
  expect(used).toBe(verifiedUntil(content.subarray(0, 2 * BLOCK_BYTES)));
});

test('closing waits for the pending work', async () => {
  const file = new MemoryFile(content);
  const reading = file.read.bind(file);
  let underWay = 0;
  file.read = async (target, position) => {
    underWay++;
    await turn();
    return reading(target, position).finally(() => underWay--);
  };
  for await (const _ of decodedBlocks(file, 0, content.length, decodeHere)) break;
  expect(underWay).toBe(0);
});

test('records of a hundred kilobytes do not affect the blocks, and one of megabytes only those that contain it', async () => {
  const usual = BLOCK_BYTES + 2 * ROOM_BYTES;
  const some = Array.from({ length: 40 }, () => record(payloadOf(100_000)));
  const long = record(payloadOf(3 * BLOCK_BYTES));
  const bytes = concat([...some, long, ...Array.from({ length: Math.ceil(LONG_BYTES / 4e6) }, () => some).flat()]);
  const lengths: number[] = [];
  const buffers = new Set<ArrayBufferLike>();
  for await (const block of decodedBlocks(new MemoryFile(bytes), 0, bytes.length, decodeHere)) {
    lengths.push(block.bytes.length);
    if (isShared(block.bytes)) buffers.add(block.bytes.buffer);
  }
  const greater = lengths.filter((length) => length > usual).length;
  expect(greater).toBeLessThan(5);
  expect(lengths.at(-2)).toBeLessThanOrEqual(usual);
  expect(buffers.size).toBeLessThanOrEqual(4);
});
