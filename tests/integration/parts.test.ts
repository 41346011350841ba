import { appendFile, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { IndexCache } from '../../lib/indexing/index-cache';
import { fromJson } from '../../lib/json';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { TestClock } from '../support/clock';
import { type EventInput, eventFile } from '../support/event-writer';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { NearIndexer } from '../support/near-indexer';
import { random } from '../support/random';
import { EVENT_FILE, run, setAge, temporaryDirectory, writeJob } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

/* A job of many parts: docs/format.md, "A job of many parts". */

const [METADATA, ...EVENTS] = run({ samples: 60 });
const SCORES = EVENTS.filter(({ sampleId }) => sampleId === undefined);
const DATA = '_explain_1700000000';

let base: string;
let job: string;

beforeEach(async () => {
  base = await temporaryDirectory();
  job = `${base}/run`;
});

function partName(writer: number, number: number): string {
  const name = `events.part.1700000000.${String(writer).padStart(4, '0')}.${String(number).padStart(6, '0')}`;
  return writer === 0 && number === 0 ? EVENT_FILE : name;
}

/** The events of each writer, one after the other as it records them; the first has the scores. */
function eventsOf(writer: number, writers: number): EventInput[] {
  const own = EVENTS.filter(({ sampleId }) => sampleId !== undefined && sampleId % writers === writer);
  return writer === 0 ? [...own, ...SCORES] : own;
}

/** Contents of the parts of a job, by name. */
function partsOf(writers: number, each: number): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  for (let writer = 0; writer < writers; writer++) {
    const events = eventsOf(writer, writers);
    const length = Math.ceil(events.length / each);
    for (let number = 0; number < each; number++) {
      const own = events.slice(number * length, (number + 1) * length);
      parts.set(partName(writer, number), eventFile([METADATA, ...own]));
    }
  }
  return parts;
}

async function write(parts: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(job, { recursive: true });
  for (const [name, content] of parts) await writeFile(`${job}/${name}`, content);
}

async function finish(parts: readonly { name: string; bytes: number }[]): Promise<void> {
  await mkdir(`${job}/${DATA}`, { recursive: true });
  await writeFile(`${job}/${DATA}/manifest.json`, JSON.stringify({ saliency_map: true, benchmark: true, parts }));
}

const listed = (parts: ReadonlyMap<string, Uint8Array>) =>
  [...parts].map(([name, { length }]) => ({ name, bytes: length }));

/** A manager that has read the job for the first time, as another process would. */
async function fresh() {
  const { manager, storage } = manageWatched(base, { clock: new TestClock(Date.now()) });
  await manager.startLoadData({ reloadInterval: 0 });
  const loader = await asked(manager, './run');
  await loader.load();
  return { manager, storage, loader };
}

async function statusOf({ manager, loader }: Awaited<ReturnType<typeof fresh>>) {
  const { state, problems } = await manager.statusOf(loader.directory, loader);
  return { state, problems: problems.map(({ code, message }) => ({ code, message })) };
}

/** Everything that a job answers, but for its version. */
async function contentOf(loader: ExplainLoader) {
  const { revision, ...description } = (await loader.describe()) ?? { revision: null };
  const { explainers, metrics, threshold, sampleCount } = loader;
  return {
    ...{ explainers, metrics, threshold, sampleCount },
    description: JSON.stringify(description),
    samples: await samplesOf(loader),
    scores: fromJson((await loader.evaluation())?.evaluation ?? ('null' as never)),
  };
}

test.each([
  [1, 2],
  [3, 1],
  [3, 4],
])('%i writers with %i parts each are one job, the same as of one file', async (writers, each) => {
  await writeJob(`${base}/one`, [METADATA, ...EVENTS]);
  await write(partsOf(writers, each));
  const first = await fresh();
  const one = await asked(first.manager, './one');
  await one.load();
  expect(await contentOf(first.loader)).toEqual(await contentOf(one));
  expect(first.loader.snapshot).toMatchObject({ problems: [], damage: null });
  const parts = partsOf(writers, each);
  const size = [...parts.values()].reduce((sum, { length }) => sum + length, 0);
  expect(first.loader.snapshot).toMatchObject({ bytesRead: size, fileSize: size });
  expect(first.loader.directory.size).toBe(size);
});

