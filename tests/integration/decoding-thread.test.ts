import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { generateJob, ODD_JOB } from '../../bench/generate';
import { privateMemory, SharedBlockMemory, tapeOf } from '../../lib/reading/block-memory';
import { decodeHere, LONG_BYTES } from '../../lib/reading/decoded-blocks';
import { DecodingThread } from '../../lib/reading/decoding-thread';
import { EventFileReader } from '../../lib/reading/event-file-reader';
import { concat, event, record } from '../support/event-writer';
import { MemoryFile } from '../support/memory-file';
import { temporaryDirectory } from '../support/runs';

const records = Array.from({ length: 100 }, (_, id) => record(event({ sampleId: id, imagePath: `${id}.jpg` })));
const whole = concat(records);
const damaged = whole.slice();
damaged[records[0].length + 13] ^= 1;

/** A block in shared memory. */
function shared(bytes: Uint8Array): Uint8Array {
  const block = new SharedBlockMemory(bytes.length).allocate(bytes.length);
  block.set(bytes);
  return block;
}

/** The result of decoding a block, with its tape. */
async function decoded(thread: DecodingThread, bytes: Uint8Array) {
  const block = shared(bytes);
  const { verifiedEnd, tapeLength } = await thread.decode(block);
  return { verifiedEnd, tape: [...tapeOf(block).subarray(0, tapeLength)] };
}

/** The same, decoded on this thread. */
async function decodedInPlace(bytes: Uint8Array) {
  const block = shared(bytes);
  const { verifiedEnd, tapeLength } = await decodeHere(block);
  return { verifiedEnd, tape: [...tapeOf(block).subarray(0, tapeLength)] };
}

/** A running decoding thread and its worker. */
async function comeUp(makeWorker?: () => Worker) {
  const usual = new DecodingThread().makeThread;
  let up: Promise<unknown> = Promise.resolve();
  const thread = new DecodingThread(() => {
    const worker = (makeWorker ?? usual)();
    up = once(worker, 'message');
    return worker;
  });
  expect(await decoded(thread, whole), 'in place, before the thread is up').toEqual(await decodedInPlace(whole));
  await up;
  return thread;
}

test('the thread returns blocks in order', async () => {
  const thread = await comeUp();
  const blocks = [whole, damaged, whole.subarray(0, 50), new Uint8Array(0), whole];
  const answers = await Promise.all(blocks.map((bytes) => decoded(thread, bytes)));
  expect(answers).toEqual(await Promise.all(blocks.map(decodedInPlace)));
  expect(answers[0].tape.length).toBeGreaterThan(5 * records.length);
});

test('no thread is started for a block in private memory', async () => {
  let begun = 0;
  const thread = new DecodingThread(() => {
    begun++;
    throw new Error('The thread is not needed.');
  });
  const block = privateMemory.allocate(whole.length);
  block.set(whole);
  expect((await thread.decode(block)).verifiedEnd).toBe(whole.length);
  expect(begun).toBe(0);
});

test('after the thread has died, pending and later blocks are decoded on the calling thread', async () => {
  const body = `
    const { parentPort } = require('node:worker_threads');
    parentPort.postMessage('up');
    parentPort.on('message', () => process.exit());
  `;
  const thread = await comeUp(() => new Worker(body, { eval: true }));
  const answers = await Promise.all([whole, damaged].map((bytes) => decoded(thread, bytes)));
  expect(answers).toEqual(await Promise.all([whole, damaged].map(decodedInPlace)));
  expect((await decoded(thread, damaged)).verifiedEnd).toBe(records[0].length);
});

test('a long file gives the same job, damaged at the same byte, whichever thread decoded it', async () => {
  const directory = await temporaryDirectory();
  const run = readFileSync(generateJob(directory, { ...ODD_JOB, samples: 15_000 }));
  const content = concat(Array.from({ length: Math.ceil(LONG_BYTES / run.length) }, () => run));
  const broken = new Uint8Array(content);
  broken[content.length - 1_000_000] ^= 1;
  const thread = await comeUp();
  for (const bytes of [content, broken]) {
    const [here, there] = await Promise.all(
      [decodeHere, thread.decode].map(async (decode) => {
        const reader = new EventFileReader(new MemoryFile(bytes));
        await reader.readToEnd(() => true, decode);
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
