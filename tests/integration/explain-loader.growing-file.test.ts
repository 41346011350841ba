import { expect, test } from 'vitest';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { concat, type EventInput, eventFile, record } from '../support/event-writer';
import { labelsOf } from '../support/labels';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { random } from '../support/random';
import { append, run, setAge, temporaryDirectory, writeJob } from '../support/runs';

const EVENTS: EventInput[] = run({ samples: 12 });
const FILE = eventFile(EVENTS);

/** Where each record ends. */
const ENDS: number[] = [];
for (const input of EVENTS) ENDS.push((ENDS.at(-1) ?? 0) + eventFile([input]).length);

/** Cuts a file at random bytes, into pieces of 1 to `longest` bytes. */
function piecesOf(file: Uint8Array, longest: number, seed: number): Uint8Array[] {
  const next = random(seed);
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < file.length; start += pieces[pieces.length - 1].length) {
    pieces.push(file.subarray(start, start + 1 + Math.floor(next() * longest)));
  }
  return pieces;
}

/** The content of a job of the complete records in the first `size` bytes. */
function expectedAt(size: number) {
  const whole = EVENTS.slice(0, ENDS.filter((end) => end <= size).length);
  const maps = whole.flatMap(({ sampleId, explanations = [] }) => explanations.map(({ path }) => ({ sampleId, path })));
  return {
    bytesRead: ENDS.findLast((end) => end <= size) ?? 0,
    maps,
    images: whole.filter((event) => event.imagePath),
  };
}

async function shownBy(loader: ExplainLoader) {
  const samples = await samplesOf(loader);
  return {
    images: samples.map(({ imagePath }) => imagePath).filter(Boolean),
    maps: samples.flatMap(({ id, maps }) => maps.map(({ path }) => ({ sampleId: id, path }))),
  };
}

const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);

test.each([1, 2, 3])('a file that grows in pieces cut at any byte shows its complete records (%i)', async (seed) => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, new Uint8Array(0));
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  let size = 0;
  for (const piece of piecesOf(FILE, 150, seed)) {
    await append(file, piece);
    size += piece.length;
    await manager.loadData();
    const { bytesRead, images, maps } = expectedAt(size);
    expect(loader.snapshot, `at ${size} bytes`).toMatchObject({ bytesRead, fileSize: size, damage: null });
    expect(loader.sampleCount).toBe(images.length);
    const shown = await shownBy(loader);
    expect(shown.images).toEqual(images.map(({ imagePath }) => imagePath));
    expect(shown.maps.sort(byPath)).toEqual(maps.sort(byPath));
  }
  expect(size).toBe(FILE.length);
  expect(await asked(manager, './run')).toBe(loader);
});

