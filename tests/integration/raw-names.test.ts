import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { beforeEach, expect, test } from 'vitest';
import { answerJob } from '../../lib/answer/job';
import { answerJobs } from '../../lib/answer/jobs';
import { originalPicture } from '../../lib/answer/pictures';
import { jobIdOf, jobKeyOf } from '../../lib/api/job-key';
import { jobsRequest, parseQuery } from '../../lib/api/requests';
import { encodeName } from '../../lib/file-name';
import { fromJson } from '../../lib/json';
import { localStorage } from '../../lib/storage/local';
import { eventFile } from '../support/event-writer';
import { manage, samplesOf } from '../support/managers';
import { EVENT_FILE, run, temporaryDirectory } from '../support/runs';

/* Names that are not UTF-8: of a job, of a directory above it, and of an event file. */

/** An opaque PNG of one pixel, which is sent unchanged. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQImWNgaGgAAAGEAQEDkg2VAAAAAElFTkSuQmCC',
  'base64',
);
const RUN = 'r\udce9sultat';
const onDisk = (path: string) => Buffer.from(encodeName(path));

let base: string;

beforeEach(async () => {
  base = await temporaryDirectory();
});

async function makeJob(path: string, name = EVENT_FILE): Promise<void> {
  const data = `${base}/${path}/_explain_1700000000/origin_images/0`;
  await mkdir(onDisk(data), { recursive: true });
  await writeFile(onDisk(`${data}/picture_0.jpg`), PICTURE);
  await writeFile(onDisk(`${base}/${path}/_explain_1700000000/manifest.json`), '{}');
  await writeFile(onDisk(`${base}/${path}/${name}`), eventFile(run({ samples: 2 })));
}

test.each([
  ['a job', RUN, EVENT_FILE, 'r!e9sultat', 'r\\xe9sultat'],
  ['the directory above it', `${RUN}/run`, EVENT_FILE, 'r!e9sultat~run', 'r\\xe9sultat/run'],
  ['its event file', 'run', `\udcff${EVENT_FILE}`, 'run', 'run'],
])('%s is listed, read and shown', async (_, path, name, key, shown) => {
  await makeJob(path, name);
  const { manager } = manage(base, { examinesPictures: true });
  await manager.startLoadData({ reloadInterval: 0 });
  const list = await answerJobs(manager, parseQuery(jobsRequest, new URLSearchParams()));
  expect(list).toMatchObject({ total: 1, problems: [], jobs: [{ key, path: shown }] });
  expect(jobIdOf(key)).toBe(`./${path}`);
  expect(jobKeyOf(`./${path}`)).toBe(key);
  const answer = fromJson((await answerJob(manager, key)).answer ?? '');
  const plain = (text: string) => text.replaceAll('\udce9', '\\xe9').replaceAll('\udcff', '\\xff');
  expect(answer).toMatchObject({ samples: 2, directory: plain(`${base}/${path}`), eventFile: plain(name) });
  expect(JSON.stringify([list, answer])).not.toMatch(/[\ud800-\udfff]|\\ud/);
  const { content } = await originalPicture(manager, key, 0);
  expect(Buffer.from(await new Response(content).arrayBuffer())).toEqual(PICTURE);

  await writeFile(onDisk(`${base}/${path}/${name}`), eventFile(run({ samples: 3 })));
  await manager.loadData();
  const loader = await manager.getJob(`./${path}`);
  expect(loader && (await samplesOf(loader))).toHaveLength(3);
  expect((await manager.statusOf(loader?.directory ?? manager.directories.directories[0])).state).toBe('complete');
});

test('a key of a job that does not exist says so with its path', async () => {
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await expect(answerJob(manager, 'r!e9')).rejects.toThrow('There is no explain job r\\xe9 below the base directory;');
});

test('links to such names, and such links, are followed; problems with them have readable paths', async () => {
  await makeJob(RUN);
  await symlink(onDisk(RUN), `${base}/link`);
  await symlink(onDisk('nothing\udcfe'), onDisk(`${base}/broken\udcfd`));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const { total, problems } = await answerJobs(manager, parseQuery(jobsRequest, new URLSearchParams()));
  expect(total).toBe(2);
  expect(problems).toMatchObject([{ path: 'broken\\xfd', message: expect.stringContaining('broken\\xfd is a link') }]);
});

test('names that differ only in such bytes are different jobs', async () => {
  await makeJob('run\udcfe');
  await makeJob('run\udcff');
  await rename(onDisk(`${base}/run\udcff`), onDisk(`${base}/run\udcfd`));
  const entries = await localStorage.list(base);
  expect(entries.map(({ name }) => name).sort()).toEqual(['run\udcfd', 'run\udcfe']);
  const batches: string[] = [];
  for await (const batch of localStorage.entries(`${base}/run\udcfe`)) batches.push(...batch.map(({ name }) => name));
  expect(batches.sort()).toEqual(['_explain_1700000000', EVENT_FILE]);
});
