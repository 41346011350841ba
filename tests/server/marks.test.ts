import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { problemAnswer } from '../../lib/api/health-answers';
import { jobsAnswer } from '../../lib/api/job-answers';
import * as marks from '../../lib/api/mark-answers';
import { facetsAnswer, neighboursAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import { eventFile } from '../support/event-writer';
import { EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Marks, notes, saved views and flags, as programs see them. */

const TOKEN = 'the-token-of-these-tests';
const VIEW_TOKEN = 'the-token-of-viewers-only';

let server: ServedDirectory;
beforeAll(async () => {
  server = await serveJobs(
    async (base) => {
      await writeJob(join(base, 'run'), run({ samples: 40 }));
      await writeJob(join(base, 'other'), run({ samples: 4, labels: 'kind' }));
      await writeJob(join(base, 'replaced'), run({ samples: 4, labels: 'one' }));
      await writeJob(join(base, 'repainted'), run({ samples: 4, labels: 'two' }));
      await writeJob(join(base, 'growing'), run({ samples: 4, labels: 'three' }));
    },
    ['--token', TOKEN, '--view-token', VIEW_TOKEN],
  );
});
afterAll(() => server.stop());

interface Asked {
  method?: string;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  token?: string;
}

async function ask(path: string, { method, body, text, headers = {}, token = TOKEN }: Asked = {}) {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${server.url}/api/${path}`, {
    method: method ?? (content === undefined ? 'GET' : 'POST'),
    headers: {
      Authorization: `Bearer ${token}`,
      ...(content ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    body: content,
  });
  const answer = await response.text();
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? '',
    body: isJson ? JSON.parse(answer) : answer,
  };
}

/** An answer that must have this shape. */
async function read<S extends z.ZodObject>(schema: S, path: string, asked: Asked = {}): Promise<z.infer<S>> {
  const { status, body } = await ask(path, asked);
  expect([status, body]).toEqual([200, expect.anything()]);
  return schema.strict().parse(body) as z.infer<S>;
}

const readMarks = () => read(marks.marksAnswer, 'marks');
const listIds = async (job: string, query = '') =>
  (await read(samplesAnswer, `jobs/${job}/samples?limit=100&sort=id&order=asc${query}`)).samples.map(({ id }) => id);
const mark = (job: string, body: object) => read(marks.markedAnswer, `jobs/${job}/marks`, { body });
const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` });

/** A mark of this name, which is added if there is none. */
async function named(name: string) {
  const { marks: all } = await readMarks();
  return all.find((one) => one.name === name) ?? read(marks.mark, 'marks', { body: { name, colour: 'red' } });
}

describe('marks', () => {
  test('a mark is on samples in pages, facets and on the sample; filtered, sorted, counted', async () => {
    await named('wrong');
    await named('check');
    expect(await mark('run', { mark: 'wrong', ids: [3, 5, 5] })).toMatchObject({ matched: 2, changed: 2 });
    expect(await mark('run', { mark: 'check', ids: [5] })).toMatchObject({ matched: 1, changed: 1 });
    const page = await read(samplesAnswer, 'jobs/run/samples?limit=100&sort=id&order=asc');
    expect(page.samples.flatMap(({ id, marks: own }) => (own?.length ? [[id, own]] : []))).toEqual([
      [3, ['wrong']],
      [5, ['wrong', 'check']],
    ]);
    expect(await listIds('run', '&marks=wrong')).toEqual([3, 5]);
    expect(await listIds('run', '&marks=check,none')).toEqual([5]);
    expect(await listIds('run', '&marks=wrong&label=1')).toEqual([5]);
    const sorted = await read(samplesAnswer, 'jobs/run/samples?limit=3&sort=marked');
    expect(sorted.samples.map(({ id }) => id)).toEqual([5, 3, 0]);
    const facets = await read(facetsAnswer, 'jobs/run/facets?marks=check');
    expect(facets.total).toBe(1);
    expect(facets.marks.map(({ name, count }) => [name, count])).toEqual([
      ['check', 1],
      ['wrong', 2],
    ]);
    const { sample } = await read(sampleAnswer, 'jobs/run/samples/5');
    expect(sample).toMatchObject({ marks: ['wrong', 'check'], note: null });
    const near = await read(neighboursAnswer, 'jobs/run/samples/3/neighbours?marks=wrong&sort=id&order=asc');
    expect(near).toMatchObject({ total: 2, rank: 1, previous: null, next: 5 });
    expect((await read(marks.jobMarksAnswer, 'jobs/run/marks')).marks).toMatchObject([{ samples: 1 }, { samples: 2 }]);
  });

  test('an insight view counts only what is marked', async () => {
    await named('insight');
    await mark('other', { mark: 'insight', ids: [1] });
    expect((await ask('jobs/other/insight/survey?marks=insight')).body.total).toBe(2);
    expect((await ask('jobs/other/insight/survey')).body.total).toBe(8);
  });

  test('a validator changes with the marks, and with nothing else', async () => {
    await named('wrong');
    const before = await ask('jobs/run/samples?limit=2');
    const again = { headers: { 'If-None-Match': before.etag } };
    expect((await ask('jobs/run/samples?limit=2', again)).status).toBe(304);
    await mark('run', { mark: 'wrong', ids: [9] });
    expect((await ask('jobs/run/samples?limit=2', again)).status).toBe(200);
    await mark('run', { mark: 'wrong', ids: [9], remove: true });
  });

  test('all samples of a filter are marked at once, and this is undone', async () => {
    await named('bulk');
    expect((await mark('run', { mark: 'bulk', ids: [0] })).changed).toBe(1);
    const bulk = await mark('run', { mark: 'bulk', filter: 'label=0' });
    expect(bulk).toMatchObject({ matched: 10, changed: 9 });
    expect(await listIds('run', '&marks=bulk')).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    const undone = await read(marks.undoneAnswer, 'marks/undo', { body: { version: bulk.version } });
    expect(undone.changed).toBe(9);
    expect(await listIds('run', '&marks=bulk')).toEqual([0]);
    await read(marks.undoneAnswer, 'marks/undo', { body: { version: undone.version } });
    expect(await listIds('run', '&marks=bulk')).toHaveLength(10);
    const filter = 'marks=bulk&label=0';
    expect(await mark('run', { mark: 'bulk', filter, remove: true })).toMatchObject({ matched: 10, changed: 10 });
  });

  test('a thousand marks by two clients at once', { timeout: 180_000 }, async () => {
    await named('left');
    await named('right');
    const ids = Array.from({ length: 40 }, (_, id) => id);
    const client = async (name: string) => {
      for (let round = 0; round < 13; round++)
        await Promise.all(ids.map((id) => mark('run', { mark: name, ids: [id], remove: round % 2 === 1 })));
    };
    await Promise.all([client('left'), client('right')]);
    expect(await listIds('run', '&marks=left')).toEqual(ids);
    expect(await listIds('run', '&marks=right')).toEqual(ids);
  });

  test('a write that comes too late gets the current state', async () => {
    const late = await named('late');
    const change = { method: 'PUT', headers: ifMatch(late.version) };
    const first = await read(marks.mark, `marks/${late.id}`, { ...change, body: { name: 'first' } });
    const second = await ask(`marks/${late.id}`, { ...change, body: { name: 'second' } });
    expect(second).toMatchObject({ status: 409, body: { code: 'conflict', current: { name: 'first' } } });
    expect((await ask('marks', { body: { name: 'first', colour: 'red' } })).status).toBe(409);
    const { version } = await read(marks.jobMarksAnswer, 'jobs/run/marks');
    await mark('run', { mark: 'first', ids: [1] });
    const stale = await ask('jobs/run/marks', { body: { mark: 'first', ids: [2] }, headers: ifMatch(version) });
    expect(stale).toMatchObject({ status: 409, body: { current: { version: expect.any(Number) } } });
    const removed = await read(marks.removedAnswer, `marks/${first.id}`, {
      method: 'DELETE',
      headers: ifMatch(first.version),
    });
    expect((await ask('jobs/run/marks', { body: { mark: 'first', ids: [2] } })).status).toBe(404);
    await read(marks.undoneAnswer, 'marks/undo', { body: { version: removed.version } });
    expect(await listIds('run', '&marks=first')).toEqual([1]);
  });

  test('what cannot be written is refused with the reason', async () => {
    await named('wrong');
    const refused = async (path: string, asked: Asked) => {
      const { status, body } = await ask(path, asked);
      problemAnswer.strict().parse(body);
      return [status, body.code];
    };
    expect(await refused('jobs/run/marks', { body: { mark: 'wrong', ids: [3, 400] } })).toEqual([
      404,
      'unknown-sample',
    ]);
    expect(await refused('jobs/run/marks', { body: { mark: 'nothing', ids: [3] } })).toEqual([404, 'unknown-mark']);
    expect(await refused('jobs/none/marks', { body: { mark: 'wrong', ids: [3] } })).toEqual([404, 'unknown-job']);
    expect(await refused('jobs/run/marks', { body: { mark: 'wrong' } })).toEqual([400, 'bad-parameter']);
    expect(await refused('jobs/run/marks', { body: { mark: 'wrong', filter: 'labels=1' } })).toEqual([
      400,
      'bad-parameter',
    ]);
    expect(await refused('jobs/run/marks', { body: { mark: 'wrong', ids: ['3'] } })).toEqual([400, 'bad-parameter']);
    expect(await refused('jobs/run/marks', { body: { mark: 'wrong', ids: [3], more: 1 } })).toEqual([
      400,
      'bad-parameter',
    ]);
    expect(await refused('jobs/run/marks', { text: '{' })).toEqual([400, 'bad-parameter']);
    expect(await refused('jobs/run/marks', { text: '[]' })).toEqual([400, 'bad-parameter']);
    expect(await refused('marks', { body: { name: 'a,b' } })).toEqual([400, 'bad-parameter']);
    expect(await refused('marks', { body: { name: 'x'.repeat(200) } })).toEqual([422, 'too-long']);
    expect(await refused('marks/1', { method: 'PUT', body: { name: 'x' } })).toEqual([428, 'precondition-required']);
    const generation = { mark: 'wrong', ids: [3], generation: '00000000' };
    expect(await refused('jobs/run/marks', { body: generation })).toEqual([409, 'conflict']);
    const large = { text: JSON.stringify({ mark: 'wrong', ids: Array.from({ length: 600_000 }, (_, id) => id) }) };
    expect(await refused('jobs/run/marks', large)).toEqual([413, 'too-large']);
  });
});

describe('a job', () => {
  test('that was replaced has no marks; those of the former one are set aside', async () => {
    await named('wrong');
    await mark('replaced', { mark: 'wrong', ids: [1, 2] });
    await writeJob(join(server.base, 'replaced'), run({ samples: 4, labels: 'another' }), { minutesOld: 1 });
    await until(async () => (await listIds('replaced', '&marks=wrong')).length === 0);
    const { aside } = await read(marks.jobMarksAnswer, 'jobs/replaced/marks');
    expect(aside).toMatchObject([{ path: 'replaced', samples: 2 }]);
    const address = `jobs/replaced/marks/aside/${aside[0].id}`;
    const former = await read(marks.asideAnswer, address);
    expect(former).toMatchObject({ total: 2, present: 2, samePicture: 2 });
    expect(former.samples[0]).toEqual({
      ...{ sample: 1, marks: ['wrong'], note: null, isPresent: true, isSamePicture: true },
    });
    const { body: lines } = await ask(`marks/export?aside=${aside[0].id}`);
    expect(String(lines).match(/"marked"/g)).toHaveLength(2);
    expect(await ask(address, { body: { action: 'carry' }, token: VIEW_TOKEN })).toMatchObject({ status: 403 });
    expect(await ask(address, { body: { action: 'burn' } })).toMatchObject({ status: 400 });
    expect(await ask('jobs/replaced/marks/aside/999', { body: { action: 'carry' } })).toMatchObject({ status: 404 });
    expect(await read(marks.carriedAnswer, address, { body: { action: 'carry' } })).toMatchObject({
      marked: 2,
      kept: 0,
    });
    expect(await listIds('replaced', '&marks=wrong')).toEqual([1, 2]);
    expect((await read(marks.jobMarksAnswer, 'jobs/replaced/marks')).aside).toEqual([]);
  });

  test('whose samples have other pictures has no marks on them', async () => {
    await named('wrong');
    await mark('repainted', { mark: 'wrong', ids: [1, 2] });
    const content = run({ samples: 4, labels: 'two', pictures: 'photo' });
    await writeJob(join(server.base, 'repainted'), content, { minutesOld: 1 });
    await until(async () => (await listIds('repainted', '&marks=wrong')).length === 0);
  });

  test('that grows keeps its marks', async () => {
    await named('wrong');
    await mark('growing', { mark: 'wrong', ids: [1] });
    const more = { sampleId: 9, imagePath: '_explain_1700000000/origin_images/0/more.jpg' };
    const file = join(server.base, 'growing', EVENT_FILE);
    await writeFile(file, Buffer.concat([await readFile(file), eventFile([more])]));
    await until(async () => (await listIds('growing')).length === 5);
    expect(await listIds('growing', '&marks=wrong')).toEqual([1]);
  });
});

describe('notes', () => {
  test('on a sample: written, shown, filtered, changed with its version, removed', async () => {
    const path = 'jobs/run/notes/samples/7';
    const empty = await ask(path);
    expect(empty).toMatchObject({ status: 200, etag: '"0"', body: { text: '', version: 0 } });
    const put = (text: string, version: string) =>
      ask(path, { method: 'PUT', body: { text }, headers: { 'If-Match': version } });
    const { body: written } = await put('a dog, not a cat\n狗', empty.etag);
    expect(marks.note.strict().parse(written).text).toBe('a dog, not a cat\n狗');
    expect(await put('mine', empty.etag)).toMatchObject({ status: 409, body: { current: { text: written.text } } });
    expect(await listIds('run', '&notes=1')).toEqual([7]);
    const { sample } = await read(sampleAnswer, 'jobs/run/samples/7');
    expect(sample.note).toBe(written.text);
    expect((await read(facetsAnswer, 'jobs/run/facets')).notes).toBe(1);
    expect((await put('', (await ask(path)).etag)).status).toBe(200);
    expect(await listIds('run', '&notes=true')).toEqual([]);
  });

  test('on a job and on a pair of explainers', async () => {
    const put = (path: string, text: string) =>
      read(marks.note, `jobs/run/notes/${path}`, { method: 'PUT', body: { text }, headers: ifMatch(0) });
    await put('job', 'the whole job');
    await put('pair/1/0', 'they agree on cats');
    expect((await ask('jobs/run/notes/pair/0/1')).body.text).toBe('they agree on cats');
    const { notes } = await read(marks.notesAnswer, 'jobs/run/notes');
    expect(notes.map(({ text }) => text)).toEqual(['they agree on cats', 'the whole job']);
    const { jobs } = await read(jobsAnswer, 'jobs');
    expect(jobs.find(({ key }) => key === 'run')?.flags).toMatchObject({ note: 'the whole job' });
    expect((await ask('jobs/run/notes/pair/0/0')).status).toBe(400);
    expect((await ask('jobs/run/notes/pair/0/7')).status).toBe(400);
    expect((await ask('jobs/run/notes/nothing')).status).toBe(404);
  });

  test('that are too long are refused', async () => {
    const text = 'x'.repeat(4_001);
    const { status, body } = await ask('jobs/run/notes/job', {
      method: 'PUT',
      body: { text },
      headers: { 'If-Match': '*' },
    });
    expect([status, body.code, body.allowed]).toEqual([422, 'too-long', 'a text of at most 4000 characters']);
  });
});

test('a job is starred and hidden; the list leaves hidden jobs out, and says how many there are', async () => {
  const put = (body: object, headers = {}) =>
    read(marks.flagsAnswer, 'jobs/other/flags', { method: 'PUT', body, headers });
  const listed = async (query = '') => {
    const list = await read(jobsAnswer, `jobs?sort=path&order=asc${query}`);
    return [list.jobs.map(({ key }) => key), list.total, list.hiddenCount];
  };
  const starred = await put({ starred: true });
  expect(await listed('&starred=true')).toEqual([['other'], 1, 0]);
  await put({ hidden: true }, ifMatch(starred.version));
  expect(
    await ask('jobs/other/flags', { method: 'PUT', body: { hidden: false }, headers: ifMatch(starred.version) }),
  ).toMatchObject({
    status: 409,
    body: { current: { hidden: true, starred: true } },
  });
  expect(await listed()).toEqual([['growing', 'repainted', 'replaced', 'run'], 4, 1]);
  expect((await listed('&hidden=true'))[1]).toBe(5);
  expect(await listed('&q=o')).toEqual([['growing'], 1, 1]);
  await put({ hidden: false, starred: false });
});

test('saved views', async () => {
  const address = '/jobs/run/saliency?marks=wrong&layout=wall';
  const view = await read(marks.view, 'views', { body: { name: 'Wrong ones', address } });
  expect((await read(marks.viewsAnswer, 'views')).views).toEqual([view]);
  expect((await ask('views', { body: { name: 'Wrong ones', address } })).status).toBe(409);
  for (const wrong of ['https://evil.example/', '//evil.example', '/\\evil', 'jobs', '/a b'])
    expect((await ask('views', { body: { name: 'x', address: wrong } })).status).toBe(400);
  const put = { method: 'PUT', headers: ifMatch(view.version) };
  const renamed = await read(marks.view, `views/${view.id}`, { ...put, body: { name: 'Wrong' } });
  expect((await ask(`views/${view.id}`, { ...put, body: { name: 'Other' } })).status).toBe(409);
  await read(marks.view, `views/${view.id}`, { method: 'DELETE', headers: ifMatch(renamed.version) });
  expect((await read(marks.viewsAnswer, 'views')).views).toEqual([]);
});

test('an export is JSON Lines, and importing it again adds nothing', async () => {
  await named('wrong');
  await mark('run', { mark: 'wrong', ids: [3] });
  const { body: text } = await ask('marks/export');
  const lines = String(text)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toEqual({ kind: 'salient-marks', version: 1 });
  expect(lines).toContainEqual(expect.objectContaining({ kind: 'marked', sample: 3, mark: 'wrong' }));
  const headers = { 'Content-Type': 'application/x-ndjson' };
  expect(await read(marks.importedAnswer, 'marks/import', { text: String(text), headers })).toMatchObject({
    marks: 0,
    marked: 0,
  });
  expect((await ask('marks/import', { text: 'nonsense', headers })).body.detail).toContain('Line 1');
});

describe('who may write', () => {
  test.each<[string, Record<string, string>, number]>([
    ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, 403],
    ['another host of the site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['another site, from an older browser', { Origin: 'https://evil.example' }, 403],
    ['a page without an origin', { Origin: 'null' }, 403],
    ['a form', { 'Content-Type': 'text/plain' }, 415],
    ['this site', { 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['a program', {}, 200],
  ])('%s', async (_, headers, status) => {
    await named('wrong');
    expect((await ask('jobs/run/marks', { body: { mark: 'wrong', ids: [1] }, headers })).status).toBe(status);
  });

  test('this site, from an older browser', async () => {
    const headers = { Origin: new URL(server.url).origin };
    expect((await ask('jobs/run/flags', { method: 'PUT', body: { starred: false }, headers })).status).toBe(200);
  });

  test('nobody without a token', async () => {
    expect(
      (await ask('jobs/run/marks', { body: { mark: 'wrong', ids: [1] }, token: 'wrong-token-of-a-stranger' })).status,
    ).toBe(401);
  });

  test('nobody with the token for viewers, who sees everything', async () => {
    await named('wrong');
    const viewer = { token: VIEW_TOKEN };
    expect(await ask('jobs/run/marks', { body: { mark: 'wrong', ids: [1] }, ...viewer })).toMatchObject({
      status: 403,
      body: { code: 'view-token' },
    });
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await ask('views/1', { method, body: {}, headers: ifMatch(1), ...viewer })).status).toBe(403);
    const { readOnly } = await read(marks.marksAnswer, 'marks', viewer);
    expect(readOnly?.why).toBe('view-token');
    expect((await ask('jobs/run/samples', viewer)).status).toBe(200);
    const claimed = await ask('marks', { headers: { 'X-Salient-Viewer': '1' } });
    expect(claimed.body.readOnly).toBeNull();
    const page = await fetch(`${server.url}/?token=${VIEW_TOKEN}`, { redirect: 'manual' });
    const cookie = page.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    const written = await fetch(`${server.url}/api/marks`, {
      method: 'POST',
      headers: { Cookie: cookie, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'x' }),
    });
    expect([page.status, written.status]).toEqual([303, 403]);
  });
});

test('a database that cannot be read is said in the language of the page', async () => {
  const data = await temporaryDirectory();
  await writeFile(
    join(data, 'marks.db'),
    'This is no database, but a text that is longer than the header of one is, to be sure.',
  );
  const other = await serveJobs((base) => writeJob(join(base, 'run'), run({ samples: 4 })), ['--data-dir', data]);
  try {
    expect((await other.json('/api/jobs')).body).toMatchObject({ total: 1, marksWhy: 'unreadable' });
    expect((await other.json('/api/marks')).body).toMatchObject({ readOnly: { why: 'unreadable' } });
    expect((await other.json('/api/jobs/run/marks')).body).toMatchObject({ code: 'marks-unreadable' });
    const page = await fetch(other.url, { headers: { 'Accept-Language': 'zh-CN' } });
    expect(await page.text()).toContain('目前无法显示标记和备注：标记数据库无法读取。');
  } finally {
    await other.stop();
  }
});
