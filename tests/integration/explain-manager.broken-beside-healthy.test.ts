import { open, rm, truncate, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { concat, type EventInput, eventFile, record } from '../support/event-writer';
import { asked, loaded, manage, samplesOf } from '../support/managers';
import { random } from '../support/random';
import { append, EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';

const EVENTS: EventInput[] = run({ samples: 6 });
const FILE = eventFile(EVENTS);
/** Metadata, and the image and the inference of the first three samples. */
const HEAD = eventFile(EVENTS.slice(0, 7));
const TAIL = FILE.subarray(HEAD.length);

let base: string;
let manager: ExplainManager;
let healthy: ExplainLoader;

beforeEach(async () => {
  base = await temporaryDirectory();
  await writeJob(`${base}/healthy`, FILE);
  ({ manager } = manage(base));
  await manager.startLoadData({ reloadInterval: 0 });
  healthy = await asked(manager, './healthy');
});

/** The job with this event file, found and loaded. */
async function jobOf(content: Uint8Array): Promise<ExplainLoader> {
  await writeJob(`${base}/broken`, content);
  await manager.loadData();
  return loaded(manager, './broken');
}

/** The healthy job is unaffected. */
async function expectOthersUntouched() {
  expect(await asked(manager, './healthy')).toBe(healthy);
  expect(healthy.status).toEqual({ kind: 'loaded' });
  expect(healthy.snapshot).toMatchObject({ damage: null, problemCount: 0, sampleCount: 6, bytesRead: FILE.length });
  expect(await samplesOf(healthy)).toHaveLength(6);
  expect(manager.failures.has('./healthy')).toBe(false);
  expect(manager.status).toEqual({ kind: 'done' });
}

/** All three samples of `HEAD`, as written. */
async function expectHeadKept(loader: ExplainLoader) {
  const samples = await samplesOf(loader);
  expect(samples.map(({ id, labels }) => [id, labels[0].name])).toEqual([
    [0, 'label 0'],
    [1, 'label 1'],
    [2, 'label 2'],
  ]);
}

const flipped = (bytes: Uint8Array, at: number) => bytes.with(at, bytes[at] ^ 0x10);

describe('an event file', () => {
  test('that is truncated is a run in progress: its complete records are shown', async () => {
    const loader = await jobOf(concat([HEAD, TAIL.subarray(0, 30)]));
    expect(loader.snapshot).toMatchObject({
      damage: null,
      bytesRead: HEAD.length,
      fileSize: HEAD.length + 30,
      problemCount: 0,
    });
    await expectHeadKept(loader);
    await expectOthersUntouched();
  });

  test.each<[string, Uint8Array, string]>([
    ['with a flipped bit in a payload', flipped(TAIL, 20), 'checksum of a record of'],
    ['with a flipped bit in a length', flipped(TAIL, 2), "checksum of a record's length"],
    ['with a flipped bit in a checksum', flipped(TAIL, 9), "checksum of a record's length"],
    ['with a record of length 0', new Uint8Array(64), 'a record of length 0'],
    ['with bytes of ones', new Uint8Array(64).fill(0xff), "checksum of a record's length"],
  ])('%s keeps what comes before, and names the byte', async (_, tail, words) => {
    const loader = await jobOf(concat([HEAD, tail, FILE]));
    const { damage, bytesRead } = loader.snapshot ?? {};
    expect(damage).toEqual({ offset: HEAD.length, message: expect.stringContaining(`byte ${HEAD.length}`) });
    expect(damage?.message).toContain(words);
    expect(bytesRead).toBe(HEAD.length);
    expect(loader.status).toEqual({ kind: 'loaded' });
    await expectHeadKept(loader);
    await expectOthersUntouched();
  });

  test('of garbage is damaged at its first byte', async () => {
    const next = random(7);
    const loader = await jobOf(Uint8Array.from({ length: 5000 }, () => Math.floor(next() * 256)));
    expect(loader.snapshot).toMatchObject({ bytesRead: 0, generation: null, sampleCount: 0 });
    expect(loader.snapshot?.damage).toEqual({ offset: 0, message: expect.stringContaining('byte 0 ') });
    expect(await samplesOf(loader)).toEqual([]);
    await expectOthersUntouched();
  });

  test('that is empty is a run that has not written anything yet', async () => {
    const loader = await jobOf(new Uint8Array(0));
    expect(loader.snapshot).toMatchObject({ bytesRead: 0, fileSize: 0, generation: null, damage: null });
    expect(await samplesOf(loader)).toEqual([]);
    expect(await loader.describe()).toMatchObject({ samples: 0, labels: '[]' });
    await append(`${base}/broken/${EVENT_FILE}`, FILE);
    await manager.loadData();
    expect(loader.sampleCount).toBe(6);
    await expectOthersUntouched();
  });

  test('with invalid events is read beyond them, and each is a problem with its byte', async () => {
    const noEvent = record(Uint8Array.of(0xff, 0xff, 0xff));
    const loader = await jobOf(concat([HEAD, noEvent, TAIL, noEvent]));
    expect(loader.snapshot).toMatchObject({ damage: null, sampleCount: 6, problemCount: 2 });
    expect(loader.snapshot?.problems).toMatchObject([
      { code: 'bad-event', offset: HEAD.length, message: expect.stringContaining(`byte ${HEAD.length} `) },
      { code: 'bad-event', offset: FILE.length + noEvent.length },
    ]);
    await expectOthersUntouched();
  });

  test('with invalid labels and probabilities is shown without them', async () => {
    const loader = await jobOf(
      concat([
        FILE,
        eventFile([{ sampleId: 0, inference: { predictedLabel: [-1, 999], predictedProb: [0.5, Number.NaN] } }]),
      ]),
    );
    const problems = loader.snapshot?.problems.map(({ code, offset }) => `${code} at ${offset}`);
    expect(problems?.sort()).toEqual([
      `bad-inference at ${FILE.length}`,
      `bad-label at ${FILE.length}`,
      `bad-label at ${FILE.length}`,
    ]);
    expect(await loader.sample(0)).toMatchObject({
      sample: { labels: [{ id: 0 }, { id: 999, name: '#999', confidence: null }] },
    });
    await expectOthersUntouched();
  });
});

describe('damage', () => {
  test('is checked again whenever the file grows, and stays where it is', async () => {
    const loader = await jobOf(concat([HEAD, flipped(TAIL, 20)]));
    const { damage } = loader.snapshot ?? {};
    await append(`${base}/broken/${EVENT_FILE}`, FILE);
    await manager.loadData();
    expect(loader.snapshot).toMatchObject({ damage, bytesRead: HEAD.length, fileSize: 2 * FILE.length });
    await expectHeadKept(loader);
  });

  test('disappears once the file is repaired', async () => {
    const loader = await jobOf(concat([HEAD, flipped(TAIL, 20)]));
    expect(loader.snapshot?.damage).not.toBeNull();
    await writeFile(`${base}/broken/${EVENT_FILE}`, FILE);
    await manager.loadData();
    expect(loader.snapshot).toMatchObject({ damage: null, sampleCount: 6 });
  });

  test('to bytes already read is found by the request that needs them', async () => {
    const loader = await jobOf(FILE);
    const handle = await open(`${base}/broken/${EVENT_FILE}`, 'r+');
    await handle.write(Uint8Array.of(TAIL[20] ^ 0x10), 0, 1, HEAD.length + 20);
    await handle.close();
    expect(await samplesOf(loader)).toHaveLength(3);
    expect(loader.snapshot?.damage).toMatchObject({ offset: HEAD.length });
    await expectOthersUntouched();
  });
});

describe('a directory that is deleted', () => {
  test('removes its job, and no other', async () => {
    await jobOf(FILE);
    await rm(`${base}/broken`, { recursive: true });
    await manager.loadData();
    expect(await manager.getJob('./broken')).toBeNull();
    expect(manager.peekJob('./broken')).toBeUndefined();
    expect(manager.failures.size).toBe(0);
    expect(manager.getJobList().directories.map(({ relativePath }) => relativePath)).toEqual(['./healthy']);
    await expectOthersUntouched();
  });

  test('and created again is a job again', async () => {
    const before = await jobOf(FILE);
    await rm(`${base}/broken`, { recursive: true });
    await manager.loadData();
    const after = await jobOf(HEAD);
    expect(after).not.toBe(before);
    await expectHeadKept(after);
  });

  test('keeps what was read until the next cycle', async () => {
    const loader = await jobOf(FILE);
    await rm(`${base}/broken`, { recursive: true });
    expect(await samplesOf(await asked(manager, './broken'))).toHaveLength(6);
    expect(await asked(manager, './broken')).toBe(loader);
  });
});

test('a file that shrinks is read again from its start', async () => {
  const loader = await jobOf(FILE);
  await truncate(`${base}/broken/${EVENT_FILE}`, HEAD.length + 3);
  await manager.loadData();
  expect(loader.snapshot).toMatchObject({ damage: null, bytesRead: HEAD.length, fileSize: HEAD.length + 3 });
  await expectHeadKept(loader);
  await expectOthersUntouched();
});
