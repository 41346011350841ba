import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { RecordedPicture } from '../../lib/answer/recorded-picture';
import type { ApiError } from '../../lib/api/problem';
import type { LinkProblem } from '../../lib/summary/explain-directory';
import { eventFile } from '../support/event-writer';
import { makeExplainDirectory, newWatcher } from '../support/explain-directories';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';

let base: string;
let elsewhere: string;

beforeEach(async () => {
  base = await temporaryDirectory();
  elsewhere = await temporaryDirectory();
});

/** What a scan finds: the paths of the jobs, and the problems by path. */
async function look(maxDepth?: number) {
  const { directories, problems, problemCount } = await newWatcher({ maxDepth }).scan(base);
  const jobs = directories.map(({ relativePath }) => relativePath).sort();
  expect(problemCount).toBe(problems.length);
  return { jobs, problems: Object.fromEntries(problems.map(({ relativePath, link }) => [relativePath, link])) };
}

const isJob = (path: string) => newWatcher().isSummaryDirectory(base, path);

describe('a link to a directory', () => {
  test('with a job inside of the base directory is a job', async () => {
    await makeExplainDirectory(base, 'real');
    await symlink(`${base}/real`, `${base}/inside`);
    await symlink('real', `${base}/relative`);
    await symlink('relative', `${base}/twice`);
    expect(await look()).toEqual({ jobs: ['./inside', './real', './relative', './twice'], problems: {} });
    for (const name of ['inside', 'relative', 'twice']) expect(await isJob(`./${name}`), name).toBe(true);
  });

  test('outside of the base directory is a problem', async () => {
    await makeExplainDirectory(elsewhere, 'run');
    await mkdir(`${base}_sibling`);
    await symlink(`${elsewhere}/run`, `${base}/outside`);
    await symlink(elsewhere, `${base}/nightly`);
    await symlink(`${base}_sibling`, `${base}/sibling`);
    const problems = { './outside': 'outside', './nightly': 'outside', './sibling': 'outside' };
    expect(await look()).toEqual({ jobs: [], problems });
    for (const path of ['./outside', './nightly', './nightly/run']) expect(await isJob(path), path).toBe(false);
    await rm(`${base}_sibling`, { recursive: true });
  });

  test('says where it leads', async () => {
    await symlink(elsewhere, `${base}/nightly`);
    const { problems } = await newWatcher().listExplainDirectories(base);
    const message = `nightly is a link to ${elsewhere}, outside of the base directory, and is not followed.`;
    expect(problems).toEqual([{ relativePath: './nightly', link: 'outside', message }]);
  });

  test('that leads to nothing, or back to itself, is a problem', async () => {
    await mkdir(`${base}/group`);
    await symlink(`${base}/gone`, `${base}/group/dangling`);
    await symlink(`${base}/loop`, `${base}/loop`);
    await symlink('b', `${base}/a`);
    await symlink('a', `${base}/b`);
    const problems = { './group/dangling': 'broken', './loop': 'loop', './a': 'loop', './b': 'loop' };
    expect(await look()).toEqual({ jobs: [], problems });
    expect(await isJob('./loop')).toBe(false);
  });

  test('to a directory above it does not keep the scan busy', async () => {
    await makeExplainDirectory(base, 'run/deeper');
    await symlink(base, `${base}/run/base`);
    await symlink('..', `${base}/run/deeper/up`);
    await symlink('.', `${base}/run/deeper/self`);
    expect(await look()).toEqual({ jobs: ['./run/deeper'], problems: {} });
  });

  test('with jobs in it that the scan finds anyway does not repeat them', async () => {
    await makeExplainDirectory(base, 'group/run');
    await symlink('group', `${base}/also`);
    expect(await look()).toEqual({ jobs: ['./group/run'], problems: {} });
    expect(await isJob('./also/run')).toBe(false);
  });

  test('with jobs in it that the scan would not find leads to them', async () => {
    await makeExplainDirectory(base, '.store/a/run');
    await makeExplainDirectory(base, '1/2/3/4/5/6/deep');
    await symlink('.store/a', `${base}/shown`);
    await symlink('../.store/a', `${base}/1/again`);
    await symlink('1/2/3/4/5/6', `${base}/far`);
    await symlink('../b', `${base}/.store/a/other`);
    await symlink('..', `${base}/.store/a/run/back`);
    await makeExplainDirectory(base, '.store/b/sibling');
    const { jobs, problems } = await look();
    expect(jobs).toEqual(['./far/deep', './shown/other/sibling', './shown/run']);
    expect(problems).toEqual({});
    for (const path of jobs) expect(await isJob(path), path).toBe(true);
  });

  test('many links between hidden directories do not multiply', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
    for (const name of names) await makeExplainDirectory(base, `.store/${name}/run`);
    for (const from of names) {
      for (const to of names) await symlink(`../${to}`, `${base}/.store/${from}/to_${to}`);
    }
    await symlink('.store/d0', `${base}/start`);
    const { jobs } = await look();
    expect(new Set(jobs.map((path) => path.split('/').at(-1)))).toEqual(new Set(['run']));
    expect(jobs).toHaveLength(12);
  });

  test('is searched no deeper than other directories', async () => {
    await makeExplainDirectory(base, '.store/1/2/run');
    await symlink('.store', `${base}/shown`);
    expect((await look(3)).jobs).toEqual([]);
    expect((await look(4)).jobs).toEqual(['./shown/1/2/run']);
  });

  test('in the data directory of a job is ignored', async () => {
    await makeExplainDirectory(base, 'run');
    await mkdir(`${base}/run/_explain_1/heatmap`, { recursive: true });
    await symlink(elsewhere, `${base}/run/_explain_2`);
    await symlink('_explain_1/heatmap', `${base}/run/maps`);
    expect(await look()).toEqual({ jobs: ['./run'], problems: {} });
  });

  test('may be the base directory itself', async () => {
    await makeExplainDirectory(elsewhere, 'run');
    await symlink(elsewhere, `${base}/link`);
    const { directories } = await newWatcher().listExplainDirectories(`${base}/link`);
    expect(directories.map(({ relativePath }) => relativePath)).toEqual(['./run']);
    expect(await newWatcher().isSummaryDirectory(`${base}/link`, './run')).toBe(true);
  });
});

