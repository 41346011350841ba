import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { IndexCache } from '../../lib/indexing/index-cache';
import { BlockCache } from '../../lib/storage/block-cache';
import { localStorage } from '../../lib/storage/local';
import { ObjectStorage } from '../../lib/storage/object-storage';
import { TestClock } from '../support/clock';
import { concat, eventFile } from '../support/event-writer';
import { loaded, manage, samplesOf } from '../support/managers';
import { MemoryObjects } from '../support/memory-objects';
import { NearIndexer } from '../support/near-indexer';
import { EVENT_FILE, run, temporaryDirectory } from '../support/runs';

/* A job of many parts in an object store: how it is requested. */

const PARTS = 40;
const EACH = 200;
const [METADATA, ...EVENTS] = run({ samples: PARTS * EACH });

const keyOf = (part: number) =>
  `runs/run/${part === 0 ? EVENT_FILE : `events.part.1700000000.0000.${String(part).padStart(6, '0')}`}`;
const contentOf = (part: number) =>
  eventFile([METADATA, ...EVENTS.filter(({ sampleId = 0 }) => Math.floor(sampleId / EACH) === part)]);
const isOfPart = (key: string) => key.includes('/events.part.');

let objects: MemoryObjects;
let directory: string;

beforeEach(async () => {
  objects = new MemoryObjects();
  directory = await temporaryDirectory();
  for (let part = 0; part < PARTS; part++) objects.put(keyOf(part), contentOf(part));
});

/** A manager that has read the job; it keeps the index for the next one. */
async function start() {
  const clock = new TestClock();
  const blocks = new BlockCache(localStorage, { directory: `${directory}/blocks`, maxBytes: 2 ** 30 });
  const storage = new ObjectStorage('', objects, blocks, () => clock.now());
  const cache = new IndexCache(
    localStorage,
    { directory, maxBytes: 2 ** 30, build: 'test', retrySeconds: 0 },
    clock,
    () => {},
  );
  onTestFinished(() => blocks.written());
  const { manager } = manage('s3://bucket/runs', {
    storage,
    clock,
    store: {
      ...{ endpoint: null, region: null, pathStyle: false, anonymous: false, blocks: null },
      counts: new SharedArrayBuffer(64),
    },
    makeIndexer: () => new NearIndexer(storage, cache),
  });
  await manager.startLoadData({ reloadInterval: 0 });
  return { manager, clock, blocks, loader: await loaded(manager, 'run') };
}

/** The requests of parts since the last call, as `kind part`. */
function requestsOfParts(): string[] {
  return objects.requests.splice(0).flatMap(({ kind, key }) => (isOfPart(key) ? [`${kind} ${key}`] : []));
}

test('each part is one request, and sixteen of them are made at a time', async () => {
  let waiting = 0;
  let open = () => {};
  const sixteen = new Promise<void>((resolve) => {
    open = resolve;
  });
  objects.before = async ({ kind, key }) => {
    if (kind !== 'get' || !isOfPart(key)) return;
    if (++waiting === 16) open();
    await sixteen; // never, if they are made one after the other
  };
  const { loader } = await start();
  expect(loader.sampleCount).toBe(PARTS * EACH);
  const expected = Array.from({ length: PARTS - 1 }, (_, k) => `get ${keyOf(k + 1)}`);
  expect(requestsOfParts().sort()).toEqual(expected);
});

test('of parts that are known from before a restart nothing is requested, only what was appended to the last one', async () => {
  const first = await start();
  const before = await samplesOf(first.loader);
  await first.manager.stop();
  await first.blocks.written();
  objects.requests.length = 0;
  const second = await start();
  expect(requestsOfParts()).toEqual([]);
  expect(second.loader.sampleCount).toBe(PARTS * EACH);

  const last = contentOf(PARTS - 1);
  const id = PARTS * EACH;
  const more = eventFile([{ sampleId: id, imagePath: 'new.jpg' }]);
  objects.put(keyOf(PARTS - 1), concat([last, more]), second.clock.now());
  second.clock.advance(30_000);
  objects.requests.length = 0;
  await second.manager.loadData();
  await second.loader.load();
  expect(second.loader.sampleCount).toBe(id + 1);
  const ofParts = objects.requests.filter(({ key }) => isOfPart(key));
  expect(new Set(ofParts.map(({ kind, key }) => `${kind} ${key}`))).toEqual(new Set([`get ${keyOf(PARTS - 1)}`]));
  expect(ofParts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(more.length + 2000);
  expect((await samplesOf(second.loader)).slice(0, id)).toEqual(before);
});

test('a listing that is older than what was read changes nothing', async () => {
  const { manager, loader, clock } = await start();
  const older = loader.directory;
  const more = eventFile([{ sampleId: PARTS * EACH, imagePath: 'new.jpg' }]);
  objects.put(keyOf(PARTS - 1), concat([contentOf(PARTS - 1), more]), clock.now());
  clock.advance(30_000);
  await manager.loadData();
  await loader.load();
  const { revision } = loader.snapshot ?? {};
  objects.requests.length = 0;
  loader.directory = older;
  await loader.load();
  expect(loader.snapshot).toMatchObject({ revision, sampleCount: PARTS * EACH + 1 });
  expect(requestsOfParts()).toEqual([`head ${keyOf(PARTS - 1)}`]);
});

test('a part that was replaced since it was listed is looked at, and read as it is', async () => {
  let isReplaced = false;
  const other = eventFile([METADATA, { sampleId: 1_000_000, imagePath: 'other.jpg' }]);
  objects.before = ({ kind, key }) => {
    if (kind !== 'get' || key !== keyOf(7) || isReplaced) return;
    isReplaced = true;
    objects.put(key, other);
  };
  const { loader } = await start();
  expect(loader.status).toEqual({ kind: 'loaded' });
  expect(loader.sampleCount).toBe((PARTS - 1) * EACH + 1);
});

test('without its event file, a job is what its other parts hold', async () => {
  objects.remove(keyOf(0));
  const { manager, loader } = await start();
  expect(loader.sampleCount).toBe((PARTS - 1) * EACH);
  const { problems } = await manager.statusOf(loader.directory, loader);
  expect(problems.map(({ code }) => code)).toEqual(['missing-part']);
  expect(objects.requests.filter(({ kind }) => kind === 'list')).toHaveLength(2);
});
