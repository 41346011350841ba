import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { answerJob } from '../../lib/answer/job';
import { answerJobs } from '../../lib/answer/jobs';
import { RecordedPicture } from '../../lib/answer/recorded-picture';
import type { JobAnswer } from '../../lib/api/job-answers';
import { ApiError } from '../../lib/api/problem';
import { jobsRequest, parseQuery } from '../../lib/api/requests';
import { IndexCache } from '../../lib/indexing/index-cache';
import { fromJson, type Json } from '../../lib/json';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { BlockCache } from '../../lib/storage/block-cache';
import { localStorage } from '../../lib/storage/local';
import { ObjectStorage } from '../../lib/storage/object-storage';
import type { StoreOptions } from '../../lib/storage/open-storage';
import { RequestCounts } from '../../lib/storage/request-counts';
import { StorageError } from '../../lib/storage/storage';
import { TestClock } from '../support/clock';
import { concat, eventFile } from '../support/event-writer';
import { asked, loaded, manage, samplesOf } from '../support/managers';
import { MemoryObjects } from '../support/memory-objects';
import { NearIndexer } from '../support/near-indexer';
import { EVENT_FILE, run, temporaryDirectory } from '../support/runs';

/* Jobs in an object store, as the manager sees them. */

const BASE = 's3://bucket/runs';
const KEY = `runs/run/${EVENT_FILE}`;

let objects: MemoryObjects;
let directory: string;

beforeEach(async () => {
  objects = new MemoryObjects();
  directory = await temporaryDirectory();
});

function start() {
  const store: StoreOptions = {
    ...{ endpoint: null, region: null, pathStyle: false, anonymous: false, blocks: null },
    counts: new RequestCounts().buffer,
  };
  const clock = new TestClock();
  const blocks = new BlockCache(localStorage, { directory: `${directory}/blocks`, maxBytes: 2 ** 30 });
  const storage = new ObjectStorage('', objects, blocks, () => clock.now());
  const options = { directory, maxBytes: 2 ** 30, build: 'test', retrySeconds: 0 };
  const cache = new IndexCache(localStorage, options, clock, () => {});
  onTestFinished(() => blocks.written());
  const requests = new RequestCounts();
  const makeIndexer = () => new NearIndexer(storage, cache);
  const { manager } = manage(BASE, { storage, store, requests, clock, makeIndexer });
  return { manager, clock, requests };
}

async function page(manager: ExplainManager) {
  const loader = await loaded(manager, 'run');
  return (await samplesOf(loader)).map(({ id }) => id);
}

const {
  length: HALF,
  bytes: SMALL,
  more: MORE,
} = (() => {
  const events = run({ samples: 60 });
  const bytes = eventFile(events.slice(0, 61));
  return { length: 30, bytes, more: concat([bytes, eventFile(events.slice(61))]) };
})();

test('a job that is rewritten with more at its end goes on', async () => {
  objects.put(KEY, SMALL);
  const { manager, clock } = start();
  await manager.startLoadData({ reloadInterval: 0 });
  expect(await page(manager)).toHaveLength(HALF);
  const { generation, revision } = manager.peekJob('./run')?.snapshot ?? {};
  objects.put(KEY, MORE, Date.now());
  clock.advance(30_000);
  objects.counts();
  await manager.loadData();
  expect(await page(manager)).toHaveLength(60);
  expect(manager.peekJob('./run')?.snapshot).toMatchObject({ generation, bytesRead: MORE.length });
  expect(manager.peekJob('./run')?.snapshot?.revision).not.toBe(revision);
  const first = objects.requests.findIndex(({ kind, bytes }) => kind === 'get' && bytes >= MORE.length - SMALL.length);
  expect(objects.requests[first].bytes).toBe(MORE.length - SMALL.length);
});

test('a job that is rewritten with other content is another job', async () => {
  objects.put(KEY, SMALL);
  const { manager, clock } = start();
  await manager.startLoadData({ reloadInterval: 0 });
  const before = manager.peekJob('./run')?.snapshot?.generation;
  objects.put(KEY, eventFile(run({ samples: 40, labels: 'other' })));
  clock.advance(30_000);
  await manager.loadData();
  expect(await page(manager)).toHaveLength(40);
  expect(manager.peekJob('./run')?.snapshot?.generation).not.toBe(before);
});

test('a job that cannot be read says why, also while it is tried again', async () => {
  objects.put(KEY, SMALL);
  const { manager } = start();
  const away = new StorageError('unavailable', `s3://bucket/${KEY}`);
  objects.before = ({ kind }) => {
    if (kind !== 'list') throw away;
  };
  await manager.startLoadData({ reloadInterval: 0 });
  expect([...manager.failures.values()]).toEqual([away.message]);
  const loader = await asked(manager, 'run');
  expect(loader.isLoading).toBe(true);
  const { state, problems } = await manager.statusOf(loader.directory, loader);
  expect([state, problems[0].message]).toEqual(['unreadable', away.message]);
  await loader.load().catch(() => {});
  objects.before = () => {};
  const again = await loaded(manager, 'run');
  expect(await manager.statusOf(again.directory, again)).toMatchObject({ state: 'live', problems: [] });
});