test.each([1, 2, 3])(
  'parts grow side by side; every revision is that of a process that reads them anew (%i)',
  async (seed) => {
    const next = random(seed);
    const parts = partsOf(3, 2);
    const left = new Map([...parts].map(([name, content]) => [name, { content, written: 0 }]));
    await write(new Map([[EVENT_FILE, new Uint8Array(0)]]));
    const { manager } = manage(base, { clock: new TestClock(Date.now()) });
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    for (let round = 0; left.size > 0; round++) {
      // A writer begins its second part when the first one is finished.
      const open = [...left].filter(
        ([name]) => name.endsWith('.000000') || name === EVENT_FILE || !hasFirst(left, name),
      );
      const [name, part] = open[Math.floor(next() * open.length)];
      const end = Math.min(part.content.length, part.written + 1 + Math.floor(next() * 3000));
      await appendFile(`${job}/${name}`, part.content.subarray(part.written, end));
      part.written = end;
      if (end === part.content.length) left.delete(name);
      await manager.loadData();
      if (round % 4 > 0) continue;
      const other = await fresh();
      expect(loader.snapshot?.revision).toBe(other.loader.snapshot?.revision);
      await other.manager.stop();
    }
    await manager.loadData();
    const other = await fresh();
    expect(loader.snapshot?.revision).toBe(other.loader.snapshot?.revision);
    expect(await contentOf(loader)).toEqual(await contentOf(other.loader));
    expect(loader.sampleCount).toBe(60);
  },
);

function hasFirst(left: ReadonlyMap<string, unknown>, name: string): boolean {
  const writer = Number(name.split('.')[3]);
  return left.has(partName(writer, 0));
}

