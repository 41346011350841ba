import { appendFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../lib/clock';
import type { JobShards, ShardProgress } from '../../lib/manager/job-shards';
import { BlockCache } from '../../lib/storage/block-cache';
import { localStorage } from '../../lib/storage/local';
import { ObjectStorage } from '../../lib/storage/object-storage';
import type { ReplacingStorage } from '../../lib/storage/storage';
import { loaded, manage } from '../support/managers';
import { MemoryObjects } from '../support/memory-objects';
import { NearIndexer } from '../support/near-indexer';
import { NearSurveyor } from '../support/near-surveyor';
import { temporaryDirectory } from '../support/runs';
import { until } from '../support/until';

/*
 * The survey of a job of 300 samples by shards, each made by a manager of its own with a cache of its own, as on another machine; against
 * one that is made at once.
 */

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));
const JOB = 'digits_early';
const DATA = '_explain_1795900017';

vi.setConfig({ testTimeout: 60_000 }); // many managers, one after the other

let place: string;
beforeEach(async () => {
  place = join(await temporaryDirectory(), 'shards');
});

interface Machine {
  base?: string;
  storage?: ReplacingStorage;
  at?: string;
}

/** A manager with a cache directory of its own. */
async function machine({ base = DEMO, storage = localStorage, at = place }: Machine = {}) {
  const directory = await temporaryDirectory();
  const cache = { directory, maxBytes: 2 ** 30, build: 'test', retrySeconds: 0 };
  const { manager } = manage(base, {
    ...{ cache, clock: systemClock, shards: { place: at, storage } },
    makeIndexer: () => new NearIndexer(localStorage),
    surveyor: new NearSurveyor(localStorage),
  });
  void manager.startLoadData({ reloadInterval: 0 });
  const survey = async () => {
    const name = (await readdir(directory)).find((file) => file.endsWith('.survey'));
    return name === undefined ? null : readFile(join(directory, name));
  };
  return { manager, shards: manager.shards as JobShards, survey };
}

/** The end of some work with shards. */
async function ended(look: () => ShardProgress): Promise<ShardProgress> {
  await until(() => !look().isRunning);
  return look();
}

async function make(shard: number, of: number, on: Machine = {}, job = JOB): Promise<ShardProgress> {
  const { manager, shards } = await machine(on);
  const loader = await loaded(manager, job);
  const progress = await ended(() => shards.make(loader, shard, of));
  await manager.stop();
  return progress;
}

async function collect(on: Machine = {}) {
  const { manager, shards, survey } = await machine(on);
  const loader = await loaded(manager, JOB);
  const progress = await ended(() => shards.collect(loader));
  return { progress, survey: await survey(), manager, loader };
}

/** Changes a byte of a shard. */
async function damage(shard: number, of: number): Promise<void> {
  const name = (await readdir(place)).find((file) => file.includes(`.${shard}-of-${of}.`)) ?? '';
  const bytes = await readFile(join(place, name));
  bytes[bytes.length - 9] ^= 1;
  await writeFile(join(place, name), bytes);
}

let atOnce: Buffer | null = null;

/** The file of a survey that is made at once. */
async function surveyedAtOnce(): Promise<Buffer> {
  if (atOnce !== null) return atOnce;
  const { manager, survey } = await machine();
  await manager.surveys.survey(await loaded(manager, JOB));
  atOnce = await survey();
  if (atOnce === null) throw new Error('There is no survey.');
  return atOnce;
}

/** A copy of the job that may be changed. */
async function copyOfJob(): Promise<string> {
  const base = await temporaryDirectory();
  await cp(join(DEMO, JOB), join(base, JOB), { recursive: true });
  return base;
}

const eventFileOf = async (base: string) =>
  join(base, JOB, (await readdir(join(base, JOB))).find((name) => name.startsWith('events.')) ?? '');

test.each([1, 3, 25])('%i shards, made in any order, make the same file as a survey at once', async (of) => {
  const order = Array.from({ length: of }, (_, shard) => shard).sort((a, b) => ((a * 7) % of) - ((b * 7) % of));
  let maps = 0;
  for (const shard of order) {
    const made = await make(shard, of);
    expect(made).toMatchObject({ message: null, unreadable: 0, wasThere: false, done: made.total });
    maps += made.done;
  }
  const { progress, survey, manager, loader } = await collect();
  expect(progress).toMatchObject({ message: null, done: of, total: of });
  expect(survey?.equals(await surveyedAtOnce())).toBe(true);

  const found = await manager.surveys.ask(loader, {}, async () => null, false);
  expect(found?.progress).toMatchObject({ surveyed: maps, total: maps, unreadable: 0 });
  expect(maps).toBeGreaterThan(1000);
});

test('a shard that is there is not made again, and nothing is read for it', async () => {
  const base = await copyOfJob();
  await make(1, 4, { base });
  await rm(join(base, JOB, DATA, 'heatmap'), { recursive: true });
  expect(await make(1, 4, { base })).toMatchObject({ wasThere: true, message: null, done: 0 });
  expect((await make(2, 4, { base })).message).toBe('None of its maps can be read; the shard is not made.');
});

