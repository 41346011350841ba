import { mkdir, rm } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';
import { TestClock } from '../support/clock';
import { makeExplainDirectory } from '../support/explain-directories';
import { run, setAge, temporaryDirectory, writeJob } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

/** The age from which on a listing is made anew, milliseconds. */
const OLD = 20_000;

let base: string;
let clock: TestClock;
let storage: WatchedStorage;
let watcher: SummaryWatcher;

beforeEach(async () => {
  base = await temporaryDirectory();
  clock = new TestClock();
  storage = new WatchedStorage();
  watcher = new SummaryWatcher({ storage, now: () => clock.now() });
});

async function look() {
  storage.calls.length = 0;
  const { directories } = await watcher.listExplainDirectories(base);
  const listed = storage.calls.filter(({ method }) => method === 'list').map(({ path }) => path);
  return { jobs: directories.map(({ relativePath }) => relativePath).sort(), listed };
}

/** Sets the time of a directory as if nothing had been done in it for an hour. */
const freeze = async (...paths: string[]) => {
  for (const path of paths) await setAge(`${base}/${path}`, 60);
};

describe('a directory whose time does not change', () => {
  beforeEach(async () => {
    await writeJob(`${base}/nightly/deep/run`, run({ samples: 1 }));
    await freeze('nightly/deep/run', 'nightly/deep', 'nightly', '');
    expect((await look()).jobs).toEqual(['./nightly/deep/run']);
  });

  test.each(['', 'nightly/', 'nightly/deep/'])('is listed anew after a while: new job in %j', async (place) => {
    await writeJob(`${base}/${place}new`, run({ samples: 1 }));
    await freeze(`${place}new`, place);
    expect(await look()).toEqual({ jobs: ['./nightly/deep/run'], listed: [] });
    clock.advance(OLD - 1);
    expect((await look()).listed).toEqual([]);
    clock.advance(1);
    expect((await look()).jobs).toEqual([`./nightly/deep/run`, `./${place}new`].sort());
    expect(await look()).toMatchObject({ listed: [] });
  });

  test('is listed anew after a while: newer event file in a job', async () => {
    const name = 'events.summary.1800000000_explain';
    await writeJob(`${base}/nightly/deep/run`, run({ samples: 1 }), { name });
    await freeze('nightly/deep/run');
    clock.advance(OLD);
    await look();
    expect(watcher.find('./nightly/deep/run')?.eventFile).toBe(name);
  });

  test('is listed anew after the clock was set back', async () => {
    await makeExplainDirectory(base, 'new');
    await freeze('');
    clock.advance(-10 * OLD);
    expect((await look()).jobs).toEqual(['./new', './nightly/deep/run']);
  });

  test('loses what was deleted at once', async () => {
    await rm(`${base}/nightly/deep/run`, { recursive: true });
    await freeze('nightly/deep');
    expect((await look()).jobs).toEqual([]);
  });

  test('is listed at the next scan once its event file is gone', async () => {
    const name = 'events.summary.1800000000_explain';
    const old = await writeJob(`${base}/nightly/deep/run`, run({ samples: 1 }));
    await rm(old);
    await writeJob(`${base}/nightly/deep/run`, run({ samples: 1 }), { name });
    await freeze('nightly/deep/run');
    await look();
    expect((await look()).jobs).toEqual(['./nightly/deep/run']);
  });

  test('a job that was added to it is found when it is asked for', async () => {
    await writeJob(`${base}/nightly/deep/new`, run({ samples: 1 }));
    await mkdir(`${base}/nightly/deep/empty`);
    await freeze('nightly/deep');
    expect(await watcher.isSummaryDirectory(base, './nightly/deep/new')).toBe(true);
    expect(await watcher.isSummaryDirectory(base, './nightly/deep/empty')).toBe(false);
  });
});

test.each([3_000, 60_000])(
  'of many directories, all are listed anew within twenty scans, one each %i ms',
  async (interval) => {
    const count = 3_000;
    for (let i = 0; i < count; i++) await mkdir(`${base}/d${i}`);
    await Promise.all(Array.from({ length: count }, (_, i) => freeze(`d${i}`)));
    await freeze('');
    expect((await look()).listed).toHaveLength(count + 1);
    clock.advance(OLD);
    const listed = new Set<string>();
    for (let scan = 0; scan < 20; scan++) {
      const paths = (await look()).listed;
      expect(paths.length).toBeLessThanOrEqual(200);
      for (const path of paths) listed.add(path);
      clock.advance(interval);
    }
    expect(listed.size).toBe(count + 1);
  },
);

test('directories with another inode at every look are not listed at every scan', async () => {
  storage.hasShiftingInodes = true;
  await writeJob(`${base}/nightly/run`, run({ samples: 1 }));
  await freeze('nightly/run', 'nightly', '');
  await look();
  expect(await look()).toEqual({ jobs: ['./nightly/run'], listed: [] });
});