describe('what is there is shown', () => {
  const parts = partsOf(3, 2);
  const [last] = [...parts.keys()].slice(-1);

  test('a part that is missing in the numbers of its writer is named', async () => {
    const some = new Map(parts);
    some.delete(partName(1, 0));
    await write(some);
    const job = await fresh();
    expect(await statusOf(job)).toEqual({
      state: 'live',
      problems: [
        {
          code: 'missing-part',
          message: `${partName(1, 0)} is missing: writer 1 has written ${partName(1, 1)}, which comes later.`,
        },
      ],
    });
    expect(job.loader.sampleCount).toBe(40);
  });

  test('a part that the manifest lists and is missing, or too short, makes a damaged job', async () => {
    const some = new Map(parts);
    some.delete(last);
    await write(some);
    await finish([...listed(parts), { name: EVENT_FILE, bytes: 10 ** 6 }]);
    const job = await fresh();
    const bytes = parts.get(EVENT_FILE)?.length;
    expect(await statusOf(job)).toEqual({
      state: 'damaged',
      problems: [
        {
          code: 'missing-part',
          message: `${last} is missing, which the manifest lists with ${parts.get(last)?.length} bytes.`,
        },
        { code: 'missing-part', message: `${EVENT_FILE} has ${bytes} bytes, but the manifest lists it with 1000000.` },
      ],
    });
  });

  test('a manifest that appears and lists more than the last scan has seen waits for the next one', async () => {
    const half = Math.ceil((parts.get(last)?.length ?? 0) / 2);
    await write(new Map(parts).set(last, (parts.get(last) ?? new Uint8Array()).subarray(0, half)));
    const clock = new TestClock(Date.now());
    const { manager } = manageWatched(base, { clock });
    await manager.startLoadData({ reloadInterval: 3600 });
    const loader = await asked(manager, './run');
    await loader.load();
    const status = async () => statusOf({ manager, loader } as Awaited<ReturnType<typeof fresh>>);
    expect(await status()).toEqual({ state: 'live', problems: [] });
    clock.advance(1000);
    await write(parts);
    await finish([...listed(parts), { name: partName(8, 0), bytes: 10 }]);
    expect(await status()).toEqual({ state: 'live', problems: [] });
    clock.advance(1000);
    await manager.loadData();
    const message = `${partName(8, 0)} is missing, which the manifest lists with 10 bytes.`;
    expect(await status()).toEqual({ state: 'damaged', problems: [{ code: 'missing-part', message }] });
  });

  test('all parts and their manifest are a complete job', async () => {
    await write(parts);
    await finish(listed(parts));
    expect(await statusOf(await fresh())).toEqual({ state: 'complete', problems: [] });
  });

  test('a part that the manifest does not list makes up for no missing one, however large it is', async () => {
    const some = new Map(parts);
    some.delete(last);
    some.set(partName(2, 2), Uint8Array.from([...(parts.get(partName(0, 0)) ?? []), ...(parts.get(last) ?? [])]));
    await write(some);
    await finish(listed(parts));
    const { state, problems } = await statusOf(await fresh());
    const message = `${last} is missing, which the manifest lists with ${parts.get(last)?.length} bytes.`;
    expect(state).toBe('damaged');
    expect(problems[0]).toEqual({ code: 'missing-part', message });
  });

  test('a part that the manifest does not list is of a run that goes on, while it is new; a complete job does not stall', async () => {
    await write(new Map(parts).set(partName(2, 2), eventFile([METADATA, { sampleId: 100, imagePath: 'a.jpg' }])));
    await finish(listed(parts));
    const clock = new TestClock(Date.now());
    const { manager } = manageWatched(base, { clock });
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    await loader.load();
    expect((await manager.statusOf(loader.directory, loader)).state).toBe('live');
    clock.advance(11 * 60_000);
    expect((await manager.statusOf(loader.directory, loader)).state).toBe('complete');
  });

  test('a manifest with nonsense for parts says nothing about them', async () => {
    await write(parts);
    await finish([{ name: 7, bytes: 'x' }, null, [], { name: 'a' }] as never);
    expect(await statusOf(await fresh())).toEqual({ state: 'complete', problems: [] });
  });

  test('a damaged part ends there, and the others are read', async () => {
    const broken = Uint8Array.from(parts.get(partName(1, 0)) ?? []);
    const at = eventFile([METADATA]).length;
    broken[at + 20] ^= 1;
    await write(new Map([...parts, [partName(1, 0), broken]]));
    const job = await fresh();
    const { state, problems } = await statusOf(job);
    expect(state).toBe('damaged');
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toContain(`At byte ${at} of ${partName(1, 0)} `);
    expect(job.loader.snapshot?.damage?.offset).toBe(at);
    const ids = (await samplesOf(job.loader)).map(({ id }) => id);
    expect(ids.filter((id) => id % 3 !== 1)).toHaveLength(40);
  });

  test('a part that is cut off is named once the run is over', async () => {
    const whole = parts.get(last) ?? new Uint8Array(0);
    await write(new Map([...parts, [last, whole.subarray(0, -5)]]));
    await finish([]);
    const { state, problems } = await statusOf(await fresh());
    expect(state).toBe('damaged');
    expect(problems[0]).toMatchObject({ code: 'cut-off' });
    expect(problems[0].message).toContain(`The run has ended, but ${last} ends at byte ${whole.length - 5}`);
  });

  test('a part whose pictures are those of another job is named, once', async () => {
    const own = [100, 101].map((id): EventInput => ({ sampleId: id, imagePath: `${DATA}/${id}.jpg` }));
    const other = [200, 201].map((id): EventInput => ({ sampleId: id, imagePath: `_explain_1700000001/${id}.jpg` }));
    await write(new Map([...parts, [partName(4, 0), eventFile([METADATA, ...own])]]));
    await writeFile(`${job}/${partName(5, 0)}`, eventFile([METADATA, ...other]));
    const { state, problems } = await statusOf(await fresh());
    const message = `${partName(5, 0)}: Its pictures are in _explain_1700000001, so it is a part of another job.`;
    expect([state, problems]).toEqual(['live', [{ code: 'foreign-part', message }]]);
  });

  test('a record that is no event is named with its part and the byte in it', async () => {
    const { record } = await import('../support/event-writer');
    const start = eventFile([METADATA]);
    const content = Buffer.concat([start, record(Uint8Array.of(0xff, 0xff))]);
    await write(new Map([...parts, [partName(5, 0), content]]));
    const { loader } = await fresh();
    expect(loader.snapshot?.problems).toMatchObject([{ code: 'bad-event', offset: start.length }]);
    expect(loader.snapshot?.problems[0].message).toContain(`${partName(5, 0)}: The record at byte ${start.length}`);
  });

  test('a second name for a part is not read, and said; a part with the same records is read, and said', async () => {
    await write(parts);
    const content = parts.get(partName(1, 1)) ?? new Uint8Array(0);
    const second = 'events.part.1700000000.00001.000001';
    await writeFile(`${job}/${second}`, eventFile([METADATA, { sampleId: 999, imagePath: 'a.jpg' }]));
    await writeFile(`${job}/${partName(1, 2)}`, content);
    const first = await fresh();
    const { problems } = await statusOf(first);
    expect(problems).toEqual([
      {
        code: 'repeated-part',
        message: `${second} is not read: it is the same part as another file, or beyond 10,000 parts.`,
      },
      { code: 'repeated-part', message: `${partName(1, 2)} has the same records as ${partName(1, 1)}.` },
    ]);
    expect(first.loader.sampleCount).toBe(60);
  });

  test('parts of another event file, and other names, are none of its parts', async () => {
    await write(parts);
    for (const name of [
      'events.part.1700000001.0001.000009',
      'events.part.1700000000.1.9',
      'events.part.1700000000.0001.000009.tmp',
    ])
      await writeFile(`${job}/${name}`, eventFile([{ sampleId: 999, imagePath: 'a.jpg' }]));
    const first = await fresh();
    expect(first.loader.sampleCount).toBe(60);
    expect((await statusOf(first)).problems).toEqual([]);
  });
});

