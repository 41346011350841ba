import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { rowsToCheck } from '../../lib/indexing/picture-check';
import { Job } from '../../lib/job/job';
import type { EventInput } from '../support/event-writer';
import { loaded, manageWatched } from '../support/managers';
import { append, run, temporaryDirectory, writeJob } from '../support/runs';
import { until } from '../support/until';

const DATA = '_explain_1700000000';

/** The first bytes of a JPEG: no more is looked at. */
const PICTURE = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);

const PIXELS = { create: { width: 4, height: 3, channels: 3 as const, background: 'teal' } };

/** Six samples with an original and two heatmaps each: 18 pictures in three directories. */
const EVENTS = run({ samples: 6 });

const pathsOf = (events: readonly EventInput[]) =>
  events.flatMap(({ imagePath, explanations = [] }) => [
    ...(imagePath ? [imagePath] : []),
    ...explanations.flatMap(({ path }) => path ?? []),
  ]);

async function writePictures(directory: string, events: readonly EventInput[]): Promise<void> {
  for (const path of pathsOf(events)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), PICTURE);
  }
}

/** A job with all its pictures in the directory `run`, and what its status says of them once they have been checked. */
async function jobWithPictures(events: readonly EventInput[] = EVENTS) {
  const base = await temporaryDirectory();
  const directory = `${base}/run`;
  const file = await writeJob(directory, events);
  await writePictures(directory, EVENTS);
  const managed = manageWatched(base, { examinesPictures: true });
  const { manager, clock } = managed;
  const status = async () => {
    const job = await manager.findDirectory('run');
    if (job === null) throw new Error('There is no job.');
    return manager.statusOf(job);
  };
  const checked = async () => {
    let last = await status();
    await until(async () => {
      last = await status();
      return last.pictures !== null;
    });
    const { missing = 0, unreadable = 0, checked: count = 0, total = null } = last.pictures ?? {};
    return { missing, unreadable, checked: count, total, messages: last.problems.map(({ message }) => message) };
  };
  const start = () => manager.startLoadData({ reloadInterval: 0 });
  /** A cycle after so long, and the check that it begins. */
  const cycle = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await manager.loadData();
    await loaded(manager, 'run');
  };
  return { ...managed, directory, file, start, status, checked, cycle };
}

test('of a job with all its pictures none is missing, and each directory is listed once', async () => {
  const { storage, start, checked } = await jobWithPictures();
  await start();
  expect(await checked()).toEqual({ missing: 0, unreadable: 0, checked: 18, total: 18, messages: [] });
  expect(storage.calls.filter(({ method, path }) => method === 'list' && path.includes(DATA))).toHaveLength(3);
  expect(storage.calls.filter(({ method, path }) => method === 'stat' && path.endsWith('.jpg'))).toHaveLength(0);
});

test('some that are missing are counted, and the state stays', async () => {
  const { directory, start, checked, status } = await jobWithPictures();
  await writeFile(`${directory}/${DATA}/manifest.json`, '{}');
  await rm(`${directory}/${DATA}/origin_images/0/picture_3.jpg`);
  await rm(`${directory}/${DATA}/heatmap/Gradient`, { recursive: true });
  await start();
  const messages = ['7 of 18 pictures are missing.'];
  expect(await checked()).toEqual({ missing: 7, unreadable: 0, checked: 18, total: 18, messages });
  const { state, problems } = await status();
  expect([state, problems[0].code]).toEqual(['complete', 'missing-pictures']);
});

test('where the data directory is gone, all are missing', async () => {
  const { directory, start, checked } = await jobWithPictures();
  await rm(`${directory}/${DATA}`, { recursive: true });
  await start();
  expect(await checked()).toMatchObject({ missing: 18, messages: ['18 of 18 pictures are missing.'] });
});

test('pictures of a directory without permission cannot be read, which is not to be missing', async () => {
  const { storage, start, checked } = await jobWithPictures();
  storage.refuse('list', 'heatmap/GradCAM/0', 'not-permitted');
  for (let id = 0; id < 6; id++) storage.refuse('stat', `heatmap/GradCAM/0/${id}_${id % 4}.jpg`, 'not-permitted');
  await start();
  const messages = ['6 of 18 pictures cannot be read.'];
  expect(await checked()).toEqual({ missing: 0, unreadable: 6, checked: 18, total: 18, messages });
});

test('files of a directory that may be entered but not listed are found', async () => {
  const { storage, start, checked } = await jobWithPictures();
  storage.refuse('list', 'heatmap/GradCAM/0', 'not-permitted');
  await start();
  expect(await checked()).toMatchObject({ missing: 0, unreadable: 0, checked: 18 });
});

