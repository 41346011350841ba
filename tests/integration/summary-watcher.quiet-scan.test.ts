import { appendFile, mkdir, rename, rm } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';
import { TestClock } from '../support/clock';
import { run, setAge, temporaryDirectory, writeJob } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

describe('a directory that has not changed since it was listed', () => {
  let base: string;
  let file: string;
  let storage: WatchedStorage;
  let watcher: SummaryWatcher;

  /** Scans again; returns the result and the directories that were listed for it. */
  async function look() {
    storage.calls.length = 0;
    const found = await watcher.listExplainDirectories(base);
    const listed = storage.calls.filter(({ method }) => method === 'list');
    return {
      jobs: found.directories.map(({ relativePath }) => relativePath).sort(),
      sizes: found.directories.map(({ size }) => size),
      listed: listed.map(({ path }) => `.${path.slice(base.length)}`).sort(),
    };
  }

  beforeEach(async () => {
    base = await temporaryDirectory();
    file = await writeJob(`${base}/nightly/run`, run({ samples: 1 }));
    await mkdir(`${base}/empty`);
    for (const directory of ['nightly/run', 'nightly', 'empty', '']) await setAge(`${base}/${directory}`, 60);
    const clock = new TestClock();
    storage = new WatchedStorage();
    watcher = new SummaryWatcher({ storage, now: () => clock.now() });
    const first = await look();
    expect(first.jobs).toEqual(['./nightly/run']);
    expect(first.listed).toEqual(['.', './empty', './nightly', './nightly/run']);
  });

  test('is not listed again', async () => {
    expect(await look()).toMatchObject({ jobs: ['./nightly/run'], listed: [] });
    expect(await look()).toMatchObject({ jobs: ['./nightly/run'], listed: [] });
  });

  test('is not listed to check whether it is a job', async () => {
    storage.calls.length = 0;
    expect(await watcher.isSummaryDirectory(base, './nightly/run')).toBe(true);
    expect(storage.count('list')).toBe(0);
  });

  test('is listed once a job is added to it, and only it', async () => {
    await writeJob(`${base}/nightly/second`, run({ samples: 1 }));
    const { jobs, listed } = await look();
    expect(jobs).toEqual(['./nightly/run', './nightly/second']);
    expect(listed).toEqual(['./nightly', './nightly/second']);
  });

  test.each([90, 30])('is listed once its time changes, even if it is %i minutes in the past', async (minutesOld) => {
    await writeJob(`${base}/nightly/second`, run({ samples: 1 }));
    await setAge(`${base}/nightly`, minutesOld);
    expect(await look()).toMatchObject({ jobs: ['./nightly/run', './nightly/second'] });
  });

  test('is listed once a job is deleted from it', async () => {
    await rm(`${base}/nightly/run`, { recursive: true });
    expect(await look()).toMatchObject({ jobs: [], listed: ['./nightly'] });
  });

  test('is listed once a newer event file is in it', async () => {
    await writeJob(`${base}/nightly/run`, run({ samples: 9 }), { name: 'events.summary.1700000099.host_explain' });
    const { listed } = await look();
    expect(listed).toEqual(['./nightly/run']);
    expect((await watcher.listExplainDirectories(base)).directories).toMatchObject([
      { eventFile: 'events.summary.1700000099.host_explain' },
    ]);
  });

  test('is listed once it was replaced, even with the same time', async () => {
    await mkdir(`${base}/other`);
    await rm(`${base}/nightly`, { recursive: true });
    await rename(`${base}/other`, `${base}/nightly`);
    for (const directory of ['nightly', '']) await setAge(`${base}/${directory}`, 60);
    expect(await look()).toMatchObject({ jobs: [], listed: ['./nightly'] });
  });

  test('need not be listed to detect that its event file has grown', async () => {
    const [before] = (await look()).sizes;
    await appendFile(file, 'more');
    const { sizes, listed } = await look();
    expect(sizes).toEqual([before + 4]);
    expect(listed).toEqual([]);
  });

  test('loses its job if the event file is deleted', async () => {
    await rm(file);
    expect(await look()).toMatchObject({ jobs: [], listed: ['./nightly/run'] });
  });
});

test('a directory that changed just before it was listed is listed again, because its time may not change', async () => {
  const base = await temporaryDirectory();
  const clock = new TestClock();
  const storage = new WatchedStorage();
  const watcher = new SummaryWatcher({ storage, now: () => clock.now() });
  await setAge(base, 0);
  await watcher.listExplainDirectories(base);
  await writeJob(`${base}/run`, run({ samples: 1 }));
  await setAge(base, 0);
  expect(await watcher.listExplainDirectories(base)).toMatchObject({ total: 1 });
});
