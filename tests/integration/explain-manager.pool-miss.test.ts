import { expect, test } from 'vitest';
import { asked, loaded, manage, manageWatched, samplesOf } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';

const JOBS = ['a', 'b', 'c', 'd', 'e'];

/** Five jobs; the first was written last. Each has one sample more than the preceding one. */
async function fiveJobs(): Promise<string> {
  const base = await temporaryDirectory();
  for (const [i, name] of JOBS.entries()) {
    await writeJob(`${base}/${name}`, run({ samples: i + 1 }), { minutesOld: i + 1 });
  }
  return base;
}

test('the three most recently written jobs are preloaded', async () => {
  const { manager, storage } = manageWatched(await fiveJobs());
  await manager.startLoadData({ reloadInterval: 0 });
  expect(JOBS.filter((name) => manager.peekJob(`./${name}`))).toEqual(['a', 'b', 'c']);
  expect(storage.count('open')).toBe(3);
});

test('any other job is loaded on request', async () => {
  const { manager } = manage(await fiveJobs());
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './e');
  expect(loader.isLoading).toBe(true);
  expect(await loader.samples({ filter: {}, sort: { by: 'id', descending: false }, page: 0, limit: 1 })).toBeNull();
  await loader.load();
  expect(loader.status).toEqual({ kind: 'loaded' });
  expect(await samplesOf(loader)).toHaveLength(5);
});

test('a request can wait until the job is loaded', async () => {
  const { manager } = manage(await fiveJobs());
  await manager.startLoadData({ reloadInterval: 0 });
  const count = await manager.withJob('./d', async (loader) => {
    await loader.settled(60_000);
    return (await samplesOf(loader)).length;
  });
  expect(count).toBe(4);
});

test('five jobs requested in turn are all loaded and stay loaded', async () => {
  const { manager, storage } = manageWatched(await fiveJobs());
  await manager.startLoadData({ reloadInterval: 0 });
  for (const name of JOBS) await loaded(manager, `./${name}`);
  for (const [i, name] of JOBS.entries()) expect(await samplesOf(await asked(manager, name))).toHaveLength(i + 1);
  expect(storage.count('open')).toBe(5);
});

test('concurrent requests load a job once', async () => {
  const { manager, storage } = manageWatched(await fiveJobs());
  await manager.startLoadData({ reloadInterval: 0 });
  const loaders = await Promise.all(['./e', 'e', './e/', './e'].map((path) => manager.getJob(path)));
  expect(new Set(loaders).size).toBe(1);
  await loaders[0]?.load();
  expect(storage.count('open', 'explain')).toBe(4);
});

test('a job can be requested during the first scan', async () => {
  const { manager, storage } = manageWatched(await fiveJobs());
  const started = manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './e');
  await loader.load();
  await started;
  expect(manager.peekJob('./e')).toBe(loader);
  expect(storage.count('open', `e/${loader.directory.eventFile}`)).toBe(1);
});