test('files that are empty or no pictures cannot be read', async () => {
  const { directory, storage, start, checked, cycle } = await jobWithPictures();
  const originals = `${directory}/${DATA}/origin_images/0`;
  const contents = [
    '',
    '\xff\xd8',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'BM, a text that begins like a BMP',
    '\0'.repeat(5_000),
  ];
  for (const [id, content] of contents.entries()) {
    await writeFile(`${originals}/picture_${id}.jpg`, Buffer.from(content, 'latin1'));
  }
  await start();
  const messages = ['5 of 18 pictures cannot be read.'];
  expect(await checked()).toEqual({ missing: 0, unreadable: 5, checked: 18, total: 18, messages });
  expect(storage.count('heads')).toBe(18);
  for (const id of contents.keys()) await writeFile(`${originals}/picture_${id}.jpg`, PICTURE);
  await cycle(60_000);
  await until(async () => (await checked()).unreadable === 0);
});

test.each([
  ['PNG', sharp(PIXELS).png()],
  ['JPEG', sharp(PIXELS).jpeg()],
  ['WebP', sharp(PIXELS).webp()],
  ['GIF', sharp(PIXELS).gif()],
])('a %s is a picture, whatever its name', async (_, picture) => {
  const { directory, start, checked } = await jobWithPictures();
  await picture.toFile(`${directory}/picture`);
  await rename(`${directory}/picture`, `${directory}/${DATA}/origin_images/0/picture_0.jpg`);
  await start();
  expect(await checked()).toMatchObject({ missing: 0, unreadable: 0, checked: 18 });
});

test('what leads out of the directory of the job cannot be read; links inside of it can', async () => {
  const outside: EventInput[] = [
    { sampleId: 90, imagePath: '../other/a.jpg' },
    { sampleId: 91, imagePath: `${DATA}/origin_images/0/out.jpg` },
    { sampleId: 92, imagePath: `${DATA}/origin_images/0/in.jpg` },
    { sampleId: 93, imagePath: `${DATA}/origin_images/0/nowhere.jpg` },
    { sampleId: 94, imagePath: `${DATA}/origin_images/0` },
    { sampleId: 95, imagePath: 'elsewhere/a.jpg' },
    { sampleId: 96, imagePath: `./${DATA}//origin_images/0/picture_0.jpg` },
  ];
  const { directory, start, checked } = await jobWithPictures([...EVENTS, ...outside]);
  const other = await temporaryDirectory();
  await writeFile(`${other}/a.jpg`, PICTURE);
  const originals = `${directory}/${DATA}/origin_images/0`;
  await symlink(`${other}/a.jpg`, `${originals}/out.jpg`);
  await symlink(`${originals}/picture_1.jpg`, `${originals}/in.jpg`);
  await symlink(`${originals}/none.jpg`, `${originals}/nowhere.jpg`);
  await symlink(other, `${directory}/elsewhere`);
  await start();
  // Sample 96 names a picture that another sample names already.
  expect(await checked()).toMatchObject({ missing: 1, unreadable: 4, checked: 24, total: 24 });
});

test('a job that grows is checked again, and one that does not after a while', async () => {
  const { directory, file, start, checked, cycle } = await jobWithPictures();
  await start();
  expect(await checked()).toMatchObject({ missing: 0, checked: 18 });
  await append(file, [{ sampleId: 6, imagePath: `${DATA}/origin_images/0/new.jpg` }]);
  await cycle(5_000);
  await until(async () => (await checked()).checked === 19);
  expect(await checked()).toMatchObject({ missing: 1, messages: ['1 of 19 pictures is missing.'] });
  await writeFile(`${directory}/${DATA}/origin_images/0/new.jpg`, PICTURE);
  await cycle(60_000);
  await until(async () => (await checked()).missing === 0);
});

test('another job in the place of the first is checked anew', async () => {
  const { directory, file, start, checked, cycle, status } = await jobWithPictures();
  await start();
  await checked();
  await writeJob(`${directory}/new`, run({ samples: 2, pictures: 'other' }));
  await rename(`${directory}/new/${file.slice(file.lastIndexOf('/') + 1)}`, file);
  await cycle(5_000);
  await until(async () => (await status()).pictures?.checked === 6);
  expect(await checked()).toMatchObject({ missing: 2, total: 6 });
});

test('of a job with very many pictures, runs of samples from all of it are checked', () => {
  const job = new Job();
  for (let id = 0; id < 10_000; id++) job.samples.add();
  const all = [...rowsToCheck(job, 10_000)];
  expect(all.flat()).toEqual(Array.from({ length: 10_000 }, (_, row) => row));
  expect(Math.max(...all.map((rows) => rows.length))).toBeLessThanOrEqual(16);
  const some = [...rowsToCheck(job, 1_000)].flat();
  expect(some).toHaveLength(1_000);
  expect(new Set(some).size).toBe(1_000);
  expect([some[0], some.at(-1)]).toEqual([0, 9_999]);
});
