import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { generateJob, ODD_JOB } from '../../bench/generate';
import { EventFileReader } from '../../lib/manager/event-file-reader';
import { LONG_BYTES, verifyHere } from '../../lib/manager/verified-blocks';
import { VerifyingThread } from '../../lib/manager/verifying-thread';
import { wholeUntil } from '../../lib/record/record-reader';
import { concat, record } from '../support/event-writer';
import { MemoryFile } from '../support/memory-file';
import { temporaryDirectory } from '../support/runs';

const records = Array.from({ length: 100 }, (_, i) => record(new TextEncoder().encode(`record ${i}`)));
const whole = concat(records);
const damaged = whole.slice();
damaged[records[0].length + 13] ^= 1;

/** In shared memory, as blocks are. */
function shared(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(new SharedArrayBuffer(bytes.length));
  block.set(bytes);
  return block;
}

/** A thread that has come up, and the worker that it is. */
async function comeUp(makeWorker?: () => Worker) {
  const usual = new VerifyingThread().makeThread;
  let up: Promise<unknown> = Promise.resolve();
  const thread = new VerifyingThread(() => {
    const worker = (makeWorker ?? usual)();
    up = once(worker, 'message');
    return worker;
  });
  expect(await thread.verify(shared(whole)), 'in place, before the thread is up').toBe(whole.length);
  await up;
  return thread;
}

test('blocks are answered by the thread, each in its turn', async () => {
  const thread = await comeUp();
  const blocks = [whole, damaged, whole.subarray(0, 50), new Uint8Array(0), whole];
  const answers = await Promise.all(blocks.map((bytes) => thread.verify(shared(bytes))));
  expect(answers).toEqual(blocks.map((bytes) => wholeUntil(bytes)));
});

test('what a lost thread leaves unanswered is verified in place, and so is what comes later', async () => {
  const body = `
    const { parentPort } = require('node:worker_threads');
    parentPort.postMessage('up');
    parentPort.on('message', () => process.exit());
  `;
  const thread = await comeUp(() => new Worker(body, { eval: true }));
  const answers = await Promise.all([whole, damaged].map((bytes) => thread.verify(shared(bytes))));
  expect(answers).toEqual([whole.length, records[0].length]);
  expect(await thread.verify(shared(damaged))).toBe(records[0].length);
});

test('a long file is the same job whichever thread has verified it, and damaged at the same byte', async () => {
  const directory = await temporaryDirectory();
  const run = readFileSync(generateJob(directory, { ...ODD_JOB, samples: 15_000 }));
  const content = concat(Array.from({ length: Math.ceil(LONG_BYTES / run.length) }, () => run));
  const broken = new Uint8Array(content);
  broken[content.length - 1_000_000] ^= 1;
  const thread = await comeUp();
  for (const bytes of [content, broken]) {
    const [here, there] = await Promise.all(
      [verifyHere, thread.verify].map(async (verify) => {
        const reader = new EventFileReader(new MemoryFile(bytes));
        await reader.readOn(() => true, verify);
        return reader;
      }),
    );
    const { bytesRead, damage, fingerprint, job } = there;
    expect({ bytesRead, damage, fingerprint: fingerprint.value }).toEqual({
      bytesRead: here.bytesRead,
      damage: here.damage,
      fingerprint: here.fingerprint.value,
    });
    expect(job.tables.map((table) => table.length)).toEqual(here.job.tables.map((table) => table.length));
    expect(damage === null).toBe(bytes === content);
  }
});