describe('a link in place of an event file', () => {
  test('inside of the base directory makes a job', async () => {
    await writeFile(`${base}/events`, eventFile(run({ samples: 2 })));
    await mkdir(`${base}/run`);
    await symlink('../events', `${base}/run/${EVENT_FILE}`);
    expect(await look()).toEqual({ jobs: ['./run'], problems: {} });
    expect(await isJob('./run')).toBe(true);
  });

  test('outside of the base directory, to nothing or to a directory does not', async () => {
    await writeFile(`${elsewhere}/secret`, 'secret');
    for (const name of ['outside', 'broken', 'loop', 'directory', 'empty']) await mkdir(`${base}/${name}`);
    await symlink(`${elsewhere}/secret`, `${base}/outside/${EVENT_FILE}`);
    await symlink('nothing', `${base}/broken/${EVENT_FILE}`);
    await symlink(EVENT_FILE, `${base}/loop/${EVENT_FILE}`);
    await symlink('../empty', `${base}/directory/${EVENT_FILE}`);
    const problems = {
      [`./outside/${EVENT_FILE}`]: 'outside',
      [`./broken/${EVENT_FILE}`]: 'broken',
      [`./loop/${EVENT_FILE}`]: 'loop',
      [`./directory/${EVENT_FILE}`]: 'wrong-kind',
    };
    expect(await look()).toEqual({ jobs: [], problems });
    for (const name of ['outside', 'broken', 'loop', 'directory']) expect(await isJob(`./${name}`), name).toBe(false);
  });

  test('to a device or a pipe is a problem, and so is a pipe itself', async () => {
    for (const name of ['device', 'piped', 'pipe', 'data']) await mkdir(`${base}/${name}`);
    execFileSync('mkfifo', [`${base}/fifo`, `${base}/pipe/${EVENT_FILE}`]);
    await symlink('/dev/zero', `${base}/device/${EVENT_FILE}`);
    await symlink('../fifo', `${base}/piped/${EVENT_FILE}`);
    await symlink('../fifo', `${base}/data/notes`);
    const { directories, problems } = await newWatcher().scan(base);
    expect(directories).toEqual([]);
    expect(problems.map(({ link, message }) => [link, message])).toEqual([
      ['wrong-kind', `device/${EVENT_FILE} is a link to /dev/zero, which is no regular file, and is not followed.`],
      [undefined, `pipe/${EVENT_FILE} is no regular file, and is not read.`],
      ['wrong-kind', `piped/${EVENT_FILE} is a link to ${base}/fifo, which is no regular file, and is not followed.`],
    ]);
  });

  test('that cannot be followed leaves an older event file as the job', async () => {
    await writeJob(`${base}/run`, run({ samples: 2 }));
    await symlink('nothing', `${base}/run/events.summary.1800000000_explain`);
    const { directories, problemCount } = await newWatcher().scan(base);
    expect(directories).toMatchObject([{ relativePath: './run', eventFile: EVENT_FILE }]);
    expect(problemCount).toBe(1);
  });

  test('other links to files are of no concern', async () => {
    await writeJob(`${base}/run`, run({ samples: 2 }));
    await writeFile(`${elsewhere}/notes`, '');
    await symlink(`${elsewhere}/notes`, `${base}/run/notes`);
    await symlink(EVENT_FILE, `${base}/run/events`);
    expect(await look()).toEqual({ jobs: ['./run'], problems: {} });
  });
});