test('collecting goes on from what is surveyed, and adds nothing twice', async () => {
  const { manager, shards, survey } = await machine();
  const loader = await loaded(manager, JOB);
  await manager.surveys.survey(loader);
  const before = await survey();
  for (const shard of [0, 1]) await make(shard, 2);
  expect(await ended(() => shards.collect(loader))).toMatchObject({ message: null });
  expect((await survey())?.equals(before as Buffer)).toBe(true);
});

describe('without all shards nothing is collected', () => {
  test('missing ones are named', async () => {
    for (const shard of [0, 2]) await make(shard, 5);
    const { progress, survey } = await collect();
    expect(progress.message).toBe(
      `Shards 1, 3-4 of 5 are missing. Make each of them with salient survey JOB --shard I --of 5 --out ${place}, then collect again.`,
    );
    expect(survey).toBeNull();
  });

  test('damaged ones beside them are named, too', async () => {
    for (const shard of [0, 2, 3]) await make(shard, 5);
    for (const shard of [0, 3]) await damage(shard, 5);
    const { progress, survey } = await collect();
    expect(progress.message).toMatch(
      /^Shards 1, 4 of 5 are missing\. Shards 0, 3 of 5 are damaged\. Make each of them /,
    );
    expect(survey).toBeNull();
  });

  test('damaged ones are named, and made again', async () => {
    for (const shard of [0, 1, 2]) await make(shard, 3);
    await damage(1, 3);
    expect((await collect()).progress.message).toMatch(/^Shard 1 of 3 is damaged\. Make it with .* --shard 1 --of 3 /);
    expect(await make(1, 3)).toMatchObject({ wasThere: false, message: null });
    const { progress, survey } = await collect();
    expect(progress.message).toBeNull();
    expect(survey?.equals(await surveyedAtOnce())).toBe(true);
  });

  test('those of an earlier state of the job are none, and made anew', async () => {
    const base = await copyOfJob();
    const events = await eventFileOf(base);
    const content = await readFile(events);
    await writeFile(events, content.subarray(0, content.length - 20_000));
    await make(0, 1, { base });
    await writeFile(events, content);
    expect((await collect({ base })).progress.message).toBe(
      'There is no shard of the job as it is now. What is there (1) is of another job or state of it, or of another version.',
    );
    expect(await make(0, 1, { base })).toMatchObject({ wasThere: false });
    const { progress, survey } = await collect({ base });
    expect(progress.message).toBeNull();
    expect(survey?.equals(await surveyedAtOnce())).toBe(true);
  });
});

test('a job that grows while a shard is made has none', async () => {
  const base = await copyOfJob();
  const { manager, shards } = await machine({ base });
  const loader = await loaded(manager, JOB);
  await appendFile(await eventFileOf(base), 'more');
  const { message } = await ended(() => shards.make(loader, 0, 2));
  expect(message).toBe('The job has changed meanwhile; the shard is not made.');
  expect((await collect({ base })).progress.message).toMatch(/shards does not exist/);
});

test('maps that cannot be read are counted and named, and read again where the shards are collected', async () => {
  const base = await copyOfJob();
  const [explainer] = await readdir(join(base, JOB, DATA, 'heatmap'));
  const heatmaps = join(base, JOB, DATA, 'heatmap', explainer);
  const name = (await readdir(heatmaps, { recursive: true })).find((file) => /\.(png|jpg)$/.test(file)) ?? '';
  const content = await readFile(join(heatmaps, name));
  await writeFile(join(heatmaps, name), 'no picture');
  const made = await make(0, 1, { base });
  expect(made).toMatchObject({ message: null, unreadable: 1 });
  expect(made.failures).toEqual([
    expect.objectContaining({ explainer, message: 'It is not a picture of a supported format.' }),
  ]);
  await writeFile(join(heatmaps, name), content);
  const { manager, loader } = await collect({ base });
  const read = () => manager.surveys.ask(loader, {}, async () => null);
  await until(async () => (await read())?.progress.surveyed === made.total);
  expect((await read())?.progress).toMatchObject({ surveyed: made.total, total: made.total, unreadable: 0 });
});

test('the shards of two jobs with the same records are not mixed', async () => {
  const base = await copyOfJob();
  await cp(join(base, JOB), join(base, 'copy'), { recursive: true });
  const { manager, shards } = await machine({ base });
  const [first, copy] = [await loaded(manager, JOB), await loaded(manager, 'copy')];
  expect((await ended(() => shards.make(first, 0, 2))).message).toBeNull();
  expect((await ended(() => shards.make(copy, 0, 2))).message).toBe(
    `It has the same records as ./${JOB}: give each of them a place of its own.`,
  );
});

test('a place that cannot be written is said before anything is read', async () => {
  const file = join(await temporaryDirectory(), 'file');
  await writeFile(file, '');
  expect(await make(0, 2, { at: file })).toMatchObject({ done: 0, message: `${file} could not be written.` });
});

test('shards are put into an object store, and collected from there', async () => {
  const objects = new MemoryObjects();
  const storage = new ObjectStorage('', objects, new BlockCache(localStorage, null), () => 0);
  const on = { storage, at: 's3://bucket/shards' };
  for (const shard of [1, 0]) expect((await make(shard, 2, on)).message).toBeNull();
  expect(await make(1, 2, on)).toMatchObject({ wasThere: true });
  const { progress, survey } = await collect(on);
  expect(progress.message).toBeNull();
  expect(survey?.equals(await surveyedAtOnce())).toBe(true);
});
