import { mkdir, rm, writeFile } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { JobOrders } from '../../lib/answer/job-order';
import { localStorage } from '../../lib/storage/local';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';
import { BEGINNING, TestClock } from '../support/clock';
import { eventFile } from '../support/event-writer';
import { manage, manageWatched } from '../support/managers';
import { run, setAge, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, until } from '../support/until';

const HOUR_MS = 3_600_000;

describe('the first scan', () => {
  test('shows the jobs found so far and reports that it is still running', async () => {
    const base = await temporaryDirectory();
    for (let i = 0; i < 300; i++) await writeJob(`${base}/a_${i}`, run({ samples: 0 }));
    await writeJob(`${base}/z/last`, run({ samples: 0 }));
    const { manager, storage, clock } = manageWatched(base);
    const gate = new Gate();
    storage.hold('list', '/z', gate);
    const listed = storage.list.bind(storage);
    storage.list = (path) => {
      clock.advance(5);
      return listed(path);
    };
    void manager.startLoadData({ reloadInterval: 0 });
    await until(() => manager.directories.total > 0);
    expect(manager.hasDiscovered).toBe(false);
    const { total, byPath, directories } = manager.directories;
    expect(total).toBeLessThan(301);
    expect(new Set(directories)).toEqual(new Set(byPath));
    gate.open();
    await manager.discovered();
    expect(manager.directories.total).toBe(301);
    expect(manager.getJobList().directories).toHaveLength(301);
  });
});

describe('scans with the same result', () => {
  test('return the same object, and a new one after any change', async () => {
    const base = await temporaryDirectory();
    const file = await writeJob(`${base}/a`, run({ samples: 1 }));
    await writeJob(`${base}/b`, run({ samples: 1 }));
    const watcher = new SummaryWatcher({ storage: localStorage });
    const first = await watcher.scan(base);
    expect(await watcher.scan(base)).toBe(first);
    await writeFile(file, eventFile(run({ samples: 2 })));
    const second = await watcher.scan(base);
    expect(second).not.toBe(first);
    expect(second.byPath[1]).toBe(first.byPath[1]);
    await rm(`${base}/b`, { recursive: true });
    expect((await watcher.scan(base)).total).toBe(1);
  });
});

describe('a directory of very many files', () => {
  test('is listed in batches, and of event files and parts so many are looked at', async () => {
    const base = await temporaryDirectory();
    const job = `${base}/run`;
    await writeJob(job, run({ samples: 1 }));
    for (let i = 0; i < 20_100; i++) await writeFile(`${job}/events.part.1700000000.0001.${100_000 + i}`, '');
    const list = vi.fn(localStorage.list);
    const watcher = new SummaryWatcher({ storage: { ...localStorage, list } });
    const { total, problems } = await watcher.scan(base);
    expect(total).toBe(1);
    expect(problems.map(({ message }) => message)).toEqual([
      'run has more than 20,000 event files and parts; 20,000 are read.',
    ]);
    expect(list.mock.calls).toEqual([[base]]);
  }, 60_000);

  test('has names that are not UTF-8, too', async () => {
    const base = await temporaryDirectory();
    for (let i = 0; i < 3_000; i++) await writeFile(`${base}/${String(i).padStart(200, 'x')}`, '');
    const named = Buffer.concat([Buffer.from(`${base}/r`), Buffer.of(0xe9)]);
    await mkdir(named);
    await writeFile(
      Buffer.concat([named, Buffer.from('/events.summary.1700000000._explain')]),
      eventFile(run({ samples: 1 })),
    );
    const list = vi.fn(localStorage.list);
    const { directories } = await new SummaryWatcher({ storage: { ...localStorage, list } }).scan(base);
    expect(directories.map(({ relativePath }) => relativePath)).toEqual(['./r\udce9']);
    expect(list).not.toHaveBeenCalledWith(base);
  }, 60_000);
});

