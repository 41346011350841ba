import type { Worker } from 'node:worker_threads';
import { beforeEach, expect, test } from 'vitest';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import type { TestClock } from '../support/clock';
import { asked, loaded, manage, samplesOf } from '../support/managers';
import { append, run, temporaryDirectory, writeJob } from '../support/runs';
import { until } from '../support/until';
import { watchWorkers } from '../support/workers';

let base: string;
let file: string;
let workers: Worker[];
let warnings: string[];
let manager: ExplainManager;
let clock: TestClock;

beforeEach(async () => {
  base = await temporaryDirectory();
  file = await writeJob(`${base}/a`, run({ samples: 3 }));
  await writeJob(`${base}/b`, run({ samples: 5 }));
  workers = watchWorkers();
  warnings = [];
  const log = { info() {}, warn: (_: object, message: string) => warnings.push(message) };
  ({ manager, clock } = manage(base, { log }));
});

const isLoaded = (jobId: string) => manager.peekJob(jobId)?.status.kind === 'loaded';

test('all loaded jobs are loaded again in a new worker', async () => {
  await manager.startLoadData({ reloadInterval: 0 });
  const [a, b] = [await asked(manager, './a'), await asked(manager, './b')];
  const { revision } = a.snapshot ?? {};
  await workers[0].terminate();
  await until(() => isLoaded('./a') && isLoaded('./b') && a.snapshot !== null && b.snapshot !== null);
  expect(workers).toHaveLength(2);
  expect(await asked(manager, './a')).toBe(a);
  expect(a.snapshot?.revision).toBe(revision);
  expect(await samplesOf(a)).toHaveLength(3);
  expect(await samplesOf(b)).toHaveLength(5);
  expect(manager.failures.size).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('The indexing worker stopped')]);
});

test('a pending request fails with a message, and the next one is answered', async () => {
  await manager.startLoadData({ reloadInterval: 0 });
  const terminated = workers[0].terminate();
  await expect(manager.withJob('./a', samplesOf)).rejects.toMatchObject({
    name: 'WorkerLostError',
    message: expect.stringContaining(`while processing ${base}/a. The job is being reloaded.`),
  });
  await terminated;
  await until(() => isLoaded('./a'));
  expect(await manager.withJob('./a', samplesOf)).toHaveLength(3);
});

test('a job that was being loaded is loaded by the next cycle at the latest', async () => {
  const started = manager.startLoadData({ reloadInterval: 3 });
  await until(() => workers.length === 1);
  await workers[0].terminate();
  await started;
  await until(() => clock.waiting === 1);
  clock.advance(3000);
  await until(() => isLoaded('./a') && isLoaded('./b'));
  expect(await samplesOf(await loaded(manager, './a'))).toHaveLength(3);
  expect(manager.failures.size).toBe(0);
});

test('a worker that dies repeatedly is restarted each time', async () => {
  await manager.startLoadData({ reloadInterval: 0 });
  for (let losses = 1; losses <= 3; losses++) {
    await workers[losses - 1].terminate();
    await until(() => workers.length === losses + 1);
    const loader = await asked(manager, './a');
    await loader.settled(60_000);
    expect(await samplesOf(loader)).toHaveLength(3);
  }
});

test('a growing job is read further in the new worker', async () => {
  await manager.startLoadData({ reloadInterval: 0 });
  await workers[0].terminate();
  await until(() => isLoaded('./a'));
  await append(file, [{ sampleId: 3, imagePath: 'late.jpg' }]);
  await manager.loadData();
  expect(await samplesOf(await loaded(manager, './a'))).toHaveLength(4);
});
