import { copyFile, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { IndexCache } from '../../lib/indexing/index-cache';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { localStorage } from '../../lib/storage/local';
import { TestClock } from '../support/clock';
import { eventFile } from '../support/event-writer';
import { labelsOf } from '../support/labels';
import { loaded, manage, samplesOf } from '../support/managers';
import { NearIndexer } from '../support/near-indexer';
import { append, run, temporaryDirectory, writeJob } from '../support/runs';
import { until } from '../support/until';
import { WatchedStorage } from '../support/watched-storage';

const EVENTS = run({ samples: 5_000, labels: 'black' });
const CONTENT = eventFile(EVENTS);
const REST = run({ samples: 5_100 }).slice(-300);
const MB = 2 ** 20;

let base: string;
let cacheDirectory: string;
let file: string;
let warnings: string[];

beforeEach(async () => {
  base = await temporaryDirectory();
  cacheDirectory = `${await temporaryDirectory()}/made/by/itself`;
  file = await writeJob(`${base}/run`, CONTENT);
  warnings = [];
});

/** Simulates another process. */
interface Process {
  loader: ExplainLoader;
  /** Bytes of the event file that were read sequentially. */
  read: number;
}

/** A separate process that opens the job; resolves when its index is on disk. */
async function open({
  maxBytes = 100 * MB,
  build = 'one',
  clock = new TestClock(Date.now()),
  storage = new WatchedStorage(),
} = {}): Promise<Process> {
  const options = { directory: cacheDirectory, maxBytes, build, retrySeconds: 3 };
  const cache = new IndexCache(storage, options, clock, (message) => warnings.push(message));
  const { manager } = manage(base, { storage, makeIndexer: () => new NearIndexer(storage, cache) });
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await loaded(manager, './run');
  await loader.load(); // waits until the index is on disk
  const read = storage.readings
    .filter(({ path, how }) => path === file && how === 'forward')
    .reduce((sum, { start, end }) => sum + end - start, 0);
  return { loader, read };
}

const indexes = () => readdir(cacheDirectory);
const indexFile = async () => `${cacheDirectory}/${(await indexes())[0]}`;

/** All answers of a job. */
async function answersOf(loader: ExplainLoader) {
  const { memory, ...snapshot } = loader.snapshot ?? {};
  const filter = { labels: [1], types: 1 };
  return {
    snapshot,
    samples: await samplesOf(loader),
    facets: await loader.facets(filter),
    description: await loader.describe(),
    evaluation: await loader.evaluation(),
    confusion: await loader.confusion(),
    sample: await loader.sample(4_999),
  };
}

describe('a job that another process has read', () => {
  test('is opened without reading its event file, and answers the same', async () => {
    const first = await open();
    expect(first.read).toBeGreaterThanOrEqual(CONTENT.length);
    expect(await indexes()).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.index$/)]);
    const second = await open();
    expect(second.read).toBe(0);
    expect(await answersOf(second.loader)).toEqual(await answersOf(first.loader));
    expect(warnings).toEqual([]);
  });

  test('and that has grown since is read further from there', async () => {
    await open();
    await append(file, REST);
    const { loader, read } = await open();
    expect(read).toBe(eventFile(REST).length);
    const { loader: fresh } = await open({ build: 'another that reads it all' });
    expect(await answersOf(loader)).toEqual(await answersOf(fresh));
  });

  test('and that ended inside a record then is read further from there', async () => {
    await writeFile(file, CONTENT.subarray(0, -7));
    await open();
    await append(file, CONTENT.subarray(-7));
    const { loader, read } = await open();
    expect(read).toBeLessThan(1_000);
    expect(loader.snapshot).toMatchObject({ bytesRead: CONTENT.length, sampleCount: 5_000 });
  });

  test('and whose file was replaced by a copy since is not decoded again', async () => {
    await open();
    await copyFile(file, `${file}.copy`);
    await rename(`${file}.copy`, file);
    const { loader } = await open();
    expect(loader.snapshot?.sampleCount).toBe(5_000);
    expect(await indexes()).toHaveLength(1);
  });
});

