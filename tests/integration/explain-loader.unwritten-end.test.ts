import { open, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { eventFile } from '../support/event-writer';
import { asked, manageWatched, samplesOf } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';
import type { WatchedStorage } from '../support/watched-storage';

/* Event files whose end reads as zeros: after a crash, or while a network file system has not received everything. */

const EVENTS = run({ samples: 6 });
const FILE = eventFile(EVENTS);
/** The offsets at which the last two records begin, the last of which has a payload of some bytes. */
const [PENULTIMATE, LAST] = [eventFile(EVENTS.slice(0, -2)).length, eventFile(EVENTS.slice(0, -1)).length];

let base: string;
let file: string;
let manager: ExplainManager;
let storage: WatchedStorage;
let loader: ExplainLoader;

beforeEach(async () => {
  base = await temporaryDirectory();
  file = await writeJob(`${base}/run`, FILE);
  ({ manager, storage } = manageWatched(base));
});

/** The file with zeros from a byte on, and `more` zeros after its end. */
const zeroed = (from: number, more = 0) =>
  Buffer.concat([FILE.subarray(0, from), Buffer.alloc(FILE.length - from + more)]);

/** Loads the job with this content. */
async function load(content: Uint8Array): Promise<void> {
  await writeJob(`${base}/run`, content);
  await manager.startLoadData({ reloadInterval: 0 });
  loader = await asked(manager, './run');
  await loader.settled(10_000);
}

/** Overwrites bytes in place; the size stays, and so do both times as the storage shows them. */
async function fill(content: Uint8Array, position: number): Promise<void> {
  const before = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(content, 0, content.length, position);
  await handle.close();
  await utimes(file, before.atime, before.mtime);
  storage.timesOf.set(file, { modified: before.mtimeMs, changed: before.ctimeMs });
}

describe.each([0, 1, 11, 4_096, 3 * 2 ** 20])('zeros at the end of the file, and %i more,', (more) => {
  test.each([
    ['the whole last record', LAST, LAST],
    ['the last two records', PENULTIMATE, PENULTIMATE],
    ['the last record but its length', LAST + 8, LAST],
    ['the last record but its length and part of the checksum', LAST + 10, LAST],
    ['the payload of the last record', LAST + 12, LAST],
    ['half of the last record', LAST + 20, LAST],
    ['the last checksum', FILE.length - 4, LAST],
    ['the last byte', FILE.length - 1, LAST],
  ])('instead of %s, are not there yet and are read once they are', async (_, from, bytesRead) => {
    await load(zeroed(from, more));
    const fileSize = FILE.length + more;
    expect(loader.status).toEqual({ kind: 'loaded' });
    expect(loader.snapshot).toMatchObject({ damage: null, problems: [], bytesRead, fileSize });
    expect(loader.isBehind).toBe(false);
    const { snapshot } = loader;
    await manager.loadData();
    expect(loader.snapshot).toBe(snapshot);

    await fill(FILE.subarray(from), from);
    await manager.loadData();
    expect(loader.isBehind).toBe(false);
    expect(loader.snapshot).toMatchObject({ damage: null, bytesRead: FILE.length, fileSize });
    expect(await samplesOf(loader)).toHaveLength(6);
  });
});

test('a file of zeros only is a job without content', async () => {
  await load(new Uint8Array(100_000));
  expect(loader.snapshot).toMatchObject({ damage: null, bytesRead: 0, sampleCount: 0, zerosFrom: 0 });
  await fill(FILE, 0);
  await manager.loadData();
  expect(loader.snapshot).toMatchObject({ damage: null, sampleCount: 6 });
});

test('zeros that have been found once are not all read again', async () => {
  await load(zeroed(LAST, 8 * 2 ** 20));
  storage.readings.length = 0;
  for (let i = 0; i < 3; i++) await manager.loadData();
  const read = storage.readings.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(read).toBeLessThan(3_000);
});

test.each([
  ['a whole record', PENULTIMATE, LAST],
  ['part of a record', PENULTIMATE + 14, LAST],
  ['a checksum', LAST - 4, LAST],
])('zeros instead of %s, with another one after it, are damage', async (_, from, to) => {
  const content = FILE.slice();
  content.fill(0, from, to);
  await load(content);
  expect(loader.snapshot).toMatchObject({ bytesRead: PENULTIMATE, damage: { offset: PENULTIMATE }, zerosFrom: null });
  await fill(FILE.subarray(from, to), from);
  await manager.loadData();
  expect(loader.snapshot).toMatchObject({ damage: null, bytesRead: FILE.length });
});

test('anything else in the last record is damage', async () => {
  const content = FILE.slice();
  content[LAST + 20] ^= 0xff;
  content[FILE.length - 1] |= 1;
  await load(content);
  expect(loader.snapshot).toMatchObject({ bytesRead: LAST, damage: { offset: LAST } });
});

test('if the run has ended, the zeros are a problem of the job', async () => {
  await load(zeroed(LAST + 20, 50));
  await writeJob(`${base}/run/_explain_1700000000`, Buffer.from('{}'), { name: 'manifest.json' });
  const { state, problems } = await manager.statusOf(loader.directory, loader);
  expect(state).toBe('damaged');
  const message = `The run has ended, but its event file has only zeros from byte ${LAST + 20} to its end at byte ${FILE.length + 50}. The 6 samples before it are kept.`;
  expect(problems).toEqual([{ code: 'cut-off', message, offset: LAST }]);
});

test('a record that was cut off and completed without a change of its size or time is read', async () => {
  const longer = Buffer.concat([FILE.subarray(0, LAST + 20), Buffer.from([1, 2, 3])]);
  await load(longer);
  expect(loader.snapshot).toMatchObject({ damage: null, bytesRead: LAST });
  await writeFile(file, FILE);
  await manager.loadData();
  expect(loader.snapshot).toMatchObject({ bytesRead: FILE.length });
});

test('a sparse file that claims to have terabytes is damaged where they begin, and they are not read', async () => {
  await truncate(file, 2 ** 42);
  await manager.startLoadData({ reloadInterval: 0 });
  loader = await asked(manager, './run');
  await loader.settled(10_000);
  expect(loader.status).toEqual({ kind: 'loaded' });
  expect(loader.snapshot?.damage).toMatchObject({ offset: FILE.length });
  expect(loader.sampleCount).toBe(6);
});
