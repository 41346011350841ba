import { expect, test } from 'vitest';
import { fromJson } from '../../lib/json';
import { asked, loaded, manage, manageWatched, samplesOf } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';

test('a loaded job keeps its loader for all requests, and its file is opened once', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 3 }));
  const { manager, storage } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  expect(loader.status).toEqual({ kind: 'loaded' });
  expect(await asked(manager, './run')).toBe(loader);
  expect(manager.peekJob('./run')).toBe(loader);
  expect(storage.count('open')).toBe(1);
});

test('a job has one loader for all forms of its path', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 3 }));
  await writeJob(base, run({ samples: 5 }));
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  for (const path of ['run', './run', './run/', 'run/', './/run', '././run']) {
    expect(await manager.getJob(path), path).toBe(loader);
  }
  expect((await asked(manager, '.')).sampleCount).toBe(5);
  expect(await asked(manager, './')).toBe(await asked(manager, ''));
});

test('a job records the time of the last request', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 1 }));
  const { manager, clock } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  clock.advance(5000);
  const loader = await asked(manager, './run');
  expect(loader.queryTime).toBe(clock.now());
  clock.advance(5000);
  expect(manager.peekJob('./run')?.queryTime).toBe(clock.now() - 5000);
});

test('a requested job stays loaded, whatever is preloaded', async () => {
  const base = await temporaryDirectory();
  const jobs = ['a', 'b', 'c', 'd'];
  for (const [i, name] of jobs.entries()) await writeJob(`${base}/${name}`, run({ samples: 3 }), { minutesOld: 9 - i });
  const { manager, clock } = manageWatched(base, { memoryBytes: 700_000 });
  await manager.startLoadData({ reloadInterval: 0 });
  const oldest = await loaded(manager, './a');
  for (let cycle = 0; cycle < 3; cycle++) {
    clock.advance(3000);
    await manager.loadData();
    expect(manager.peekJob('./a')).toBe(oldest);
  }
});

test('unchanged jobs are not read again in every cycle, even if they do not all fit into memory', async () => {
  const base = await temporaryDirectory();
  for (const name of ['a', 'b', 'c']) await writeJob(`${base}/${name}`, run({ samples: 3 }));
  const { manager, storage, clock } = manageWatched(base, { memoryBytes: 700_000 });
  await manager.startLoadData({ reloadInterval: 0 });
  const opened = storage.count('open');
  for (let cycle = 0; cycle < 3; cycle++) {
    clock.advance(3000);
    await manager.loadData();
  }
  expect(storage.count('open')).toBe(opened);
});

test('requests for a loaded job are answered by the worker', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 6 }));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  expect(loader).toMatchObject({
    sampleCount: 6,
    explainers: ['GradCAM', 'Gradient'],
    metrics: ['Faithfulness'],
    threshold: 0.5,
    uncertaintyEnabled: false,
  });
  expect((await samplesOf(loader)).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5]);
  const page = await loader.samples({
    filter: { labels: [1] },
    sort: { by: 'id', descending: true },
    page: 0,
    limit: 1,
  });
  expect(page).toMatchObject({ total: 2, sampleCount: 6 });
  expect(page && fromJson(page.samples)).toMatchObject([{ id: 5 }]);
  expect(await loader.sample(4)).toMatchObject({
    sample: { id: 4, labels: [{ id: 0, name: 'label 0', confidence: 0.75 }] },
  });
  expect(await loader.sample(99)).toBeNull();
  expect(await loader.describe()).toMatchObject({ samples: 6, withMaps: 6, withCounterfactuals: 0 });
  expect(await loader.scores()).toHaveLength(2);
});

test('a page contains the samples requested by id, in that order, without those that are not shown', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, [...run({ samples: 6 }), { sampleId: 7, truth: [1] }]);
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  const query = { filter: {}, sort: { by: 'id', descending: false }, page: 0, limit: 5 } as const;
  const page = await loader.samples({ ...query, ids: [5, 99, 0, 7, 3] });
  expect(page && fromJson(page.samples).map(({ id }) => id)).toEqual([5, 0, 3]);
  expect(page?.total).toBe(6);
});