describe('symbolic links', () => {
  test('parts of a directory that a link leads to, and a part that is a link, are read', async () => {
    const parts = partsOf(2, 2);
    await write(parts);
    await rename(job, `${base}/.kept`);
    await rename(`${base}/.kept/${partName(1, 0)}`, `${base}/elsewhere`);
    await symlink(`${base}/elsewhere`, `${base}/.kept/${partName(1, 0)}`);
    await symlink(`${base}/.kept`, job);
    const first = await fresh();
    expect(first.loader.sampleCount).toBe(60);
    expect((await statusOf(first)).problems).toEqual([]);
    await appendFile(`${base}/.kept/${partName(1, 1)}`, eventFile([{ sampleId: 101, imagePath: 'a.jpg' }]));
    await first.manager.loadData();
    expect(first.loader.sampleCount).toBe(61);
  });

  test('a part that is a link out of the base directory is not followed', async () => {
    const parts = partsOf(2, 2);
    await write(parts);
    const outside = await temporaryDirectory();
    await rename(`${job}/${partName(1, 1)}`, `${outside}/part`);
    await symlink(`${outside}/part`, `${job}/${partName(1, 1)}`);
    const first = await fresh();
    expect(first.manager.directories.problems).toMatchObject([{ link: 'outside' }]);
    expect(first.loader.snapshot?.bytesRead).toBe(
      [...parts].reduce((sum, [name, { length }]) => sum + (name === partName(1, 1) ? 0 : length), 0),
    );
  });
});

test('a run that continues a complete job makes it live again, and complete once its manifest is there', async () => {
  const parts = partsOf(2, 1);
  await write(parts);
  await finish(listed(parts));
  const first = await fresh();
  expect((await statusOf(first)).state).toBe('complete');
  const news = eventFile([METADATA, { sampleId: 100, imagePath: 'a.jpg' }]);
  await rm(`${job}/${DATA}/manifest.json`);
  await writeFile(`${job}/${partName(1, 1)}`, news);
  await first.manager.loadData();
  expect((await statusOf(first)).state).toBe('live');
  await finish([...listed(parts), { name: partName(1, 1), bytes: news.length }]);
  await first.manager.loadData();
  expect(await statusOf(first)).toEqual({ state: 'complete', problems: [] });
});