const DATA = '_explain_1700000000';

describe('a link in place of the data directory', () => {
  const PICTURE = `${DATA}/origin_images/0/picture_0.jpg`;

  /** A data directory with the original of sample 0, and a manifest. */
  async function writeData(directory: string) {
    await mkdir(`${directory}/origin_images/0`, { recursive: true });
    const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: 'teal' } });
    await picture.png().toFile(`${directory}/origin_images/0/picture_0.jpg`);
    await writeFile(`${directory}/manifest.json`, '{}');
  }

  /** The job `run` as a manager shows it: the size of its original, its pictures, its manifest. */
  async function shown() {
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    await loader.settled(10_000);
    const opened = RecordedPicture.open({
      ...manager.placeOf('./run'),
      storage: manager.storage,
      path: PICTURE,
      what: 'x',
    });
    const original = await opened.then(
      ({ layout }) => [layout.width, layout.height],
      (error: ApiError) => error.problem.code,
    );
    const { problems } = manager.directories;
    const check = await loader.checkPictures();
    const { kind } = await manager.manifestOf(loader.directory);
    return { original, missing: check?.missing, unreadable: check?.unreadable, manifest: kind, problems };
  }

  /** The run records two heatmaps too, which nobody wrote. */
  const SEEN = { original: [8, 6], missing: 2, unreadable: 0, manifest: 'present', problems: [] };

  test('inside of the base directory has the pictures and the manifest', async () => {
    await writeJob(`${base}/run`, run({ samples: 1 }));
    await writeData(`${base}/pictures/of run`);
    await symlink('../pictures/of run', `${base}/run/${DATA}`);
    expect(await shown()).toEqual(SEEN);
  });

  test('may be in a linked job, and beside a linked event file', async () => {
    await writeJob(`${base}/.store/job`, run({ samples: 1 }));
    await writeData(`${base}/.store/data`);
    await symlink('../data', `${base}/.store/job/${DATA}`);
    await symlink('.store/job', `${base}/run`);
    expect(await shown()).toEqual(SEEN);
    await rm(`${base}/run`);
    await mkdir(`${base}/run`);
    await symlink(`../.store/job/${EVENT_FILE}`, `${base}/run/${EVENT_FILE}`);
    expect(await shown()).toEqual(SEEN);
    await rm(`${base}/.store/job/${DATA}`);
    await symlink('../.store/data', `${base}/run/${DATA}`);
    expect(await shown()).toEqual(SEEN);
  });

  test.each<[LinkProblem, string, string]>([
    ['outside', 'to ELSEWHERE/data, outside of the base directory', 'picture-outside'],
    ['broken', 'to something that does not exist', 'picture-missing'],
    ['loop', 'that leads back to itself', 'picture-outside'],
    ['wrong-kind', 'to BASE/file, which is no directory', 'picture-missing'],
  ])('that is %s is a problem, and the job is shown without pictures', async (link, why, code) => {
    await writeJob(`${base}/run`, run({ samples: 1 }));
    await writeData(`${elsewhere}/data`);
    await writeFile(`${base}/file`, '');
    const targets = { outside: `${elsewhere}/data`, broken: 'nothing', loop: DATA, 'wrong-kind': '../file' };
    await symlink(targets[link], `${base}/run/${DATA}`);
    const reason = why.replace('ELSEWHERE', elsewhere).replace('BASE', base);
    const message = `run/${DATA} is a link ${reason}, and is not followed.`;
    const { original, problems } = await shown();
    expect([original, problems]).toEqual([code, [{ relativePath: `./run/${DATA}`, link, message }]]);
  });

  test('that leads out of the base directory since the scan has no pictures', async () => {
    await writeJob(`${base}/run`, run({ samples: 1 }));
    await writeData(`${base}/data`);
    await writeData(`${elsewhere}/data`);
    await symlink('../data', `${base}/run/${DATA}`);
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    await rm(`${base}/run/${DATA}`);
    await symlink(`${elsewhere}/data`, `${base}/run/${DATA}`);
    const at = { ...manager.placeOf('./run'), storage: manager.storage, path: PICTURE, what: 'The original' };
    await expect(RecordedPicture.open(at)).rejects.toMatchObject({ problem: { code: 'picture-outside' } });
  });
});

