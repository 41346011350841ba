import { afterEach, describe, expect, test, vi } from 'vitest';
import { MAX_ENTRIES } from '../../../lib/event/event';
import { MAX_LABELS_PER_SAMPLE, MAX_RECORD_BYTES } from '../../../lib/job/limits';
import { EventFileReader } from '../../../lib/reading/event-file-reader';
import { concat, event, eventFile, packedInts, record } from '../../support/event-writer';
import { MemoryFile } from '../../support/memory-file';
import { Gate, turn } from '../../support/until';

/* Event files that would keep the worker for long: they are folded in slices, and very long records are skipped. */

const sample = (sampleId: number) => ({ sampleId, imagePath: `${sampleId}.jpg` });
const always = () => true;

async function readAll(content: Uint8Array) {
  const reader = new EventFileReader(new MemoryFile(content));
  await reader.readToEnd(always);
  return reader;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('slices', () => {
  const SAMPLES = 20_000;
  const records = Array.from({ length: SAMPLES }, (_, id) => record(event(sample(id))));
  const content = concat(records);

  test('other requests are answered within a block, and see the job as read up to `bytesRead`', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 10;
      return now;
    });
    const reader = new EventFileReader(new MemoryFile(content));
    const ends = [0];
    for (const { length } of records) ends.push(ends[ends.length - 1] + length);
    const counts = new Set<number>();
    let isOver = false;
    const watching = (async () => {
      for (; !isOver; await turn()) {
        const { sampleCount } = reader.job;
        counts.add(sampleCount);
        expect(reader.bytesRead).toBe(ends[sampleCount]);
      }
    })();
    await reader.readToEnd(always);
    isOver = true;
    await watching;
    expect(reader.job.sampleCount).toBe(SAMPLES);
    expect(counts.size).toBeGreaterThan(20);
  });

  test('the job does not grow while work on it has its turn', async () => {
    const reader = new EventFileReader(new MemoryFile(content));
    const gate = new Gate();
    const counted = reader.inTurn(async () => {
      await gate.passed;
      return reader.job.sampleCount;
    });
    const reading = reader.readToEnd(always);
    for (let i = 0; i < 50; i++) await turn();
    gate.open();
    expect(await counted).toBe(0);
    await reading;
    expect(reader.job.sampleCount).toBe(SAMPLES);
  });

  test('work that fails does not keep others from their turn', async () => {
    const reader = new EventFileReader(new MemoryFile(content));
    await expect(reader.inTurn(() => Promise.reject(new Error('odd')))).rejects.toThrow('odd');
    expect(await reader.inTurn(async () => 1)).toBe(1);
  });
});

describe('a record that is too long', () => {
  const long = record(new Uint8Array(MAX_RECORD_BYTES).fill(1));
  const before = eventFile([sample(0)]);
  const behind = eventFile([sample(1)]);

  test('is verified and skipped, and what is around it is kept', async () => {
    const reader = await readAll(concat([before, long, behind]));
    expect(reader.damage).toBeNull();
    expect(reader.job.sampleCount).toBe(2);
    expect(reader.job.problems.list).toMatchObject([{ code: 'too-many', offset: before.length }]);
    expect(await reader.isUnchanged()).toBe(true);
  });

  test('is the first or the last one', async () => {
    for (const content of [concat([long, behind]), concat([before, long])]) {
      const reader = await readAll(content);
      expect([reader.job.sampleCount, reader.bytesRead, reader.damage]).toEqual([1, content.length, null]);
      expect(await reader.isUnchanged()).toBe(true);
      const file = new MemoryFile(content.slice());
      expect(await new EventFileReader(file, reader.job, reader.state ?? undefined).isUnchanged()).toBe(true);
      file.content[file.content.length - 1] ^= 1;
      expect(await new EventFileReader(file, reader.job, reader.state ?? undefined).isUnchanged()).toBe(false);
    }
  });

  test('is damage where its checksum is wrong', async () => {
    const content = concat([before, long, behind]);
    content[before.length + 1_000] ^= 1;
    const reader = await readAll(content);
    expect(reader.damage?.offset).toBe(before.length);
    expect(reader.damage?.message).toContain('does not match');
    expect(reader.job.sampleCount).toBe(1);
  });

  test('is waited for while it is being written', async () => {
    const content = concat([before, long, behind]);
    const file = new MemoryFile(content.subarray(0, before.length + long.length - 1));
    const reader = new EventFileReader(file);
    await reader.readToEnd(always);
    expect([reader.bytesRead, reader.damage]).toEqual([before.length, null]);
    file.content = content;
    await reader.readToEnd(always);
    expect([reader.bytesRead, reader.job.sampleCount]).toEqual([content.length, 2]);
  });
});

test('of an event with too many entries the first are read, the same when its record is read again', async () => {
  const labels = packedInts(
    3,
    Array.from({ length: MAX_ENTRIES + 1_000 }, (_, i) => i % 2_000),
  );
  const reader = await readAll(concat([eventFile([sample(7)]), record(event({ sampleId: 7, extra: labels }))]));
  expect(reader.job.samples.column.labelCount[0]).toBe(MAX_LABELS_PER_SAMPLE);
  expect(reader.job.problems.list.map(({ message }) => message)).toContain(
    `There are too many entries in an event; the first ${MAX_ENTRIES} are read.`,
  );
});