describe('servers on several machines that share the directory', () => {
  /** The disk as another machine sees it: with other device numbers. */
  const elsewhere = () => {
    const storage = new WatchedStorage();
    storage.inodes = ' of another machine';
    return storage;
  };

  test('an index is put once and taken by the others, also when the job has grown', async () => {
    await open();
    const { ino } = await stat(await indexFile());
    const second = await open({ storage: elsewhere() });
    expect(second.read).toBe(0);
    await append(file, REST);
    const third = await open({ storage: elsewhere() });
    const length = CONTENT.length + eventFile(REST).length;
    expect(third.loader.snapshot).toMatchObject({ bytesRead: length, fileSize: length });
    expect(await indexes()).toHaveLength(1);
    expect((await stat(await indexFile())).ino).toBe(ino);
  });

  test('a server that sees less of the event file does not delete the index', async () => {
    await open();
    await truncate(file, CONTENT.length - 400_000);
    const behind = elsewhere();
    const { loader } = await open({ storage: behind });
    expect(loader.snapshot?.bytesRead).toBeLessThan(CONTENT.length);
    expect(behind.calls.filter(({ method }) => method === 'remove')).toEqual([]);
  });

  test('where the time of an index cannot be set, the one that was put first is evicted', async () => {
    const begin = Date.now() - 1e6;
    const untouchable = () => {
      const storage = elsewhere();
      storage.refuse('touch', '.index', 'not-permitted');
      return storage;
    };
    await open({ build: 'a', clock: new TestClock(begin) });
    const [a] = await indexes();
    await utimes(`${cacheDirectory}/${a}`, 1_000, 1_000);
    await open({ build: 'b', storage: untouchable() });
    await open({ build: 'a', storage: untouchable() });
    const { size } = await stat(`${cacheDirectory}/${a}`);
    await open({ build: 'c', storage: untouchable(), maxBytes: size * 2.5 });
    expect(await indexes()).toHaveLength(2);
    expect(await indexes()).not.toContain(a);
    expect(warnings).toEqual([]);
  });

  test('together they write little more than the maximum size', async () => {
    await open({ build: 'three' });
    const { size } = await stat(await indexFile());
    const maxBytes = size * 8;
    const caches = [1, 2, 3].map(() => {
      const options = { directory: cacheDirectory, maxBytes, build: 'three', retrySeconds: 3 };
      return new IndexCache(localStorage, options, new TestClock(Date.now()), (message) => warnings.push(message));
    });
    const events = await localStorage.open(file);
    onTestFinished(() => events.close());
    const reader = await caches[0].restore(file, events, [], localStorage);
    if (reader === null) throw new Error('The index is not taken.');
    let most = 0;
    for (let job = 0; job < 30; job++) {
      reader.bytesCached = 0; // as that of a job that was just read
      await caches[job % 3].write(`${base}/job_${job}/events`, reader, () => {});
      const files = (await indexes()).map((name) => stat(`${cacheDirectory}/${name}`));
      most = Math.max(
        most,
        (await Promise.all(files)).reduce((sum, file) => sum + file.size, 0),
      );
    }
    expect(most).toBeGreaterThan(maxBytes / 2);
    expect(most).toBeLessThanOrEqual(maxBytes * 1.3);
    expect(warnings).toEqual([]);
  });
});

