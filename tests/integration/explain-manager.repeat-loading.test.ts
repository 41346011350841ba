import { describe, expect, test } from 'vitest';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { append, EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, turn, until } from '../support/until';
import { watchWorkers } from '../support/workers';

const SECOND = 1000;

async function oneJob() {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, run({ samples: 2 }));
  return { base, file };
}

/** Like `manageWatched`, with the number of scans. */
function manageCounted(base: string) {
  const watched = manageWatched(base);
  return { ...watched, cycles: () => watched.storage.count('resolve', base) };
}

describe('with an interval', () => {
  test('scans run immediately and every interval', async () => {
    const { base } = await oneJob();
    const { manager, clock, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    expect(cycles()).toBe(1);
    for (let cycle = 2; cycle <= 4; cycle++) {
      clock.advance(2.999 * SECOND);
      expect(cycles()).toBe(cycle - 1);
      clock.advance(0.001 * SECOND);
      await until(() => clock.waiting === 1);
      expect(cycles()).toBe(cycle);
    }
  });

  test('an interval may be a fraction of a second', async () => {
    const { base } = await oneJob();
    const { manager, clock, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 0.25 });
    clock.advance(250);
    await until(() => clock.waiting === 1);
    expect(cycles()).toBe(2);
  });

  test('a growing job is read further by the worker', async () => {
    const { base, file } = await oneJob();
    const { manager, clock } = manage(base);
    await manager.startLoadData({ reloadInterval: 3 });
    const loader = await asked(manager, './run');
    expect(loader.sampleCount).toBe(2);
    await append(file, [{ sampleId: 2, imagePath: 'late.jpg' }]);
    clock.advance(3 * SECOND);
    await until(() => loader.sampleCount === 3);
    expect((await samplesOf(loader)).map(({ imagePath }) => imagePath)[2]).toBe('late.jpg');
    expect(await asked(manager, './run')).toBe(loader);
  });

  test('a job that appears is found and loaded', async () => {
    const { base } = await oneJob();
    const { manager, clock } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    await writeJob(`${base}/second`, run({ samples: 5 }), { minutesOld: 0 });
    expect(manager.getJobList().total).toBe(1);
    clock.advance(3 * SECOND);
    await until(() => manager.peekJob('./second')?.sampleCount === 5);
    expect(manager.getJobList().directories.map(({ relativePath }) => relativePath)).toEqual(['./second', './run']);
  });

  test('an unchanged job is not opened again', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    const readings = storage.readings.length;
    for (let cycle = 2; cycle <= 5; cycle++) {
      clock.advance(3 * SECOND);
      await until(() => cycles() === cycle && clock.waiting === 1);
    }
    expect(storage.count('open')).toBe(1);
    expect(storage.readings).toHaveLength(readings);
  });

  test('a slow scan is not overtaken by the next one', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    const gate = new Gate();
    storage.hold('resolve', base, gate);
    clock.advance(30 * SECOND);
    expect(cycles()).toBe(2);
    expect(clock.waiting).toBe(0);
    gate.open();
    await until(() => clock.waiting === 1);
    expect(cycles()).toBe(2);
  });

  test('a job that loads slowly does not delay the discovery of others', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage } = manageCounted(base);
    const gate = new Gate();
    storage.hold('open', `/run/${EVENT_FILE}`, gate);
    const started = manager.startLoadData({ reloadInterval: 3 });
    await until(() => clock.waiting === 1);
    await writeJob(`${base}/second`, run({ samples: 5 }));
    clock.advance(3 * SECOND);
    await until(() => manager.peekJob('./second')?.sampleCount === 5);
    expect(manager.peekJob('./run')?.status).toEqual({ kind: 'loading' });
    gate.open();
    await started;
    expect(manager.peekJob('./run')?.status).toEqual({ kind: 'loaded' });
  });
});

