import { describe, expect, test } from 'vitest';
import { answerJobs } from '../../lib/answer/jobs';
import { jobsRequest, parseQuery } from '../../lib/api/requests';
import type { ExplainManagerOptions } from '../../lib/manager/explain-manager';
import { type EventInput, eventFile } from '../support/event-writer';
import { asked, manageWatched } from '../support/managers';
import { append, EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, turn, until } from '../support/until';

const MB = 2 ** 20;

const request = (query: string) => parseQuery(jobsRequest, new URLSearchParams(query));
const nameOf = (number: number) => `job_${String(number).padStart(2, '0')}`;

/** Jobs of 1, 2, 3, … samples, of which the first was written last. */
async function jobs(count: number, options: Partial<ExplainManagerOptions> = {}) {
  const base = await temporaryDirectory();
  for (let number = 1; number <= count; number++) {
    await writeJob(`${base}/${nameOf(number)}`, run({ samples: number }), { minutesOld: 60 + number });
  }
  const managed = manageWatched(base, options);
  const { manager } = managed;
  await manager.startLoadData({ reloadInterval: 0 });
  const samples = async (query: string) => (await answerJobs(manager, request(query))).jobs.map((job) => job.samples);
  return { base, ...managed, samples };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the counts of the rows in view', () => {
  test('fill in by themselves, and only those', async () => {
    const { storage, samples } = await jobs(12);
    expect(await samples('limit=8')).toEqual([1, 2, 3, null, null, null, null, null]); // three are loaded ahead
    await until(async () => !(await samples('limit=8')).includes(null));
    expect(await samples('limit=8')).toEqual(numbers(1, 8));
    for (const number of [9, 10, 11, 12]) expect(storage.count('open', `${nameOf(number)}/${EVENT_FILE}`)).toBe(0);
  });

  test('fill in where all of them together need more memory than there is, each job read once', async () => {
    const { manager, storage, samples } = await jobs(20, { memoryBytes: MB });
    await until(async () => !(await samples('limit=20')).includes(null));
    expect(await samples('limit=20')).toEqual(numbers(1, 20));
    expect(manager.loaders.length).toBeLessThan(5);
    const opened = storage.count('open', EVENT_FILE);
    for (let i = 0; i < 5; i++) {
      expect(await samples('limit=20')).toEqual(numbers(1, 20));
      await turn();
    }
    expect(storage.count('open', EVENT_FILE)).toBe(opened);
  });

  test('are sorted by, as they become known', async () => {
    const { clock, samples } = await jobs(6);
    await until(async () => !(await samples('')).includes(null));
    clock.advance(1_000);
    expect(await samples('sort=samples&order=desc')).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await samples('sort=samples&order=asc')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('of a job that has grown stay, and are read again a while later', async () => {
    const { base, manager, clock, samples } = await jobs(8, { memoryBytes: MB });
    await until(async () => !(await samples('sort=path&order=asc')).includes(null));
    expect(manager.peekJob(`./${nameOf(1)}`)).toBeUndefined();
    await append(`${base}/${nameOf(1)}/${EVENT_FILE}`, [{ sampleId: 90, imagePath: 'a.jpg' }]);
    await manager.loadData();
    expect((await samples('sort=path&order=asc'))[0]).toBe(1);
    clock.advance(30_000);
    await until(async () => (await samples('sort=path&order=asc'))[0] === 2);
  });
});

describe('a job that somebody uses', () => {
  /** An index of about 0.8 MB, with the answers that are kept. */
  const wide = eventFile(
    Array.from({ length: 240 }, (_, sampleId): EventInput => {
      return { sampleId, imagePath: 'a.jpg', truth: Array.from({ length: 100 }, (_, label) => label) };
    }),
  );

  async function used() {
    const managed = await jobs(8, { memoryBytes: 1.5 * MB });
    await writeJob(`${managed.base}/used`, wide, { minutesOld: 600 });
    await managed.manager.loadData();
    const loader = await asked(managed.manager, 'used');
    await loader.load();
    return { ...managed, loader };
  }

  test('does not leave for one that is indexed in the background', async () => {
    const { manager, loader, samples } = await used();
    for (let i = 0; i < 5; i++) {
      await samples('q=job');
      await turn();
    }
    await until(async () => (await samples('q=job')).filter((count) => count !== null).length > 3);
    expect(manager.peekJob('./used')).toBe(loader);
  });

  test('does so once nobody has requested it for a minute, unless a request is being answered', async () => {
    const { manager, clock, loader, samples } = await used();
    const gate = new Gate();
    const answer = manager.withJob('used', () => gate.passed);
    await turn();
    clock.advance(60_000);
    await samples('q=job');
    await turn();
    expect(manager.peekJob('./used')).toBe(loader);
    gate.open();
    await answer;
    clock.advance(60_000);
    await until(async () => {
      clock.advance(1_000); // a job that had to leave before it was read is tried again after half a minute
      return !(await samples('q=job')).includes(null);
    });
  });
});

test('a job that cannot be read is no obstacle to the others', async () => {
  const { storage, manager, samples } = await jobs(8);
  storage.refuse('open', `${nameOf(5)}/${EVENT_FILE}`, 'not-permitted');
  await until(async () => (await samples('')).filter((count) => count === null).length === 1);
  expect(await samples('')).toEqual([1, 2, 3, 4, null, 6, 7, 8]);
  const [row] = (await answerJobs(manager, request(`q=${nameOf(5)}`))).jobs;
  expect([row.state, row.message]).toEqual(['unreadable', expect.stringContaining('cannot be read')]);
});

describe('a preview', () => {
  /** Samples with these labels, one after the other. */
  const labelled = (labels: readonly number[], padding = 0): EventInput[] =>
    labels.map((label, sampleId) => ({ sampleId, imagePath: `${'x'.repeat(padding)}${sampleId}.jpg`, truth: [label] }));

  async function previewOf(events: readonly EventInput[], options: Partial<ExplainManagerOptions> = {}) {
    const base = await temporaryDirectory();
    for (let i = 0; i < 3; i++) await writeJob(`${base}/newer_${i}`, run({ samples: 1 }), { minutesOld: 1 });
    const file = await writeJob(`${base}/run`, events);
    const { manager } = manageWatched(base, { examinesPictures: true, ...options });
    await manager.startLoadData({ reloadInterval: 0 });
    const preview = async () => (await answerJobs(manager, request('q=run'))).jobs[0].preview;
    return { file, manager, preview };
  }

  test('shows different labels, as far as the head of the event file has any', async () => {
    const { preview } = await previewOf(labelled([7, 7, 7, 7, 7, 2, 7, 9, 7]));
    expect(await preview()).toEqual([0, 5, 7, 1]);
  });

  test('shows different labels from behind the head once the job is indexed, and the pictures need no loaded job', async () => {
    const labels = Array.from({ length: 4_000 }, (_, index) => (index < 3_990 ? 1 : index));
    const { manager, preview } = await previewOf(labelled(labels, 200));
    expect(await preview()).toEqual([0, 1, 2, 3]);
    await until(async () => (await preview())?.[1] === 3_990);
    expect(await preview()).toEqual([0, 3_990, 3_991, 3_992]);
    const job = await manager.findDirectory('run');
    if (job === null) throw new Error('There is no job.');
    const path = manager.pathOf(job.relativePath);
    expect(await manager.previews.imagePathOf(path, job, 3_990)).toBe(`${'x'.repeat(200)}3990.jpg`);
    expect(await manager.previews.imagePathOf(path, job, 1)).toBe(`${'x'.repeat(200)}1.jpg`);
    expect(await manager.previews.imagePathOf(path, job, 3_999)).toBeUndefined();
  });

  test('with four labels stays as it is while the job grows', async () => {
    const { file, manager, preview } = await previewOf(labelled([0, 1, 2, 3]));
    expect(await preview()).toEqual([0, 1, 2, 3]);
    await append(file, [{ sampleId: 50, imagePath: 'b.jpg', truth: [8] }]);
    await manager.loadData();
    expect(await preview()).toEqual([0, 1, 2, 3]);
  });
});
