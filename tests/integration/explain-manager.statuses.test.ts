import { mkdir, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { asked, manage, manageWatched } from '../support/managers';
import { append, EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, until } from '../support/until';

async function oneJob(): Promise<string> {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 2 }));
  return base;
}

describe('the manager', () => {
  test('is initial before it is started and has no jobs', async () => {
    const base = await oneJob();
    const { manager } = manageWatched(base);
    expect(manager.status).toEqual({ kind: 'init' });
    expect(manager.summaryBaseDir).toBe(base);
    expect(manager.getJobList()).toEqual({ total: 0, directories: [], problems: [] });
  });

  test('is loading during the first scan', async () => {
    const base = await oneJob();
    const { manager, storage } = manageWatched(base);
    const gate = new Gate();
    storage.hold('resolve', base, gate);
    const started = manager.startLoadData({ reloadInterval: 0 });
    expect(manager.status).toEqual({ kind: 'loading' });
    gate.open();
    await started;
    expect(manager.status).toEqual({ kind: 'done' });
  });

  test('is done once it has loaded its jobs, not before', async () => {
    const { manager, storage } = manageWatched(await oneJob());
    const gate = new Gate();
    storage.hold('open', EVENT_FILE, gate);
    const started = manager.startLoadData({ reloadInterval: 0 });
    await until(() => storage.count('open') === 1);
    const before = manager.status;
    gate.open();
    await started;
    expect(before).toEqual({ kind: 'loading' });
    expect(manager.status).toEqual({ kind: 'done' });
  });

  test('stays done during later scans', async () => {
    const base = await oneJob();
    const { manager, storage } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const gate = new Gate();
    storage.hold('resolve', base, gate);
    const again = manager.loadData();
    expect(manager.status).toEqual({ kind: 'done' });
    gate.open();
    await again;
    expect(manager.status).toEqual({ kind: 'done' });
  });

  test('is invalid but not failed without jobs, and done once there is one', async () => {
    const base = await temporaryDirectory();
    const { manager } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    expect(manager.status).toEqual({ kind: 'invalid', reason: 'There is no explain job.', failed: false });
    await writeJob(`${base}/run`, run({ samples: 1 }));
    await manager.loadData();
    expect(manager.status).toEqual({ kind: 'done' });
    await rm(`${base}/run`, { recursive: true });
    await manager.loadData();
    expect(manager.status).toMatchObject({ kind: 'invalid', failed: false });
  });

  test('is invalid and failed, with a reason, while the base directory does not exist', async () => {
    const base = `${await temporaryDirectory()}/absent`;
    const { manager } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    expect(manager.status).toEqual({ kind: 'invalid', reason: `${base} does not exist (ENOENT).`, failed: true });
    await mkdir(base);
    await writeJob(`${base}/run`, run({ samples: 1 }));
    await manager.loadData();
    expect(manager.status).toEqual({ kind: 'done' });
  });

  test('lists the jobs as soon as they are scanned', async () => {
    const { manager, storage } = manageWatched(await oneJob());
    const gate = new Gate();
    storage.hold('open', EVENT_FILE, gate);
    const started = manager.startLoadData({ reloadInterval: 0 });
    await manager.discovered();
    expect(manager.getJobList().total).toBe(1);
    gate.open();
    await started;
  });

  test('lists pages of jobs, most recently written first', async () => {
    const base = await temporaryDirectory();
    for (const i of [0, 1, 2, 3, 4]) await writeJob(`${base}/run_${i}`, [], { minutesOld: 10 - i });
    const { manager } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const pathsOf = (offset?: number, limit?: number) => {
      const { total, directories } = manager.getJobList(offset, limit);
      expect(total).toBe(5);
      return directories.map(({ relativePath }) => relativePath);
    };
    expect(pathsOf()).toEqual(['./run_4', './run_3', './run_2', './run_1', './run_0']);
    expect(pathsOf(1, 2)).toEqual(['./run_2', './run_1']);
    expect(pathsOf(2, 2)).toEqual(['./run_0']);
    expect(pathsOf(3, 2)).toEqual([]);
  });
});

