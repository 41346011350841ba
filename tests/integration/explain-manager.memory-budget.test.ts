import { beforeEach, describe, expect, test } from 'vitest';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { type EventInput, eventFile } from '../support/event-writer';
import { asked, manageWatched, samplesOf } from '../support/managers';
import { append, run, temporaryDirectory, writeJob } from '../support/runs';
import { until } from '../support/until';

const MB = 2 ** 20;

/** A hundred labels per sample: 2 KB of index per sample, from 200 bytes of the file. */
const wide = (samples: number) =>
  eventFile(
    Array.from({ length: samples }, (_, sampleId): EventInput => {
      return { sampleId, imagePath: 'a.jpg', truth: Array.from({ length: 100 }, (_, label) => label) };
    }),
  );

/** A job whose index needs more than 16 MB. */
const GIANT = wide(9_000);

let base: string;
let logged: string[];

beforeEach(async () => {
  base = await temporaryDirectory();
  logged = [];
});

function manageWith(memoryBytes: number) {
  const log = { info: (facts: object) => logged.push(JSON.stringify(facts)), warn() {} };
  return manageWatched(base, { memoryBytes, log });
}

const readingsOf = (storage: ReturnType<typeof manageWith>['storage'], path: string) =>
  storage.readings.filter((reading) => reading.path.includes(path)).length;

describe('a job that needs more memory than available', () => {
  async function refused() {
    const file = await writeJob(`${base}/giant`, GIANT);
    await writeJob(`${base}/small`, run({ samples: 3 }));
    const managed = manageWith(MB);
    await managed.manager.startLoadData({ reloadInterval: 0 });
    await asked(managed.manager, './small');
    await managed.manager.withJob('./giant', (loader) => loader.settled(10_000));
    await until(() => managed.manager.failures.has('./giant'));
    return { file, ...managed };
  }

  test('is rejected with a message, which is logged once', async () => {
    const { manager } = await refused();
    const sentence = 'The job needs more than the 1 MB that --memory leaves to loaded jobs.';
    expect(manager.failures.get('./giant')).toBe(sentence);
    expect(manager.peekJob('./giant')).toBeUndefined();
    const status = await manager.withJob('./giant', async (loader: ExplainLoader) => [loader.status, loader.snapshot]);
    expect(status).toEqual([{ kind: 'failed', message: sentence }, null]);
    expect(logged.filter((line) => line.includes('--memory'))).toHaveLength(1);
  });

  test('is not read repeatedly, and the others are served', async () => {
    const { manager, storage } = await refused();
    const before = readingsOf(storage, '/giant');
    for (let i = 0; i < 3; i++) {
      await manager.loadData();
      await manager.withJob('./giant', async (loader) => loader.snapshot);
    }
    expect(readingsOf(storage, '/giant')).toBe(before);
    expect(await samplesOf(await loadedSmall(manager))).toHaveLength(3);
    expect(storage.openFiles).toBe(1);
  });

  test('is read once it was replaced by a smaller one', async () => {
    const { manager } = await refused();
    await writeJob(`${base}/giant`, run({ samples: 5 }));
    await manager.loadData();
    const loader = await asked(manager, './giant');
    await loader.load();
    expect(loader.sampleCount).toBe(5);
    expect(manager.failures.size).toBe(0);
  });

  async function loadedSmall(manager: Awaited<ReturnType<typeof refused>>['manager']) {
    const loader = await asked(manager, './small');
    await loader.load();
    return loader;
  }
});

test('a growing job causes others to be unloaded while it is being read, not only at the end', async () => {
  for (const name of ['a', 'b', 'c']) await writeJob(`${base}/${name}`, run({ samples: 3 }));
  const file = await writeJob(`${base}/d`, run({ samples: 3 }));
  const { manager } = manageWith(20 * MB);
  await manager.startLoadData({ reloadInterval: 0 });
  for (const name of ['a', 'b', 'c', 'd']) await (await asked(manager, name)).load();
  const loaders = ['a', 'b', 'c', 'd'].filter((name) => manager.peekJob(`./${name}`));
  expect(loaders).toEqual(['a', 'b', 'c', 'd']);
  await append(file, wide(4_000));
  const [before] = manager.directories.directories;
  await manager.loadData();
  expect(manager.directories.directories[0]).not.toBe(before);
  const bytes = ['a', 'b', 'c', 'd'].reduce((sum, name) => sum + (manager.peekJob(`./${name}`)?.memory ?? 0), 0);
  expect(bytes).toBeLessThanOrEqual(20 * MB);
});