test('a file read in pieces gives the same job as one read at once', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/pieces`, new Uint8Array(0));
  await writeJob(`${base}/whole`, FILE);
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  for (const piece of piecesOf(FILE, 700, 4)) {
    await append(file, piece);
    await manager.loadData();
  }
  const [pieces, whole] = [await asked(manager, './pieces'), await asked(manager, './whole')];
  expect(pieces.snapshot).toEqual(whole.snapshot);
  expect(await samplesOf(pieces)).toEqual(await samplesOf(whole));
  expect(await pieces.scores()).toEqual(await whole.scores());
  expect(await pieces.describe()).toEqual(await whole.describe());
});

test('bytes that were read are not read again', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, new Uint8Array(0));
  const { manager, storage } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  let size = 0;
  for (const piece of piecesOf(FILE, 300, 5)) {
    const before = loader.snapshot?.bytesRead ?? 0;
    storage.readings.length = 0;
    await append(file, piece);
    size += piece.length;
    await manager.loadData();
    const forward = storage.readings.filter(({ how }) => how === 'forward');
    expect(forward.length).toBeGreaterThan(0);
    for (const { start, end } of forward) {
      expect(start).toBeGreaterThanOrEqual(before);
      expect(end).toBeLessThanOrEqual(size);
    }
    // Only its first and its last record are read again, before and after, to check that it is still the same file.
    expect(storage.readings.filter(({ how }) => how === 'range').length).toBeLessThanOrEqual(4);
  }
  expect(storage.count('open')).toBe(1);
});

test('a file that has grown is read further, even if its time is the same', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, EVENTS);
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  const { updateTime } = loader;
  await append(file, [{ sampleId: 12, imagePath: 'late.jpg' }]);
  await setAge(file, 60);
  await manager.loadData();
  expect(loader.updateTime).toBe(updateTime);
  expect(loader.sampleCount).toBe(13);
});

test('a file that has not grown is not read', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, FILE.subarray(0, FILE.length - 5));
  const { manager, storage } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  storage.readings.length = 0;
  await manager.loadData();
  await manager.loadData();
  expect(storage.readings).toEqual([]);
});

test('names and labels that are written late appear immediately', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, [
    { sampleId: 0, imagePath: 'a' },
    { sampleId: 0, truth: [1], inference: { truthProb: [0.5] } },
  ]);
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  expect(await loader.sample(0)).toMatchObject({ sample: { labels: [{ name: '#1' }] } });
  expect(await labelsOf(loader)).toMatchObject([{ id: 1, name: '#1' }]);
  await append(file, [{ metadata: { labels: ['cat', 'dog'], explainers: ['RISE'], metrics: ['Robustness'] } }]);
  await manager.loadData();
  expect(await loader.sample(0)).toMatchObject({ sample: { labels: [{ name: 'dog' }] } });
  expect(await labelsOf(loader)).toMatchObject([{ id: 1, name: 'dog', samples: 1 }]);
  expect(loader).toMatchObject({ explainers: ['RISE'], metrics: ['Robustness'] });
});

test('a revision identifies what was read: it changes with every record and only then', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, FILE.subarray(0, ENDS[0]));
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  const generation = loader.snapshot?.generation;
  const revisions = [loader.snapshot?.revision];
  for (let i = 1; i < 6; i++) {
    const middle = ENDS[i - 1] + 7;
    await append(file, FILE.subarray(ENDS[i - 1], middle));
    await manager.loadData();
    expect(loader.snapshot?.revision).toBe(revisions.at(-1));
    await append(file, FILE.subarray(middle, ENDS[i]));
    await manager.loadData();
    revisions.push(loader.snapshot?.revision);
  }
  expect(new Set(revisions).size).toBe(6);
  expect(loader.snapshot?.generation).toBe(generation);
});

test('a record longer than a block is read completely', async () => {
  const base = await temporaryDirectory();
  const labels = Array.from({ length: 30_000 }, (_, i) => `${i} ${'x'.repeat(60)}`);
  const long = eventFile([{ metadata: { labels } }]);
  expect(long.length).toBeGreaterThan(2 ** 20);
  const file = await writeJob(`${base}/run`, concat([eventFile(EVENTS), long.subarray(0, long.length - 10)]));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  expect(loader.snapshot).toMatchObject({ bytesRead: FILE.length, damage: null, sampleCount: 12 });
  await append(file, concat([long.subarray(long.length - 10), eventFile([{ sampleId: 12, imagePath: 'last' }])]));
  await append(file, [{ sampleId: 12, truth: [29_999], inference: { truthProb: [0.5] } }]);
  await manager.loadData();
  expect(loader.sampleCount).toBe(13);
  // Four labels already have names.
  expect(await loader.sample(12)).toMatchObject({
    sample: { imagePath: 'last', labels: [{ id: 29_999, name: labels[29_995] }] },
  });
});

test('events without content of the job are skipped, wherever they are', async () => {
  const base = await temporaryDirectory();
  const version = record(Uint8Array.from([(3 << 3) | 2, 3, 0x76, 0x3a, 0x31]));
  await writeJob(`${base}/run`, concat([version, FILE, version]));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  expect(loader.snapshot).toMatchObject({ damage: null, problemCount: 0, sampleCount: 12 });
  expect(loader.snapshot?.bytesRead).toBe(loader.directory.size);
});