describe('a loader', () => {
  test('is pending, then loading, then loaded', async () => {
    const base = await oneJob();
    const { manager, storage } = manageWatched(base);
    const gate = new Gate();
    storage.hold('open', EVENT_FILE, gate);
    const started = manager.startLoadData({ reloadInterval: 0 });
    await until(() => storage.count('open') === 1);
    const loader = manager.peekJob('./run');
    expect(loader).toMatchObject({ status: { kind: 'loading' }, isLoading: true, isBehind: true, snapshot: null });
    expect(loader).toMatchObject({ sampleCount: 0, explainers: [], metrics: [], threshold: null, memory: 0 });
    gate.open();
    await started;
    expect(loader).toMatchObject({ status: { kind: 'loaded' }, isLoading: false, isBehind: false, sampleCount: 2 });
    expect(loader?.snapshot).toMatchObject({ bytesRead: loader?.directory.size, fileSize: loader?.directory.size });
    expect(loader?.memory).toBeGreaterThan(0);
  });

  test('is pending until it is asked to load', async () => {
    const base = await oneJob();
    const { manager, storage } = manageWatched(base);
    const gate = new Gate();
    await manager.startLoadData({ reloadInterval: 0 });
    await writeJob(`${base}/late`, run({ samples: 1 }));
    storage.hold('open', `/late/${EVENT_FILE}`, gate);
    const late = await asked(manager, './late');
    expect(late.isLoading).toBe(true);
    gate.open();
    await late.load();
    expect(late.isLoading).toBe(false);
  });

  test('knows when its run began and when its file was last written', async () => {
    const { manager, clock } = manageWatched(await oneJob());
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    expect(loader.createTime).toBe(1_700_000_000_000);
    expect(loader.updateTime).toBe(clock.now() - 60 * 60_000);
  });

  test('waits for loading no longer than its timeout', async () => {
    const { manager, storage, clock } = manageWatched(await oneJob());
    const gate = new Gate();
    storage.hold('open', EVENT_FILE, gate);
    const started = manager.startLoadData({ reloadInterval: 0 });
    await until(() => storage.count('open') === 1);
    const waiting = (await asked(manager, './run')).settled(250);
    await until(() => clock.waiting === 1);
    clock.advance(250);
    await waiting;
    expect(manager.peekJob('./run')?.isLoading).toBe(true);
    gate.open();
    await started;
    expect(clock.waiting).toBe(0);
  });
});

describe('the manifest of a job', () => {
  test('is missing until it exists, and is read once', async () => {
    const base = await oneJob();
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const { directory } = await asked(manager, './run');
    expect(await manager.manifestOf(directory)).toEqual({ kind: 'missing' });
    await mkdir(`${base}/run/_explain_1700000000`);
    await writeFile(`${base}/run/_explain_1700000000/manifest.json`, '{"uncertainty":true}');
    const manifest = await manager.manifestOf(directory);
    expect(manifest).toMatchObject({ kind: 'present', manifest: { uncertainty: true } });
    await rm(`${base}/run/_explain_1700000000`, { recursive: true });
    expect(await manager.manifestOf(directory)).toBe(manifest);
  });

  describe('that was known, of a run that another one follows under the same name', () => {
    const [METADATA, ...EVENTS] = run({ samples: 40 });

    async function complete() {
      const base = await temporaryDirectory();
      await writeJob(`${base}/run`, [METADATA, ...EVENTS.slice(0, 20)], { minutesOld: 2 });
      await writeJob(`${base}/run/_explain_1700000000`, Buffer.from('{}'), { name: 'manifest.json' });
      const { manager } = manage(base);
      await manager.startLoadData({ reloadInterval: 3600 });
      await asked(manager, './run');
      const state = async () => {
        await manager.loadData();
        const loader = await asked(manager, './run');
        await loader.load();
        return (await manager.statusOf(loader.directory, loader)).state;
      };
      expect(await state()).toBe('complete');
      return { base, manager, state };
    }

    test.each(['replaces it', 'continues it'])('is read again where that run %s', async (how) => {
      const { base, manager, state } = await complete();
      const manifest = `${base}/run/_explain_1700000000/manifest.json`;
      await rm(manifest);
      if (how === 'replaces it') {
        await rm(`${base}/run/${EVENT_FILE}`);
        await writeJob(`${base}/run`, [METADATA, ...EVENTS.slice(0, 10)], { minutesOld: 1 });
      } else await append(`${base}/run/${EVENT_FILE}`, EVENTS.slice(20, 30));
      expect(await state()).toBe('live');
      const [directory] = manager.getJobList().directories;
      expect(manager.peekState(directory)).toBe('live');
      await append(`${base}/run/${EVENT_FILE}`, EVENTS.slice(30));
      expect(await state()).toBe('live');
      await writeFile(manifest, '{}');
      expect(await state()).toBe('complete');
    });

    test('is due for the list, too', async () => {
      const { base, manager } = await complete();
      const isDue = () => manager.manifests.isDue(manager.getJobList().directories[0]);
      expect(isDue()).toBe(false);
      await append(`${base}/run/${EVENT_FILE}`, EVENTS.slice(20));
      await manager.loadData();
      expect(isDue()).toBe(true);
      await manager.manifestOf(manager.getJobList().directories[0]);
      expect(isDue()).toBe(false);
    });
  });

  test('that is malformed affects neither the job nor the list', async () => {
    const base = await oneJob();
    await mkdir(`${base}/run/_explain_1700000000`);
    await writeFile(`${base}/run/_explain_1700000000/manifest.json`, '{"saliency_map":tru');
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    expect(await manager.manifestOf(loader.directory)).toMatchObject({ kind: 'malformed' });
    expect(loader.sampleCount).toBe(2);
    expect(manager.getJobList().total).toBe(1);
  });
});