test('a large job whose writers share samples is not read again for each bit that one of them appends', async () => {
  const SAMPLES = 30_000;
  const events = run({ samples: SAMPLES });
  // The second writer has the maps of the same samples.
  const [own, shared] = [eventFile(events.slice(0, 1 + 2 * SAMPLES)), events.slice(1 + 2 * SAMPLES)];
  const chunks = Array.from({ length: 20 }, (_, k) => eventFile(shared.slice(k * 400, (k + 1) * 400)));
  await write(
    new Map([
      [EVENT_FILE, own],
      [partName(1, 0), eventFile([METADATA, ...shared.slice(8_000)])],
    ]),
  );
  const { manager, storage, loader } = await fresh();
  const size = loader.snapshot?.fileSize ?? 0;
  expect(size).toBeGreaterThan(8 * 2 ** 20);
  storage.readings.length = 0;
  for (const [k, chunk] of chunks.entries()) {
    await appendFile(`${job}/${k % 2 === 0 ? EVENT_FILE : partName(1, 0)}`, chunk);
    await manager.loadData();
  }
  const appended = chunks.reduce((sum, { length }) => sum + length, 0);
  const read = () => storage.readings.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(appended).toBeLessThan(size / 8);
  expect(read()).toBeLessThan(size / 8);
  expect(loader.snapshot?.bytesRead).toBe(size);
  expect(loader.isBehind).toBe(true);

  // Nothing more comes: all of it is read.
  await manager.loadData();
  expect(loader.snapshot?.bytesRead).toBe(size + appended);
  expect(loader.isBehind).toBe(false);
  expect(read()).toBeLessThan(2.5 * (size + appended));
  const other = await fresh();
  expect(loader.snapshot?.revision).toBe(other.loader.snapshot?.revision);
  expect(await contentOf(loader)).toEqual(await contentOf(other.loader));
});

describe('parts that change', () => {
  const parts = partsOf(3, 2);

  async function changing() {
    await write(parts);
    const first = await fresh();
    expect(first.loader.sampleCount).toBe(60);
    return first;
  }

  async function expectSameAsAnew({ manager, loader }: Awaited<ReturnType<typeof fresh>>) {
    await manager.loadData();
    const other = await fresh();
    expect(loader.snapshot?.revision).toBe(other.loader.snapshot?.revision);
    expect(await contentOf(loader)).toEqual(await contentOf(other.loader));
  }

  test('a part that is replaced by another one', async () => {
    const first = await changing();
    await rm(`${job}/${partName(2, 1)}`);
    await writeFile(`${job}/${partName(2, 1)}`, eventFile([METADATA, { sampleId: 100, imagePath: 'a.jpg' }]));
    await expectSameAsAnew(first);
    expect((await samplesOf(first.loader)).map(({ id }) => id)).toContain(100);
  });

  test('a part that is deleted', async () => {
    const first = await changing();
    await rm(`${job}/${partName(2, 0)}`);
    await expectSameAsAnew(first);
    expect((await statusOf(first)).problems).toMatchObject([{ code: 'missing-part' }]);
  });

  test('a part that appears', async () => {
    const first = await changing();
    await writeFile(`${job}/${partName(0, 2)}`, eventFile([METADATA, { sampleId: 100, imagePath: 'a.jpg' }]));
    await expectSameAsAnew(first);
    expect(first.loader.sampleCount).toBe(61);
  });

  test('a part that grows after its successor: the order of the parts decides', async () => {
    const first = await changing();
    // The later part says something else about sample 1.
    const [at] = [partName(1, 0)];
    const truth = (label: number): EventInput => ({
      sampleId: 1,
      truth: [label],
      inference: { truthProb: [0.125], predictedLabel: [], predictedProb: [] },
    });
    await appendFile(`${job}/${partName(1, 1)}`, eventFile([truth(3)]));
    await expectSameAsAnew(first);
    await appendFile(`${job}/${at}`, eventFile([truth(2)]));
    await appendFile(`${job}/${partName(1, 2)}`, eventFile([METADATA])); // the directory changes, so all parts are looked at
    await expectSameAsAnew(first);
    expect(first.loader.snapshot?.bytesRead).toBe(first.loader.directory.size);
  });

  test('two writers that record one sample are named, and the order of the parts decides', async () => {
    const first = await changing();
    const path = (name: string): EventInput => ({ sampleId: 7, imagePath: name });
    await appendFile(`${job}/${partName(2, 1)}`, eventFile([path('of-2.jpg')]));
    await first.manager.loadData();
    expect((await statusOf(first)).problems).toMatchObject([
      {
        code: 'shared-sample',
        message: `${partName(2, 1)}: Sample 7 was recorded by writer 1 and by writer 2 of the job.`,
      },
    ]);
    // Written later, but to a part that comes before.
    await appendFile(`${job}/${partName(0, 1)}`, eventFile([path('of-0.jpg')]));
    await expectSameAsAnew(first);
    const { imagePath } = (await samplesOf(first.loader)).find(({ id }) => id === 7) ?? {};
    expect(imagePath).toBe('of-2.jpg');
  });

  test('two writers that name different explainers: the order of the parts decides', async () => {
    const first = await changing();
    const names = (explainer: string): EventInput => ({
      metadata: { labels: METADATA.metadata?.labels ?? [], explainers: [explainer], metrics: [] },
    });
    await appendFile(`${job}/${partName(2, 1)}`, eventFile([names('of 2')]));
    await first.manager.loadData();
    await appendFile(`${job}/${partName(1, 1)}`, eventFile([names('of 1')]));
    await expectSameAsAnew(first);
    expect(first.loader.explainers).toEqual(['GradCAM', 'Gradient', 'of 1', 'of 2']);
  });
});

