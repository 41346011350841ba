import { beforeEach, describe, expect, test } from 'vitest';
import { BlockCache } from '../../../lib/storage/block-cache';
import { localStorage } from '../../../lib/storage/local';
import { ObjectStorage } from '../../../lib/storage/object-storage';
import { StorageError } from '../../../lib/storage/storage';
import { StoreWatcher } from '../../../lib/summary/store-watcher';
import { BEGINNING, TestClock } from '../../support/clock';
import { MemoryObjects } from '../../support/memory-objects';
import { EVENT_FILE } from '../../support/runs';

const BASE = 's3://bucket/runs';
const HOUR = 3_600_000;

let objects: MemoryObjects;
let clock: TestClock;
let watched: Set<string>;
let watcher: StoreWatcher;

beforeEach(() => {
  objects = new MemoryObjects();
  clock = new TestClock();
  watched = new Set();
  const storage = new ObjectStorage('', objects, new BlockCache(localStorage, null), () => clock.now());
  watcher = new StoreWatcher({ storage, now: () => clock.now(), isWatched: (path) => watched.has(path) });
});

/** A job with pictures; written so many minutes ago. */
function put(path: string, content = 'events', minutesOld = 600): void {
  objects.put(`runs/${path}/${EVENT_FILE}`, content, clock.now() - minutesOld * 60_000);
  objects.put(`runs/${path}/_explain_1700000000/origin_images/0/1.jpg`, 'picture');
}

/** Scans, after half a minute. */
async function scan() {
  clock.advance(30_000);
  const found = await watcher.scan(BASE);
  return { ...found, paths: found.byPath.map(({ relativePath }) => relativePath) };
}

test('finds jobs at any depth, and never lists pictures', async () => {
  put('a');
  put('deep/er/b');
  objects.put('runs/notes.txt', 'x');
  const found = await scan();
  expect(found.paths).toEqual(['./a', './deep/er/b']);
  expect(found.directories[0]).toMatchObject({ eventFile: EVENT_FILE, size: 6, version: expect.any(String) });
  expect(objects.requests.map(({ key }) => key)).toEqual([
    'runs',
    'runs/a',
    'runs/deep',
    'runs/deep/er',
    'runs/deep/er/b',
  ]);
});

test('says where a directory has the name of a file of a job', async () => {
  put('a');
  objects.put('runs/a/events.part.1700000000.0000.000001/x', 'x');
  objects.put('runs/events.part.1700000000.0000.000001/x', 'x');
  const said = (path: string) => `${path} has the name of an event file, but is a directory, and is not read.`;
  const part = 'events.part.1700000000.0000.000001';
  for (const _ of ['listed', 'as before']) {
    const { paths, problems } = await scan();
    expect(paths).toEqual(['./a']);
    expect(problems.map(({ message }) => message)).toEqual([said(part), said(`a/${part}`)]);
  }
});

test('the base itself may be a job, or a whole bucket', async () => {
  objects.put(`run/${EVENT_FILE}`, 'x');
  expect((await watcher.scan('s3://bucket/run')).directories[0].relativePath).toBe('./');
  expect((await watcher.scan('s3://bucket')).directories[0].relativePath).toBe('./run');
});

test('a scan of a thousand jobs of which ten are being written takes at most 15 requests', async () => {
  for (let k = 0; k < 990; k++) put(`idle-${k}`);
  for (let k = 0; k < 10; k++) put(`awake-${k}`, 'events', 5);
  await scan();
  expect(objects.counts()).toEqual({ list: 1001, head: 0, get: 0 });
  const found = await scan();
  expect(objects.counts().list).toBeLessThanOrEqual(15);
  expect((await scan()).directories).toBe(found.directories); // nothing has changed
  put('awake-3', 'more events', 0);
  const grown = await scan();
  expect(grown.directories[0]).toMatchObject({ relativePath: './awake-3', size: 11 });
});

test('an idle job is looked at when somebody asks for it, and within three hours', async () => {
  for (let k = 0; k < 100; k++) put(`idle-${k}`);
  await scan();
  put('idle-50', 'more events');
  watched.add('./idle-50');
  expect((await scan()).byPath.find(({ relativePath }) => relativePath === './idle-50')?.size).toBe(11);
  watched.clear();
  put('idle-70', 'more events');
  let passed = 0;
  while (watcher.find('./idle-70')?.size !== 11 && passed <= 3 * HOUR) {
    await scan();
    passed += 30_000;
  }
  expect(passed).toBeLessThanOrEqual(3 * HOUR);
});