describe('an event file that was replaced since is read again', () => {
  /** Replaces the event file with `content` and keeps its time. */
  async function rewrite(content: Uint8Array): Promise<void> {
    const { atime, mtime } = await stat(file);
    await writeFile(file, content);
    await utimes(file, atime, mtime);
  }

  test('of the same size and time, another run', async () => {
    await open();
    const other = eventFile(run({ samples: 5_000, labels: 'white' }));
    expect(other).toHaveLength(CONTENT.length);
    await rewrite(other);
    const { loader } = await open();
    expect((await labelsOf(loader))[0].name).toBe('white 0');
  });

  test('of the same size and time, with a different record in the middle', async () => {
    await open();
    const events = run({ samples: 5_000, labels: 'black' });
    const middle = events[2_000];
    events[2_000] = { ...middle, truth: [(middle.truth?.[0] ?? 0) === 3 ? 2 : 3] };
    await rewrite(eventFile(events));
    const { loader } = await open();
    const { loader: fresh } = await open({ build: 'another that reads it all' });
    expect(await answersOf(loader)).toEqual(await answersOf(fresh));
  });

  test('of the same size and time, with a flipped bit in the middle: damaged there, as without an index', async () => {
    await open();
    const broken = CONTENT.slice();
    broken[Math.floor(CONTENT.length / 2)] ^= 1;
    await rewrite(broken);
    const { loader } = await open();
    const { loader: fresh } = await open({ build: 'another that reads it all' });
    expect(loader.snapshot?.damage?.offset).toBeGreaterThan(CONTENT.length / 2 - 1_000);
    expect(await answersOf(loader)).toEqual(await answersOf(fresh));
  });

  test('longer, with the records between its first and its last in another order: a request detects it', async () => {
    await open();
    await writeFile(file, eventFile([EVENTS[0], ...EVENTS.slice(1, -1).reverse(), ...EVENTS.slice(-1), ...REST]));
    const { loader, read } = await open();
    expect(read).toBe(eventFile(REST).length);
    const { loader: fresh } = await open({ build: 'another that reads it all' });
    expect(await samplesOf(loader)).toEqual(await samplesOf(fresh));
    const { revision } = (await fresh.describe()) ?? {};
    expect((await loader.describe())?.revision).toBe(revision);
    await loader.load(); // waits until the new index has replaced the wrong one on disk
    const next = await open();
    expect(next.read).toBe(0);
    expect((await next.loader.describe())?.revision).toBe(revision);
  });

  test('shorter', async () => {
    await open();
    await truncate(file, 500_000);
    const { loader } = await open();
    expect(loader.snapshot?.bytesRead).toBeLessThanOrEqual(500_000);
    expect(loader.snapshot?.problems).toEqual([]);
  });
});

describe('the content of the cache is never trusted', () => {
  test('if any part of it is damaged or missing, the event file is read', async () => {
    const first = await open();
    const index = await indexFile();
    const whole = await readFile(index);
    const answers = await answersOf(first.loader);
    const places = [0, 1_000, whole.length / 2, whole.length - 300, whole.length - 12, whole.length - 1].map(
      Math.floor,
    );
    for (const place of places) {
      const damaged = Buffer.from(whole);
      damaged[place] ^= 0x10;
      await writeFile(index, damaged);
      const { loader, read } = await open();
      expect([place, read >= CONTENT.length]).toEqual([place, true]);
      expect(await answersOf(loader)).toEqual(answers);
    }
    for (const length of [0, 1, 15, 16, 1_000, whole.length - 1]) {
      await writeFile(index, whole.subarray(0, length));
      const { read } = await open();
      expect([length, read >= CONTENT.length]).toEqual([length, true]);
    }
    expect(warnings).toEqual([]);
  }, 60_000);

  test('it may be deleted at any time', async () => {
    await open();
    await rm(cacheDirectory, { recursive: true });
    expect((await open()).read).toBeGreaterThanOrEqual(CONTENT.length);
    expect(await indexes()).toHaveLength(1);
  });

  test('another build does not use it', async () => {
    await open();
    expect((await open({ build: 'two' })).read).toBeGreaterThanOrEqual(CONTENT.length);
    expect(await indexes()).toHaveLength(2);
  });
});