/** Does something to a random part, as broken writers and disks do. */
async function harm(next: () => number): Promise<void> {
  const [writer, number] = [Math.floor(next() * 3), Math.floor(next() * 3)];
  const path = `${job}/${partName(writer, number)}`;
  const events = Array.from({ length: 1 + Math.floor(next() * 6) }, () => EVENTS[Math.floor(next() * EVENTS.length)]);
  const content = eventFile([METADATA, ...events]);
  const before = await readFile(path).catch(() => null);
  const kind = next();
  if (before === null) await writeFile(path, content);
  else if (kind < 0.6) await appendFile(path, eventFile(events));
  else if (kind < 0.7) await appendFile(path, content.subarray(0, Math.floor(next() * content.length)));
  else if (kind < 0.8) {
    if (writer + number > 0) await rm(path);
  } else {
    if (kind < 0.9) before[Math.floor(next() * before.length)] ^= 1 << Math.floor(next() * 8);
    await rm(path);
    await writeFile(path, kind < 0.9 ? before : content);
  }
}

test.each([1, 2])('whatever happens to parts, a job is what another process reads anew (%i)', async (seed) => {
  const next = random(seed);
  await write(new Map([[EVENT_FILE, eventFile([METADATA])]]));
  const first = await fresh();
  for (let step = 1; step <= 20; step++) {
    await harm(next);
    await utimes(job, step, Date.now() / 1000 + step); // the directory is listed again
    await first.manager.loadData();
    const other = await fresh();
    expect(first.loader.snapshot?.revision, `step ${step}`).toBe(other.loader.snapshot?.revision);
    expect(await contentOf(first.loader), `step ${step}`).toEqual(await contentOf(other.loader));
    await other.manager.stop();
  }
});