test('a job that is seen to grow is looked at in each scan, also where the clock of the store is hours behind', async () => {
  for (let k = 0; k < 100; k++) put(`idle-${k}`);
  await scan();
  put('new', 'events', 300);
  await scan();
  put('new', 'more events', 299);
  expect((await scan()).byPath.find(({ relativePath }) => relativePath === './new')?.size).toBe(11);
  clock.advance(HOUR);
  await scan();
  objects.counts();
  await scan();
  expect(objects.counts().list).toBe(4); // it is idle again, too
});

test('a clock that is set back costs no requests', async () => {
  for (let k = 0; k < 200; k++) objects.put(`runs/empty-${k}/notes.txt`, 'x');
  await scan();
  objects.counts();
  clock.advance(-90_000);
  await scan();
  expect(objects.counts().list).toBe(1);
});

test('a new job in a directory below the base is found within ten minutes, one in the base at once', async () => {
  for (let k = 0; k < 40; k++) put(`group-${k}/a`);
  await scan();
  put('new');
  expect((await scan()).paths).toContain('./new');
  put('group-7/b');
  objects.counts();
  let passed = 0;
  while (watcher.find('./group-7/b') === null && passed <= 600_000) {
    await scan();
    expect(objects.counts().list).toBeLessThanOrEqual(9); // with that of the new job
    passed += 30_000;
  }
  expect(passed).toBeLessThanOrEqual(600_000);
});

test('a job whose pictures come first is found with its event file', async () => {
  for (let k = 0; k < 40; k++) objects.put(`runs/empty-${k}/readme`, 'x');
  objects.put('runs/run/_explain_1700000000/origin_images/0/1.jpg', 'picture');
  expect((await scan()).total).toBe(0);
  put('run');
  expect((await scan()).paths).toEqual(['./run']);
});

test('parts are found; a job that is deleted is gone', async () => {
  put('run', 'events', 1);
  objects.put('runs/run/events.part.1700000000.0001.000000', 'more', clock.now());
  const [job] = (await scan()).directories;
  expect(job).toMatchObject({ size: 10, parts: [{ writer: 1, number: 0, size: 4, version: expect.any(String) }] });
  expect((await scan()).directories[0]).toBe(job);
  objects.put('runs/run/events.part.1700000000.0001.000000', 'MORE', clock.now());
  expect((await scan()).directories[0]).not.toBe(job); // told by its ETag alone
  for (const name of [EVENT_FILE, 'events.part.1700000000.0001.000000', '_explain_1700000000/origin_images/0/1.jpg'])
    objects.remove(`runs/run/${name}`);
  expect((await scan()).total).toBe(0);
});

test('a directory that cannot be listed keeps its job, and is a problem', async () => {
  put('run', 'events', 1);
  await scan();
  objects.before = ({ key }) => {
    if (key === 'runs/run') throw new StorageError('failed', `s3://bucket/${key}`, 'SlowDown');
  };
  const found = await scan();
  expect(found.paths).toEqual(['./run']);
  expect(found.problems).toEqual([
    { relativePath: './run', message: 's3://bucket/runs/run could not be read (SlowDown).' },
  ]);
  objects.before = () => {};
  expect((await scan()).problems).toEqual([]);
});

test('a base that cannot be listed is an error', async () => {
  objects.before = () => {
    throw new StorageError('refused', BASE, 'AccessDenied');
  };
  await expect(scan()).rejects.toThrow(
    `${BASE} cannot be read: the object store refuses the credentials (AccessDenied).`,
  );
});

describe('a job is looked up', () => {
  test('where no scan has been', async () => {
    put('group/run');
    expect(await watcher.findExplainDirectory(BASE, 'group/run')).toMatchObject({
      relativePath: './group/run',
      size: 6,
    });
    expect(objects.counts()).toEqual({ list: 1, head: 0, get: 0 });
  });

  test.each(['../secret', 'a/../../b', '/etc', '.hidden/run', '_explain_1', 'a/b/c/d/e/f', 'a\0'])(
    'not at %j, without a request',
    async (path) => {
      expect(await watcher.findExplainDirectory(BASE, path)).toBeNull();
      expect(objects.requests).toEqual([]);
    },
  );

  test('and is nothing where there is none', async () => {
    expect(await watcher.findExplainDirectory(BASE, './none')).toBeNull();
    expect(BEGINNING).toBe(clock.now());
  });
});