describe('a disk error', () => {
  test.each(['replace', 'open', 'list'] as const)(
    'to %s: the job is read, and the log says so once',
    async (method) => {
      const storage = new WatchedStorage();
      storage.refuse(method, method === 'list' ? cacheDirectory : '.index', 'not-permitted');
      const first = await open({ storage });
      await append(file, run({ samples: 5_000 }));
      await first.loader.load();
      await first.loader.load();
      expect(first.loader.snapshot?.sampleCount).toBe(5_000);
      expect(warnings).toEqual([
        expect.stringMatching(
          /^The index cache in \S*itself cannot be used: \S+itself\S* cannot be read.* Jobs are read without it\. Salient retries every 3 s\.$/,
        ),
      ]);
    },
  );

  test.each(['', '/cache'])('a file in place of a directory (%s): no other file is left', async (below) => {
    await writeFile(`${base}/no-directory`, '');
    cacheDirectory = `${base}/no-directory${below}`;
    const { loader } = await open();
    expect(loader.snapshot?.sampleCount).toBe(5_000);
    expect(warnings).toEqual([expect.stringContaining(`${cacheDirectory} is not a directory`)]);
    expect((await readdir(base)).sort()).toEqual(['no-directory', 'run']);
  });

  test('because the disk is full: writing is retried every reload interval without further messages, and succeeds once there is space', async () => {
    const [storage, clock] = [new WatchedStorage(), new TestClock(Date.now())];
    storage.refuse('replace', '.index', 'full');
    const { loader } = await open({ storage, clock });
    await append(file, run({ samples: 5_000 }));
    await loader.load(); // this retries as well, but does not start a second series of retries
    for (let time = 1; time <= 3; time++) {
      expect(clock.waiting).toBe(1);
      const tries = storage.count('replace');
      clock.advance(3_000);
      await until(() => storage.count('replace') > tries && clock.waiting > 0);
    }
    expect(warnings).toEqual([expect.stringMatching(/the disk is full/)]);

    storage.relent();
    clock.advance(3_000);
    await until(async () => /\.index$/.test(await indexFile().catch(() => '')));
    expect(clock.waiting).toBe(0);
    expect((await open()).read).toBe(0);
  });

  test('because there is less space than an index needs: nothing is written', async () => {
    const path = `${cacheDirectory}/big.index`;
    await expect(localStorage.replace(path, [new Uint8Array(1)], 2 ** 60)).rejects.toThrow(
      `${path} could not be written: the disk is full (ENOSPC).`,
    );
    expect(await indexes()).toEqual([]);
  });

  test('after the directory was deleted while the server runs: it is created again with the next index', async () => {
    const { loader } = await open();
    await rm(cacheDirectory, { recursive: true });
    await append(file, run({ samples: 5_000 }));
    await loader.load();
    await loader.load();
    expect(await indexes()).toHaveLength(1);
    expect(warnings).toEqual([]);
  });
});

describe('the maximum size', () => {
  const names = async () => (await indexes()).sort();

  test('evicts the least recently used index and old partial files, but no other files', async () => {
    const begin = Date.now() - 1e6;
    await open({ build: 'a', clock: new TestClock(begin) });
    const [a] = await names();
    await open({ build: 'b', clock: new TestClock(begin + 1) });
    const [b] = (await names()).filter((name) => name !== a);
    const { size } = await stat(`${cacheDirectory}/${a}`);
    for (const [name, time] of [
      [a, 1_000],
      [b, 2_000],
    ] as const)
      await utimes(`${cacheDirectory}/${name}`, time, time);
    for (const name of [`${a}.half`, 'notes.txt']) {
      await writeFile(`${cacheDirectory}/${name}`, 'x');
      await utimes(`${cacheDirectory}/${name}`, 1_000, 1_000);
    }
    await open({ build: 'a', clock: new TestClock(begin + 3) }); // used again, so the other one is the oldest
    await open({ build: 'c', maxBytes: size * 2.5 });
    const left = await names();
    expect(left).toHaveLength(3);
    expect(left).toContain('notes.txt');
    expect(left).toContain(a);
    expect(left).not.toContain(b);
  });

  test('an index that would need all of it is not written', async () => {
    await open({ maxBytes: 10_000 });
    await expect(indexes()).rejects.toThrow('ENOENT');
  });
});

test('small jobs are not cached, because reading them is as fast', async () => {
  await writeJob(`${base}/run`, run({ samples: 10 }));
  await open();
  await expect(indexes()).rejects.toThrow('ENOENT');
});

test('in the worker, a job is opened from the index, and a warning reaches the log', async () => {
  await open({ build: 'worker' });
  const before = await stat(await indexFile());
  const cache = { directory: cacheDirectory, maxBytes: 100 * MB, build: 'worker', retrySeconds: 3 };
  const { manager } = manage(base, { cache });
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await loaded(manager, './run');
  expect(await samplesOf(loader)).toHaveLength(5_000);
  expect((await stat(await indexFile())).mtimeMs).toBeGreaterThan(before.mtimeMs);

  const log = { info() {}, warn: (_: object, message: string) => warnings.push(message) };
  const { manager: other } = manage(base, { cache: { ...cache, directory: `${file}/nowhere` }, log });
  await other.startLoadData({ reloadInterval: 0 });
  await loaded(other, './run');
  await until(() => warnings.length > 0);
  expect(warnings).toHaveLength(1);
});
