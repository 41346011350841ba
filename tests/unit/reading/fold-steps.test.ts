import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MAX_ENTRIES } from '../../../lib/event/event';
import { NumberList, SpanList } from '../../../lib/event/lists';
import { LabelLookup } from '../../../lib/job/label-lookup';
import { Names } from '../../../lib/job/names';
import { Problems } from '../../../lib/job/problems';
import { Table } from '../../../lib/job/table';
import { EventFileReader } from '../../../lib/reading/event-file-reader';
import { LONG_RECORDS } from '../../hostile/long-records';
import { concat, event, record } from '../../support/event-writer';
import { MemoryFile } from '../../support/memory-file';

/*
 * A record is folded in one step, however long it is: the worker answers for other jobs only after it. What such a step does is
 * counted, because that is the same on every machine: of these records, those that come next to the bounds take 60 to 80 ms of the 100
 * that a step may take.
 */

const MAX_CALLS = 3.5 * MAX_ENTRIES;
const MAX_TEXTS = MAX_ENTRIES;
const MAX_TEXT_BYTES = 10 * 2 ** 20;

interface Work {
  calls: number;
  texts: number;
  textBytes: number;
}

let work: Work = { calls: 0, texts: 0, textBytes: 0 };
/** The greatest of each between two turns of the thread. */
let most: Work = work;

function endStep(): void {
  const greater = (key: keyof Work) => Math.max(most[key], work[key]);
  most = { calls: greater('calls'), texts: greater('texts'), textBytes: greater('textBytes') };
  work = { calls: 0, texts: 0, textBytes: 0 };
}

/** Calls `note` with the arguments of each call of a method, before it. */
function watch(prototype: object, name: string, note: (...args: unknown[]) => void): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  vi.spyOn(methods, name).mockImplementation(function (this: unknown, ...args) {
    note(...args);
    return original.apply(this, args);
  });
}

beforeEach(() => {
  most = work = { calls: 0, texts: 0, textBytes: 0 };
  // Each slice is over as soon as it may end, and the thread has a turn then.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 10;
    return now;
  });
  watch(globalThis, 'setImmediate', endStep);
  const counted: [object, string][] = [
    [NumberList.prototype, 'push'],
    [SpanList.prototype, 'push'],
    [LabelLookup.prototype, 'find'],
    [Names.prototype, 'find'],
    [Names.prototype, 'add'],
    [Problems.prototype, 'add'],
    [Table.prototype, 'add'],
  ];
  for (const [prototype, name] of counted) watch(prototype, name, () => work.calls++);
  watch(TextDecoder.prototype, 'decode', (bytes) => {
    work.texts++;
    work.textBytes += (bytes as Uint8Array).length;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test.each(Object.keys(LONG_RECORDS))('folding a record is a bounded step: %s', { timeout: 60_000 }, async (name) => {
  const sample = record(event({ sampleId: 1, imagePath: 'a' }));
  const long = LONG_RECORDS[name]();
  expect(long.length).toBeGreaterThan(400_000);
  const reader = new EventFileReader(new MemoryFile(concat([sample, long, sample, long, sample])));
  await reader.readToEnd(() => true);
  endStep();
  expect([reader.damage, reader.bytesRead]).toEqual([null, reader.fileSize]);
  expect(most.calls, 'calls').toBeLessThan(MAX_CALLS);
  expect(most.texts, 'texts').toBeLessThan(MAX_TEXTS);
  expect(most.textBytes, 'bytes of texts').toBeLessThan(MAX_TEXT_BYTES);
});