describe('very many parts', () => {
  test('of 200 parts few are open at a time, and only the last of each writer is looked at', async () => {
    const parts = partsOf(4, 50);
    await write(parts);
    const first = await fresh();
    expect(first.loader.sampleCount).toBe(60);
    await samplesOf(first.loader);
    expect(first.storage.openFiles).toBeLessThanOrEqual(65);
    await setAge(job, 60); // a directory that was changed just now is listed again
    await first.manager.loadData();
    const { length } = first.storage.calls;
    const content = eventFile([{ sampleId: 103, imagePath: 'a.jpg' }]);
    await appendFile(`${job}/${partName(3, 49)}`, content);
    await first.manager.loadData();
    expect(first.loader.sampleCount).toBe(61);
    const stats = first.storage.calls.slice(length).filter(({ method }) => method === 'stat');
    const ofParts = new Set(stats.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
    expect([...ofParts].filter((name) => name.startsWith('events.part')).sort()).toEqual(
      [0, 1, 2, 3].map((writer) => partName(writer, 49)),
    );
    await first.manager.stop();
    await expect.poll(() => first.storage.openFiles).toBe(0);
  });

  test('thousands of empty parts are not there yet', async () => {
    const parts = partsOf(1, 2);
    for (let number = 2; number < 3_000; number++) parts.set(partName(0, number), new Uint8Array(0));
    await write(parts);
    const first = await fresh();
    expect(first.loader.sampleCount).toBe(60);
    expect(first.storage.openFiles).toBeLessThanOrEqual(65);
    expect((await statusOf(first)).problems).toEqual([]);
    await writeFile(`${job}/${partName(0, 2_999)}`, eventFile([METADATA, { sampleId: 100, imagePath: 'a.jpg' }]));
    await first.manager.loadData();
    expect(first.loader.sampleCount).toBe(61);
  });
});

describe('the index on disk', () => {
  const [metadata, ...events] = run({ samples: 6_000 });
  const own = (writer: number) => events.filter(({ sampleId }) => sampleId !== undefined && sampleId % 2 === writer);
  let cacheDirectory: string;

  async function open() {
    const storage = new WatchedStorage();
    const options = { directory: cacheDirectory, maxBytes: 2 ** 27, build: 'one', retrySeconds: 3 };
    const clock = new TestClock(Date.now());
    const cache = new IndexCache(storage, options, clock, () => {});
    const { manager } = manage(base, { storage, clock, makeIndexer: () => new NearIndexer(storage, cache) });
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    await loader.load();
    await loader.load(); // waits until the index is on disk
    const read = storage.readings
      .filter(({ path, how }) => path.startsWith(job) && how === 'forward')
      .reduce((sum, { start, end }) => sum + end - start, 0);
    return { loader, read };
  }

  beforeEach(async () => {
    cacheDirectory = await temporaryDirectory();
    const half = own(1).length / 2;
    await write(
      new Map([
        [EVENT_FILE, eventFile([metadata, ...own(0)])],
        [partName(1, 0), eventFile([metadata, ...own(1).slice(0, half)])],
        [partName(1, 1), eventFile([metadata, ...own(1).slice(half)])],
      ]),
    );
  });

  test('is taken for all parts; only what has grown is read', async () => {
    const before = await open();
    const news = eventFile([{ sampleId: 100_001, imagePath: 'a.jpg' }]);
    const again = await open();
    expect(again.read).toBeLessThan(1000);
    expect(again.loader.snapshot?.revision).toBe(before.loader.snapshot?.revision);
    await appendFile(`${job}/${partName(1, 1)}`, news);
    const grown = await open();
    expect(grown.read).toBeLessThan(1000 + news.length);
    expect(grown.loader.sampleCount).toBe(6_001);
    expect(await samplesOf(grown.loader)).toHaveLength(6_001);
  });

  test.each(['is deleted', 'has other records'])('is not taken where a part %s', async (what) => {
    await open();
    const path = `${job}/${partName(1, 0)}`;
    const content = await readFile(path);
    await rm(path);
    if (what !== 'is deleted') {
      content.set(eventFile([METADATA]).subarray(12, 40), 12);
      const other = eventFile([metadata, ...own(1).slice(0, 1_000)]);
      await writeFile(path, other);
    }
    const { loader, read } = await open();
    expect(read).toBeGreaterThan(2 ** 20);
    expect(loader.snapshot?.revision).toBe((await fresh()).loader.snapshot?.revision);
  });
});

test('a directory with the name of a part or of the event file is said, and the rest is shown', async () => {
  const parts = partsOf(2, 2);
  await write(parts);
  await mkdir(`${job}/${DATA}`);
  for (const name of [EVENT_FILE, partName(1, 1)]) {
    await rm(`${job}/${name}`);
    await mkdir(`${job}/${name}`);
  }
  const { manager, loader } = await fresh();
  const said = (name: string) => `run/${name} has the name of an event file, but is a directory, and is not read.`;
  expect(manager.directories.problems.map(({ message }) => message)).toEqual([EVENT_FILE, partName(1, 1)].map(said));
  expect(loader.directory.parts?.map(({ name }) => name)).toEqual([partName(1, 0)]);
  expect(loader.sampleCount).toBeGreaterThan(0);
});

describe('without its event file', () => {
  const NO_EVENT_FILE = 'The event file, part 0 of writer 0, is missing.';

  test('a job is listed: the other parts are shown, in their order, and what is missing is said', async () => {
    const parts = partsOf(3, 2);
    await write(parts);
    await rm(`${job}/${EVENT_FILE}`);
    const first = await fresh();
    expect(first.manager.directories.byPath.map(({ relativePath }) => relativePath)).toEqual(['./run']);
    expect(await statusOf(first)).toEqual({
      state: 'live',
      problems: [{ code: 'missing-part', message: NO_EVENT_FILE }],
    });
    expect(first.loader.directory.eventFile).toBe(partName(0, 1));
    expect(first.loader.snapshot).toMatchObject({ problems: [], damage: null });
    const ids = (await samplesOf(first.loader)).map(({ id }) => id);
    expect(ids.filter((id) => id % 3 > 0)).toHaveLength(40);
    expect(ids.length).toBeLessThan(60);
    expect(await first.manager.writersOf(first.loader.directory, { kind: 'missing' })).toMatchObject({ total: 3 });

    await finish(listed(parts));
    const over = await statusOf(await fresh());
    expect(over.state).toBe('damaged');
    expect(over.problems).toEqual([
      { code: 'missing-part', message: expect.stringMatching(`^${EVENT_FILE} is missing, which the manifest lists`) },
    ]);
  });

  test('and with one other part only, a job is that part', async () => {
    const content = partsOf(3, 1).get(partName(1, 0)) ?? new Uint8Array();
    await write(new Map([[partName(1, 1), content]]));
    const first = await fresh();
    expect((await samplesOf(first.loader)).map(({ id }) => id % 3)).toEqual(new Array(20).fill(1));
    expect((await statusOf(first)).problems.map(({ message }) => message)).toEqual([
      NO_EVENT_FILE,
      `${partName(1, 0)} is missing: writer 1 has written ${partName(1, 1)}, which comes later.`,
    ]);
  });

  test('a job goes on when the event file comes back, and while it is away', async () => {
    const parts = partsOf(2, 2);
    await write(parts);
    const { manager, loader } = await fresh();
    const before = await samplesOf(loader);
    await rm(`${job}/${EVENT_FILE}`);
    await manager.loadData();
    await loader.load();
    expect((await samplesOf(loader)).length).toBeLessThan(before.length);
    await write(parts);
    await manager.loadData();
    await loader.load();
    expect(await samplesOf(loader)).toEqual(before);
    expect(loader.directory.eventFile).toBe(EVENT_FILE);
  });
});

describe('several writers', () => {
  const done = (writer: number, writers: number) =>
    writeFile(
      `${job}/${DATA}/manifest.${String(writer).padStart(4, '0')}.json`,
      JSON.stringify({ writers, parts: [] }),
    );
  const writersOf = async ({ manager, loader }: Awaited<ReturnType<typeof fresh>>) =>
    manager.writersOf(loader.directory, await manager.manifestOf(loader.directory));

  test('are told apart by whether they have finished', async () => {
    const parts = partsOf(3, 1);
    await write(parts);
    const first = await fresh();
    expect(await writersOf(first)).toEqual({ total: 3, finished: 0, unfinished: [0, 1, 2] });
    await mkdir(`${job}/${DATA}`);
    await done(1, 4);
    // The fourth has written nothing yet, but the one that is done knows of it.
    expect(await writersOf(first)).toEqual({ total: 4, finished: 1, unfinished: [0, 2, 3] });
    await done(0, 4);
    expect(await writersOf(first)).toEqual({ total: 4, finished: 2, unfinished: [2, 3] });
    await writeFile(`${job}/${DATA}/manifest.0002.json`, 'no JSON');
    expect(await writersOf(first)).toMatchObject({ finished: 3, unfinished: [3] });
    await finish(listed(parts));
    expect(await writersOf(first)).toEqual({ total: 3, finished: 3, unfinished: [] });
  });

  test('are not counted where there is only one', async () => {
    await write(partsOf(1, 3));
    expect(await writersOf(await fresh())).toBeNull();
  });
});
