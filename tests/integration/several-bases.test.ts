import { mkdir, rename, symlink } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { sideOf } from '../../lib/answer/compare';
import { BlockCache } from '../../lib/storage/block-cache';
import { localStorage } from '../../lib/storage/local';
import { ObjectStorage } from '../../lib/storage/object-storage';
import { RequestCounts } from '../../lib/storage/request-counts';
import type { FileStat } from '../../lib/storage/storage';
import { isStorePath } from '../../lib/storage/store-path';
import { TestClock } from '../support/clock';
import { eventFile } from '../support/event-writer';
import { loaded, manage, samplesOf } from '../support/managers';
import { MemoryObjects } from '../support/memory-objects';
import { NearIndexer } from '../support/near-indexer';
import { EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';

/* Jobs in several directories, one of which may be in an object store. */

let home: string;

beforeEach(async () => {
  home = await temporaryDirectory();
  await writeJob(`${home}/a/run`, run({ samples: 3 }), { minutesOld: 2 });
  await writeJob(`${home}/a-b/deep/run`, run({ samples: 4 }), { minutesOld: 1 });
});

const bases = (...names: string[]) => names.map((name) => ({ name, path: `${home}/${name}` }));

async function start(...names: string[]) {
  const { manager } = manage(`${home}/${names[0]}`, { bases: bases(...names) });
  await manager.startLoadData({ reloadInterval: 0 });
  return manager;
}

test('are shown as one, each job below the name of its directory', async () => {
  const manager = await start('a', 'a-b');
  expect(manager.title).toBe('a, a-b');
  const { directories, byPath } = manager.directories;
  expect(directories.map(({ relativePath }) => relativePath)).toEqual(['./a-b/deep/run', './a/run']);
  expect(byPath.map(({ relativePath }) => relativePath)).toEqual(['./a-b/deep/run', './a/run']);
  expect(manager.pathOf('./a-b/deep/run')).toBe(`${home}/a-b/deep/run`);
  expect(await samplesOf(await loaded(manager, 'a/run'))).toHaveLength(3);
  expect(await samplesOf(await loaded(manager, 'a-b/deep/run'))).toHaveLength(4);
  for (const id of ['run', 'b/run', '../a/run', 'a/../a-b/deep/run', 'a', './', 'a-b/deep'])
    expect(await manager.getJob(id)).toBeNull();
});

test('a job that the last scan did not find is found by its path; one in a directory itself has its name', async () => {
  const manager = await start('a', 'a-b');
  await writeJob(`${home}/a/later`, run({ samples: 5 }));
  expect(await samplesOf(await loaded(manager, 'a/later'))).toHaveLength(5);
  await writeJob(`${home}/a`, run({ samples: 6 }));
  await manager.loadData();
  expect(manager.directories.byPath.map(({ relativePath }) => relativePath)).toContain('./a');
  expect(await samplesOf(await loaded(manager, 'a'))).toHaveLength(6);
});

test('a compared job that is a directory of jobs itself has its name, also where that is the only one', async () => {
  await writeJob(`${home}/a`, run({ samples: 6 }));
  for (const [id, several] of [
    ['./', ['a']],
    ['./a', ['a', 'a-b']],
  ] as const) {
    const only = { bases: [{ name: '', path: `${home}/a` }] };
    const { manager } = manage(`${home}/a`, several.length === 1 ? only : { bases: bases(...several) });
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await loaded(manager, id);
    const status = await manager.statusOf(loader.directory, loader);
    const side = sideOf(manager, { loader, status }, undefined, { hashed: 0, total: 0, message: null });
    expect(side.name).toBe('a');
  }
});

test('scans that find nothing new return the same object, and jobs that are as they were stay the same', async () => {
  const manager = await start('a', 'a-b');
  const before = manager.directories;
  await manager.loadData();
  expect(manager.directories).toBe(before);
  await writeJob(`${home}/a/new`, run({ samples: 1 }));
  await manager.loadData();
  expect(manager.directories).not.toBe(before);
  for (const job of before.directories) expect(manager.directories.directories).toContain(job);
});

test('one that is gone is told and keeps its jobs; where all are, the scan fails', async () => {
  const manager = await start('a', 'a-b');
  await rename(`${home}/a`, `${home}/away`);
  await manager.loadData();
  expect(manager.status).toEqual({ kind: 'done' });
  expect(manager.directories.total).toBe(2);
  expect(manager.directories.problems).toEqual([
    { relativePath: './a', message: expect.stringMatching(/\/a does not exist/) },
  ]);
  expect(manager.directories.problemCount).toBe(1);
  await rename(`${home}/a-b`, `${home}/away-b`);
  await manager.loadData();
  expect(manager.status).toMatchObject({ kind: 'invalid', failed: true });
  expect(manager.directories.total).toBe(2);
  await mkdir(`${home}/a`);
  await rename(`${home}/away-b`, `${home}/a-b`);
  await manager.loadData();
  expect(manager.status).toEqual({ kind: 'done' });
  expect(manager.directories.byPath.map(({ relativePath }) => relativePath)).toEqual(['./a-b/deep/run']);
  expect(manager.directories.problems).toEqual([]);
});

test('a directory and a prefix in a store are shown together', async () => {
  const objects = new MemoryObjects();
  objects.put(`runs/far/${EVENT_FILE}`, eventFile(run({ samples: 7 })));
  const clock = new TestClock();
  const far = new ObjectStorage('', objects, new BlockCache(localStorage, null), () => clock.now());
  const at = (path: string) => (isStorePath(path) ? far : localStorage);
  const storage = {
    ...localStorage,
    resolve: (path: string) => at(path).resolve(path),
    list: (path: string) => at(path).list(path),
    stat: (path: string) => at(path).stat(path),
    open: (path: string, listed?: FileStat) => at(path).open(path, listed),
    readInside: (root: string, ...rest: [string, number]) => at(root).readInside(root, ...rest),
  };
  const requests = new RequestCounts();
  const store = { ...{ endpoint: null, region: null, pathStyle: false, anonymous: false, blocks: null } };
  const { manager } = manage(`${home}/a`, {
    ...{ storage, clock, bases: [...bases('a'), { name: 'cloud', path: 's3://bucket/runs' }] },
    ...{ requests, store: { ...store, counts: requests.buffer } },
    makeIndexer: () => new NearIndexer(storage),
  });
  await manager.startLoadData({ reloadInterval: 30 });
  expect(manager.directories.byPath.map(({ relativePath }) => relativePath)).toEqual(['./a/run', './cloud/far']);
  expect(await samplesOf(await loaded(manager, 'cloud/far'))).toHaveLength(7);
  expect(await samplesOf(await loaded(manager, 'a/run'))).toHaveLength(3);
  objects.before = () => {
    requests.add('unanswered');
    throw Object.assign(new Error('away'), { name: 'StorageError', fault: 'unavailable' });
  };
  await manager.loadData();
  expect(manager.status).toEqual({ kind: 'done' });
  expect(manager.directories).toMatchObject({ total: 2, problems: [{ relativePath: './cloud', message: 'away' }] });
  expect([manager.outageOf('./cloud/far'), manager.outageOf('./a/run')]).toEqual(['away', null]);

  // It is asked again long before the next scan is due.
  objects.before = () => {};
  clock.advance(4_000);
  await manager.settleDoubt(1_000);
  expect(manager.outageOf('./cloud/far')).toBeNull();
});

test('a problem in one of several directories names that directory', async () => {
  await symlink('nothing', `${home}/a/lost`);
  const { manager } = manage(`${home}/a`, { bases: bases('a', 'a-b') });
  await manager.startLoadData({ reloadInterval: 0 });
  expect(manager.directories.problems).toEqual([
    {
      relativePath: './a/lost',
      link: 'broken',
      message: 'a/lost is a link to something that does not exist, and is not followed.',
    },
  ]);
});
