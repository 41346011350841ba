import { rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { concat, type EventInput, event, eventFile, record } from '../support/event-writer';
import { labelsOf } from '../support/labels';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { EVENT_FILE, run, setAge, temporaryDirectory, writeJob } from '../support/runs';

const BEFORE = eventFile(run({ samples: 8, labels: 'black', pictures: 'black' }));
/** The same run with different words of the same length. */
const AFTER = eventFile(run({ samples: 8, labels: 'white', pictures: 'white' }));

let base: string;
let file: string;
let manager: ExplainManager;
let loader: ExplainLoader;

beforeEach(async () => {
  base = await temporaryDirectory();
  file = await writeJob(`${base}/run`, BEFORE);
  ({ manager } = manage(base));
  await manager.startLoadData({ reloadInterval: 0 });
  loader = await asked(manager, './run');
  expect(await colours()).toEqual(['black']);
});

/** The first words of the pictures and labels of all samples. */
async function colours(): Promise<string[]> {
  const samples = await samplesOf(loader);
  const words = samples.flatMap(({ imagePath, labels }) => [
    imagePath.replace(/.*\/|_.*/g, ''),
    ...labels.map(({ name }) => name.replace(/ .*/, '')),
  ]);
  return [...new Set(words)];
}

/** Runs the next cycle, after which the job has that many samples and no problems, before any request. */
async function cycleFinds(sampleCount: number) {
  await manager.loadData();
  expect(loader.snapshot).toMatchObject({ damage: null, problemCount: 0, sampleCount });
  expect(loader.snapshot?.bytesRead).toBe(loader.directory.size);
}

describe('a file that was replaced is read from its start', () => {
  test('rewritten to the same size', async () => {
    expect(AFTER.length).toBe(BEFORE.length);
    const { generation, revision } = loader.snapshot ?? {};
    await writeFile(file, AFTER);
    await cycleFinds(8);
    expect(await colours()).toEqual(['white']);
    expect(loader.snapshot?.generation).not.toBe(generation);
    expect(loader.snapshot?.revision).not.toBe(revision);
  });

  test('rewritten to the same size with one record that differs in the middle', async () => {
    const events = run({ samples: 8, labels: 'black', pictures: 'black' });
    const changed: EventInput = {
      sampleId: 3,
      imagePath: 'x/white_3.jpg'.padEnd(events[7].imagePath?.length ?? 0, 'x'),
    };
    expect(events[7]).toMatchObject({ sampleId: 3, imagePath: expect.stringContaining('black') });
    await writeFile(file, eventFile(events.with(7, changed)));
    await cycleFinds(8);
    expect(loader.directory.size).toBe(BEFORE.length);
    expect((await loader.sample(3))?.sample.imagePath).toBe(changed.imagePath);
  });

  test('rewritten and longer', async () => {
    await writeFile(file, eventFile(run({ samples: 20, labels: 'white', pictures: 'white' })));
    await cycleFinds(20);
    expect(await colours()).toEqual(['white']);
  });

  test('rewritten and shorter', async () => {
    await writeFile(file, eventFile(run({ samples: 3, labels: 'white', pictures: 'white' })));
    await cycleFinds(3);
    expect(await colours()).toEqual(['white']);
  });

  test('cut shorter at a record', async () => {
    const [metadata, picture] = run({ samples: 8, labels: 'black', pictures: 'black' });
    const head = eventFile([metadata, picture]);
    await truncate(file, head.length);
    await cycleFinds(1);
    expect(loader.snapshot).toMatchObject({ bytesRead: head.length, fileSize: head.length, sampleCount: 1 });
    expect((await samplesOf(loader)).map(({ labels }) => labels)).toEqual([[]]);
  });

  test('emptied', async () => {
    await truncate(file, 0);
    await cycleFinds(0);
    expect(loader.snapshot).toMatchObject({ bytesRead: 0, fileSize: 0, sampleCount: 0, generation: null });
    expect(await samplesOf(loader)).toEqual([]);
  });

  test('replaced by renaming another file over it', async () => {
    await writeFile(`${base}/new`, AFTER);
    await rename(`${base}/new`, file);
    await cycleFinds(8);
    expect(await colours()).toEqual(['white']);
  });

  test('replaced by a file of the same size and time', async () => {
    await writeFile(`${base}/new`, AFTER);
    await setAge(`${base}/new`, 60);
    await rename(`${base}/new`, file);
    await cycleFinds(8);
    expect(await colours()).toEqual(['white']);
  });

  test('deleted and written again', async () => {
    await rm(file);
    await writeFile(file, AFTER);
    await cycleFinds(8);
    expect(await colours()).toEqual(['white']);
  });

  test('joined by a newer event file in its directory', async () => {
    const newer = 'events.out.events.summary.1700009999.host_explain';
    await writeJob(`${base}/run`, run({ samples: 2, labels: 'white', pictures: 'white' }), { name: newer });
    await cycleFinds(2);
    expect(loader.directory.eventFile).toBe(newer);
    expect(await colours()).toEqual(['white']);
    expect((await labelsOf(loader)).map(({ name }) => name)).toEqual(['white 0', 'white 1']);
  });

  test('but an older event file that joins it changes nothing', async () => {
    const older = 'events.out.events.summary.1600000000.host_explain';
    await writeJob(`${base}/run`, AFTER, { name: older });
    await cycleFinds(8);
    expect(loader.directory.eventFile).toBe(EVENT_FILE);
    expect(await colours()).toEqual(['black']);
  });

  test('and if it disappears, the older file is the job again', async () => {
    const newer = 'events.out.events.summary.1700009999.host_explain';
    const path = await writeJob(`${base}/run`, AFTER, { name: newer });
    await cycleFinds(8);
    await rm(path);
    await cycleFinds(8);
    expect(await colours()).toEqual(['black']);
  });
});

describe('between two cycles', () => {
  test('a request detects that the file was rewritten', async () => {
    await writeFile(file, eventFile(run({ samples: 20, labels: 'white', pictures: 'a_white' })));
    expect((await samplesOf(loader)).length).toBe(20);
    expect((await loader.describe())?.samples).toBe(20);
  });

  test('a request detects that only names have changed, in records of the same lengths and with the same time', async () => {
    const names = (labels: string) => run({ samples: 8, labels, pictures: 'black' });
    await writeFile(file, eventFile(names('white')));
    await setAge(file, 60);
    expect(await colours()).toEqual(['black', 'white']); // pictures are black still, labels are white
  });

  test('a request detects that a record is no longer an event', async () => {
    const events = run({ samples: 8, labels: 'black', pictures: 'black' }).map(event);
    const noEvent = new Uint8Array(events[1].length).fill(0xff);
    await writeFile(file, concat(events.with(1, noEvent).map(record)));
    expect((await samplesOf(loader)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(loader.snapshot?.problems).toMatchObject([{ code: 'bad-event' }]);
  });

  test('many concurrent requests are all answered when the file was rewritten', async () => {
    await writeFile(file, eventFile(run({ samples: 20, labels: 'white', pictures: 'a_white' })));
    const query = { filter: {}, sort: { by: 'id', descending: false }, page: 0, limit: 5 } as const;
    const answers = await Promise.allSettled([
      ...Array.from({ length: 6 }, () => loader.samples(query)),
      loader.sample(5),
      loader.scores(),
      loader.describe(),
    ]);
    expect(answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []))).toEqual([]);
  });

  test('requests are answered while a replaced file is being read', async () => {
    await writeFile(`${base}/new`, AFTER);
    await rename(`${base}/new`, file);
    const cycle = manager.loadData();
    const failures: string[] = [];
    let isOver = false;
    const over = cycle.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const answers = await Promise.allSettled([colours(), loader.sample(3), loader.describe()]);
      failures.push(...answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : [])));
    }
    await over;
    expect([...new Set(failures)]).toEqual([]);
    expect(await colours()).toEqual(['white']);
  });
});

