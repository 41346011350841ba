import { copyFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { IndexCache } from '../../lib/indexing/index-cache';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { TestClock } from '../support/clock';
import { eventFile } from '../support/event-writer';
import { labelsOf } from '../support/labels';
import { asked, manageWatched, samplesOf } from '../support/managers';
import { NearIndexer } from '../support/near-indexer';
import { append, run, setAge, temporaryDirectory, writeJob } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

/* Mounts on which a file has another inode or device number at every look. */

const EVENTS = run({ samples: 300, labels: 'black' });
const FILE = eventFile(EVENTS);
const MORE = run({ samples: 400, labels: 'black' }).slice(-100);

/** More than the first and the last record, compared a few times; far less than the file. */
const MARKS_BYTES = 3_000;

let base: string;
let file: string;
let manager: ExplainManager;
let storage: WatchedStorage;
let loader: ExplainLoader;

beforeEach(async () => {
  base = await temporaryDirectory();
  file = await writeJob(`${base}/run`, FILE);
  for (const path of [`${base}/run`, base]) await setAge(path, 60);
  ({ manager, storage } = manageWatched(base));
});

async function start(): Promise<void> {
  await manager.startLoadData({ reloadInterval: 0 });
  loader = await asked(manager, './run');
  await loader.settled(10_000);
  expect(loader.sampleCount).toBe(300);
  storage.readings.length = 0;
}

const bytesRead = () => storage.readings.reduce((sum, { start, end }) => sum + end - start, 0);

describe('inodes that change at every look', () => {
  beforeEach(async () => {
    storage.hasShiftingInodes = true;
    await start();
  });

  test('cost no second reading of a file', async () => {
    const { directories } = manager;
    for (let i = 0; i < 3; i++) await manager.loadData();
    expect(manager.directories).toBe(directories);
    expect(bytesRead()).toBe(0);
    await utimes(file, new Date(), new Date());
    await manager.loadData();
    expect(loader.sampleCount).toBe(300);
  });

  test('and a file that grows is read from where it was', async () => {
    for (let size = FILE.length, i = 0; i < 5; i++) {
      const news = eventFile(MORE.slice(i * 20, i * 20 + 20));
      await append(file, news);
      storage.readings.length = 0;
      await manager.loadData();
      size += news.length;
      expect(loader.snapshot).toMatchObject({ bytesRead: size, damage: null, problemCount: 0 });
      expect(bytesRead()).toBeLessThan(news.length + MARKS_BYTES);
    }
    expect(storage.openFiles).toBe(1);
    expect(await samplesOf(loader)).toHaveLength(loader.sampleCount);
  });

  test('what is known of a job that is not loaded is kept', async () => {
    const known = manager.peekSnapshot(loader.directory);
    await manager.loadData();
    const [directory] = manager.getJobList().directories;
    expect(directory.identity).toBe(loader.directory.identity);
    expect(manager.peekSnapshot(directory)).toBe(known);
  });

  test.each([
    ['of the same size', 300, 'white'],
    ['longer', 350, 'white'],
    ['shorter', 200, 'black'],
  ])('but another file in its place, %s, is noticed', async (_, samples, labels) => {
    await writeFile(`${base}/new`, eventFile(run({ samples, labels })));
    await rename(`${base}/new`, file);
    await manager.loadData();
    expect(loader.snapshot).toMatchObject({ sampleCount: samples, problemCount: 0, damage: null });
    expect((await labelsOf(loader))[0].name).toBe(`${labels} 0`);
  });

  test('and a copy that has grown is followed', async () => {
    await copyFile(file, `${base}/new`);
    await append(`${base}/new`, MORE);
    await rename(`${base}/new`, file);
    await manager.loadData();
    const { length } = eventFile(MORE);
    expect(loader.snapshot?.bytesRead).toBe(FILE.length + length);
    await append(file, MORE);
    await manager.loadData();
    expect(loader.snapshot?.bytesRead).toBe(FILE.length + 2 * length);
  });
});

test('an inode that changes once, without any other change, costs no second reading', async () => {
  await start();
  storage.inodes = 'of another mount';
  await manager.loadData();
  await manager.loadData();
  expect(bytesRead()).toBeLessThan(MARKS_BYTES);
  await append(file, MORE);
  storage.readings.length = 0;
  await manager.loadData();
  expect(bytesRead()).toBeLessThan(eventFile(MORE).length + MARKS_BYTES);
  expect(loader.snapshot?.bytesRead).toBe(FILE.length + eventFile(MORE).length);
});

test('an index on disk is used although the inode has changed since', async () => {
  const large = eventFile(run({ samples: 5_000 }));
  file = await writeJob(`${base}/run`, large);
  const directory = await temporaryDirectory();
  const open = async (watched: WatchedStorage) => {
    const options = { directory, maxBytes: 2 ** 27, build: 'one', retrySeconds: 0 };
    const cache = new IndexCache(watched, options, new TestClock(Date.now()), () => {});
    const other = manageWatched(base, { storage: watched, makeIndexer: () => new NearIndexer(watched, cache) });
    await other.manager.startLoadData({ reloadInterval: 0 });
    const job = await asked(other.manager, './run');
    await job.load();
    await job.load(); // waits until the index is on disk
    expect(job.sampleCount).toBe(5_000);
    const readings = watched.readings.filter(({ path }) => path === file);
    return readings.reduce((sum, { start, end }) => sum + end - start, 0);
  };
  expect(await open(new WatchedStorage())).toBeGreaterThanOrEqual(large.length);
  const moved = new WatchedStorage();
  moved.inodes = 'of another mount';
  expect(await open(moved)).toBeLessThan(MARKS_BYTES);
  const shifting = new WatchedStorage();
  shifting.hasShiftingInodes = true;
  await append(file, MORE);
  expect(await open(shifting)).toBeLessThan(eventFile(MORE).length + MARKS_BYTES);
  expect((await stat(file)).size).toBe(large.length + eventFile(MORE).length);
});