describe('a job behind a link', () => {
  test('is read, grows, and has its pictures and its manifest', async () => {
    const file = await writeJob(`${base}/.store/run`, run({ samples: 2 }));
    await mkdir(`${base}/.store/run/${DATA}/origin_images/0`, { recursive: true });
    await writeFile(`${base}/.store/run/${DATA}/origin_images/0/picture_0.jpg`, 'a picture');
    await writeFile(`${base}/.store/run/${DATA}/manifest.json`, '{}');
    await symlink('.store/run', `${base}/shown`);
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './shown');
    await loader.settled(10_000);
    const [{ imagePath }] = await samplesOf(loader);
    expect(manager.pathOf('./shown')).toBe(`${base}/.store/run`);
    const picture = await manager.storage.readInside(manager.pathOf('./shown'), imagePath, 100);
    expect(new TextDecoder().decode(picture)).toBe('a picture');
    expect((await manager.statusOf(loader.directory, loader)).manifest).toMatchObject({ kind: 'present' });
    await writeFile(file, eventFile(run({ samples: 5 })));
    await manager.loadData();
    expect(loader.sampleCount).toBe(5);
  });

  test.each([true, false])('has its pictures beside the event file or the link to it (%s)', async (isBesideLink) => {
    await writeJob(`${base}/.store`, run({ samples: 1 }));
    await mkdir(`${base}/run`);
    await symlink(`../.store/${EVENT_FILE}`, `${base}/run/${EVENT_FILE}`);
    const place = `${base}/${isBesideLink ? 'run' : '.store'}`;
    await mkdir(`${place}/${DATA}`, { recursive: true });
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './run');
    await loader.settled(10_000);
    expect([loader.sampleCount, loader.path]).toEqual([1, place]);
  });

  test('follows the link when it is changed, and is gone when it leads out', async () => {
    await writeJob(`${base}/.store/a`, run({ samples: 1 }));
    await writeJob(`${base}/.store/b`, run({ samples: 2 }));
    await writeJob(`${elsewhere}/c`, run({ samples: 3 }));
    const point = async (to: string) => {
      await symlink(to, `${base}/next`);
      await rename(`${base}/next`, `${base}/latest`);
    };
    const { manager, storage } = manageWatched(base);
    await point('.store/a');
    await manager.startLoadData({ reloadInterval: 0 });
    const loader = await asked(manager, './latest');
    await loader.settled(10_000);
    expect(loader.sampleCount).toBe(1);
    await point('.store/b');
    await manager.loadData();
    expect([loader.sampleCount, loader.path]).toEqual([2, `${base}/.store/b`]);
    await point(`${elsewhere}/c`);
    // Even before the next scan, the link is not followed again.
    expect(manager.pathOf('./latest')).toBe(`${base}/.store/b`);
    await manager.loadData();
    expect(manager.directories).toMatchObject({ total: 0, problems: [{ relativePath: './latest', link: 'outside' }] });
    expect(await manager.getJob('./latest')).toBeNull();
    expect(storage.calls.filter(({ method, path }) => method === 'open' && path.startsWith(elsewhere))).toEqual([]);
  });
});

test('of very many problems the first are described, and all are counted', async () => {
  for (let i = 0; i < 150; i++) await symlink('nothing', `${base}/broken_${i}`);
  const { problems, problemCount } = await newWatcher().scan(base);
  expect([problems.length, problemCount]).toEqual([100, 150]);
});