describe('a file that was only touched', () => {
  test('keeps everything that was read', async () => {
    const watched = manageWatched(base);
    await watched.manager.startLoadData({ reloadInterval: 0 });
    const same = await asked(watched.manager, './run');
    const { snapshot } = same;
    await utimes(file, new Date(), new Date());
    await watched.manager.loadData();
    expect(same.snapshot).toEqual(snapshot);
    expect(same.isBehind).toBe(false);
    expect(watched.storage.count('open')).toBe(1);
  });

  test('keeps everything, including the truncated end, and is read further from there', async () => {
    const more = eventFile([{ sampleId: 8, imagePath: 'black_8.jpg' }]);
    await writeFile(file, Buffer.concat([BEFORE, more.subarray(0, 20)]));
    await manager.loadData();
    await utimes(file, new Date(), new Date(0));
    await manager.loadData();
    expect(loader.snapshot).toMatchObject({ bytesRead: BEFORE.length, fileSize: BEFORE.length + 20, sampleCount: 8 });
    await writeFile(file, Buffer.concat([BEFORE, more]));
    await manager.loadData();
    expect(loader.sampleCount).toBe(9);
  });
});

test('a newer event file that cannot be read does not affect what was read before', async () => {
  const watched = manageWatched(base);
  await watched.manager.startLoadData({ reloadInterval: 0 });
  const same = await asked(watched.manager, './run');
  const newer = 'events.out.events.summary.1700009999.host_explain';
  await writeJob(`${base}/run`, AFTER, { name: newer });
  watched.storage.refuse('open', newer, 'not-permitted');
  same.directory = { ...same.directory, eventFile: newer };
  await expect(same.load()).rejects.toThrow('cannot be read by');
  expect(same.sampleCount).toBe(8);
  expect(await samplesOf(same)).toHaveLength(8);
});