describe('with an interval of 0', () => {
  test('there is a single scan', async () => {
    const { base } = await oneJob();
    const { manager, clock, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 0 });
    expect(manager.peekJob('./run')?.sampleCount).toBe(2);
    expect(clock.waiting).toBe(0);
    clock.advance(3600 * SECOND);
    expect(cycles()).toBe(1);
  });
});

describe('a cycle that fails', () => {
  test('does not stop the loop, and known jobs stay', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    const loader = await asked(manager, './run');
    storage.refuse('list', base, 'not-permitted');
    storage.refuse('stat', base, 'not-permitted');
    for (let cycle = 2; cycle <= 4; cycle++) {
      clock.advance(3 * SECOND);
      await until(() => cycles() === cycle && clock.waiting === 1);
      expect(manager.status).toMatchObject({ kind: 'invalid', failed: true });
      expect(manager.getJobList().total).toBe(1);
      expect(await samplesOf(await asked(manager, './run'))).toHaveLength(2);
    }
    storage.relent();
    clock.advance(3 * SECOND);
    await until(() => manager.status.kind === 'done');
    expect(await asked(manager, './run')).toBe(loader);
  });

  test('may be the first one', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage } = manageCounted(base);
    storage.refuse('resolve', base, 'not-found');
    await manager.startLoadData({ reloadInterval: 3 });
    expect(manager.status).toMatchObject({ kind: 'invalid', failed: true });
    storage.relent();
    clock.advance(3 * SECOND);
    await until(() => manager.status.kind === 'done');
    expect(manager.peekJob('./run')?.sampleCount).toBe(2);
  });

  test('is logged once, not in every cycle', async () => {
    const { base } = await oneJob();
    const warnings: string[] = [];
    const log = { info() {}, warn: (_: object, message: string) => warnings.push(message) };
    const { manager, storage } = manageWatched(base, { log });
    storage.refuse('resolve', base, 'not-permitted');
    await manager.startLoadData({ reloadInterval: 0 });
    await manager.loadData();
    await manager.loadData();
    expect(warnings).toEqual([expect.stringContaining(base)]);
  });
});

describe('stop', () => {
  test('ends the loop', async () => {
    const { base } = await oneJob();
    const { manager, clock, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    await manager.stop();
    expect(clock.waiting).toBe(0);
    clock.advance(30 * SECOND);
    expect(cycles()).toBe(1);
  });

  test('during a scan ends the loop after it', async () => {
    const { base } = await oneJob();
    const { manager, clock, storage, cycles } = manageCounted(base);
    await manager.startLoadData({ reloadInterval: 3 });
    const gate = new Gate();
    storage.hold('resolve', base, gate);
    clock.advance(3 * SECOND);
    await manager.stop();
    gate.open();
    await manager.discovered();
    await until(() => storage.count('stat', EVENT_FILE) === 2);
    expect(clock.waiting).toBe(0);
    expect(cycles()).toBe(2);
  });

  test('ends the worker', async () => {
    const workers = watchWorkers();
    const { base } = await oneJob();
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 3 });
    expect(workers).toHaveLength(1);
    await manager.stop();
    expect(workers[0].threadId).toBe(-1);
  });

  test('during loading leaves no worker running', async () => {
    const workers = watchWorkers();
    const { base } = await oneJob();
    const { manager } = manage(base);
    const started = manager.startLoadData({ reloadInterval: 3 });
    await until(() => workers.length > 0);
    await manager.stop();
    await started;
    await turn();
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
  });

  test('during the first scan prevents the start of a worker', async () => {
    const workers = watchWorkers();
    const { base } = await oneJob();
    const { storage } = manageWatched(base);
    const { manager } = manage(base, { storage });
    const gate = new Gate();
    storage.hold('resolve', base, gate);
    const started = manager.startLoadData({ reloadInterval: 3 });
    await manager.stop();
    gate.open();
    await started;
    await turn();
    expect(workers).toHaveLength(0);
  });

  test('may be called before the start, and twice', async () => {
    const { base } = await oneJob();
    const { manager } = manage(base);
    await manager.stop();
    await manager.stop();
    expect(manager.status).toEqual({ kind: 'init' });
  });
});