test('while the store is away, a job says so, and its originals and maps for the same reason', async () => {
  objects.put(KEY, SMALL);
  const { manager, clock } = start();
  await manager.startLoadData({ reloadInterval: 30 });
  await page(manager);
  const baseMessage = async () => fromJson((await answerJob(manager, 'run')).answer as Json<JobAnswer>).baseMessage;
  expect(await baseMessage()).toBeNull();
  objects.before = ({ key }) => {
    throw new StorageError('unavailable', `s3://bucket/${key}`, 'ECONNREFUSED');
  };
  clock.advance(30_000);
  await manager.loadData();
  expect(await baseMessage()).toMatch(/runs cannot be read now: .*\(ECONNREFUSED\)\. It is tried again every 3 s\.$/);
  const codes = ['The original', 'The saliency map'].map((what) =>
    RecordedPicture.open({ storage: manager.storage, root: `${BASE}/run`, path: 'a.png', what }).catch(
      (error: unknown) => error instanceof ApiError && error.problem.code,
    ),
  );
  expect(await Promise.all(codes)).toEqual(['store-unavailable', 'store-unavailable']);
  objects.before = () => {};
  await manager.loadData();
  expect(await baseMessage()).toBeNull();
});

test('a request that was given up makes the next answer about a job scan again: it says that the store is away, and that it is back', async () => {
  objects.put(KEY, SMALL);
  const { manager, clock, requests } = start();
  await manager.startLoadData({ reloadInterval: 30 });
  await page(manager);
  const listings = () => objects.requests.splice(0).filter(({ kind }) => kind === 'list').length;
  const job = async () => fromJson((await answerJob(manager, 'run')).answer as Json<JobAnswer>).baseMessage;
  const list = async () => (await answerJobs(manager, parseQuery(jobsRequest, new URLSearchParams()))).message;
  const both = async () => [await job(), await list()];
  clock.advance(4_000);
  listings();
  expect(await both()).toEqual([null, null]);
  expect(listings()).toBe(0);

  objects.before = ({ key }) => {
    throw new StorageError('unavailable', `s3://bucket/${key}`, 'ECONNREFUSED');
  };
  requests.add('unanswered');
  const away = expect.stringContaining('runs cannot be read now');
  expect(await both()).toEqual([away, away]);
  expect(listings()).toBe(1);
  expect(await both()).toEqual([away, away]);
  expect(listings()).toBe(0); // it is believed for a moment
  objects.before = () => {};
  clock.advance(4_000);
  expect(await both()).toEqual([null, null]);
});

test('a picture says that the store refuses the credentials, which is no fault of the picture', async () => {
  objects.put(KEY, SMALL);
  const { manager } = start();
  objects.before = ({ key }) => {
    throw new StorageError('refused', `s3://bucket/${key}`, 'AccessDenied');
  };
  const at = { storage: manager.storage, root: `${BASE}/run`, path: 'a.png', what: 'The original of sample 1' };
  const error = await RecordedPicture.open(at).catch((thrown: unknown) => thrown);
  expect(error instanceof ApiError && error.problem).toMatchObject({
    code: 'store-refused',
    status: 503,
    detail:
      'The original of sample 1 cannot be shown: a.png cannot be read: the object store refuses the credentials (AccessDenied).',
  });
});

describe('a large job', () => {
  const LARGE = eventFile(run({ samples: 8_000 }));

  // The first request reads all records, the next one those of a page.
  test.each([1, 2])('gives no answer of two versions, where the object is replaced before request %i', async (nth) => {
    objects.put(KEY, LARGE);
    const { manager } = start();
    let gets = 0;
    objects.before = ({ kind }) => {
      if (kind === 'get' && ++gets === nth) objects.put(KEY, eventFile(run({ samples: 40, labels: 'other' })));
    };
    await manager.startLoadData({ reloadInterval: 0 });
    const ids = await page(manager);
    const labels = await manager.withJob('run', (loader) => loader.describe());
    expect(gets).toBeGreaterThanOrEqual(nth);
    expect(ids).toHaveLength(40);
    expect(labels).not.toBeNull();
    expect(manager.failures.size).toBe(0);
  });

  test('takes few requests cold, and after a restart none but a look at it', async () => {
    expect(LARGE.length).toBeGreaterThan(2 ** 20);
    objects.put(KEY, LARGE);
    const query = { filter: {}, sort: { by: 'id' as const, descending: true }, page: 0, limit: 50 };
    const first = start().manager;
    await first.startLoadData({ reloadInterval: 0 });
    const loader = await loaded(first, 'run');
    const cold = await loader.samples(query);
    expect(objects.counts().get).toBeLessThanOrEqual(8);
    await loader.samples(query);
    expect(objects.counts()).toEqual({ list: 0, head: 0, get: 0 });
    await first.stop();

    await new Promise((resolve) => setTimeout(resolve, 200)); // what is written to the disk
    const second = start().manager;
    await second.startLoadData({ reloadInterval: 0 });
    const warm = await (await loaded(second, 'run')).samples(query);
    expect(warm?.samples).toEqual(cold?.samples);
    expect(objects.counts().get).toBe(0);
  });
});