describe('of very many idle jobs', () => {
  const JOBS = 10_050;
  let base: string;
  let clock: TestClock;

  beforeAll(async () => {
    base = await temporaryDirectoryForAll();
  }, 60_000);

  beforeEach(() => {
    clock = new TestClock();
  });

  async function temporaryDirectoryForAll(): Promise<string> {
    const path = `${process.env.TMPDIR ?? '/tmp'}/salient-huge-${process.pid}`;
    await rm(path, { recursive: true, force: true });
    for (let i = 0; i < JOBS; i++) {
      const directory = `${path}/p_${i % 100}/run_${i}`;
      await mkdir(directory, { recursive: true });
      await writeFile(`${directory}/events.summary.${1_700_000_000 + i}._explain`, '');
    }
    return path;
  }

  function watch(isWatched?: (path: string) => boolean) {
    clock.advance(Date.now() + 2 * HOUR_MS - BEGINNING); // every job was written two hours ago
    return new SummaryWatcher({ storage: localStorage, now: () => clock.now(), isWatched });
  }

  test('each is checked in turn, watched ones every time, and new ones are found immediately', async () => {
    const watcher = watch((path) => path === './p_7/run_7');
    expect((await watcher.scan(base)).total).toBe(JOBS);
    await writeFile(`${base}/p_7/run_7/events.summary.1700000007._explain`, 'more');
    for (const i of [10, 20, 30, 40])
      await writeFile(`${base}/p_${i}/run_${i}/events.summary.${1_700_000_000 + i}._explain`, 'more');
    await writeJob(`${base}/p_3/new`, run({ samples: 1 }));
    const second = await watcher.scan(base);
    expect(second.total).toBe(JOBS + 1);
    expect(watcher.find('./p_7/run_7')?.size).toBe(4);
    await watcher.scan(base);
    for (const i of [10, 20, 30, 40]) expect(watcher.find(`./p_${i}/run_${i}`)?.size).toBe(4);
    await rm(`${base}/p_3/new`, { recursive: true });
    expect((await watcher.scan(base)).total).toBe(JOBS);
    await rm(base, { recursive: true });
  }, 60_000);
});

describe('search and sort', () => {
  test('give the result of a plain search and sort', async () => {
    const base = await temporaryDirectory();
    const jobs = ['Zeta/run 1', 'Zeta/run 2', 'alpha', 'beta/Run-10', 'gamma'];
    for (const [i, path] of jobs.entries()) {
      const file = await writeJob(`${base}/${path}`, run({ samples: 1 + (i % 2) }));
      await setAge(file, [5, 5, 1, -3, 60 * 24 * 365 * 80][i]); // the last one dates from before 1970
    }
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const orders = new JobOrders(manager);
    const find = async (
      q: string,
      sort: 'path' | 'updated' | 'size' | 'samples',
      order: 'asc' | 'desc',
      page = 1,
      limit = 9,
    ) => {
      const { total, rows } = await orders.find({ q, sort, order, page, limit });
      return [total, ...rows.map(({ relativePath }) => relativePath.slice(2))];
    };
    expect(await find('', 'path', 'asc')).toEqual([5, ...jobs]);
    expect(await find('', 'path', 'desc', 2, 2)).toEqual([5, 'alpha', 'Zeta/run 2']);
    expect(await find('RUN', 'path', 'asc')).toEqual([3, 'Zeta/run 1', 'Zeta/run 2', 'beta/Run-10']);
    expect(await find('run zeta', 'updated', 'desc', 1, 1)).toEqual([2, 'Zeta/run 1']);
    expect(await find('', 'updated', 'asc')).toEqual([5, 'gamma', 'Zeta/run 1', 'Zeta/run 2', 'alpha', 'beta/Run-10']);
    expect(await find('', 'updated', 'desc')).toEqual([5, 'beta/Run-10', 'alpha', 'Zeta/run 1', 'Zeta/run 2', 'gamma']);
    expect(await find('', 'size', 'desc')).toEqual([5, 'Zeta/run 2', 'beta/Run-10', 'Zeta/run 1', 'alpha', 'gamma']);
    const bySamples = await find('', 'samples', 'desc'); // three are preloaded, the others are last
    expect(bySamples.slice(4).sort()).toEqual(['Zeta/run 2', 'gamma'].sort());
    await writeJob(`${base}/new RUN`, run({ samples: 1 }));
    await manager.loadData();
    expect(await find('run', 'path', 'asc')).toEqual([4, 'Zeta/run 1', 'Zeta/run 2', 'beta/Run-10', 'new RUN']);
  });
});
