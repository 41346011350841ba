import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launch, type Server, serve } from '../support/browser';
import { run, writeJob } from '../support/runs';
import { until } from '../support/until';
import { PASSWORD, type Postgres, startPostgres } from './postgres';

/* Two built servers with one database. */

/** Every write waits for the disk, and every command starts a server. */
const SLOW = { timeout: 300_000 };

const root = fileURLToPath(new URL('../..', import.meta.url));

let postgres: Postgres;
let browser: Browser;
let base: string;
let url: string;
let servers: [Server, Server];
beforeAll(async () => {
  [postgres, browser] = await Promise.all([startPostgres(), launch()]);
  base = await mkdtemp(join(tmpdir(), 'salient-postgres-jobs-'));
  await writeJob(join(base, 'run'), run({ samples: 600 }));
  url = await postgres.create();
  const withUrl = { environment: { SALIENT_DATABASE: url } };
  servers = await Promise.all([serve(base, ['--log-level', 'debug'], withUrl), serve(base, ['--database', url])]);
  for (const server of servers) await until(async () => (await fetch(`${server.url}/api/health/ready`)).ok);
}, 120_000);
afterAll(async () => {
  await Promise.all([...(servers ?? []).map((server) => server.stop()), browser?.close(), postgres?.stop()]);
  await rm(base, { recursive: true, force: true });
});

async function send(server: Server, path: string, body: unknown) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const get = async (server: Server, path: string) => (await fetch(`${server.url}${path}`)).json();
const marked = async (server: Server, mark: string) =>
  (await get(server, `/api/jobs/run/samples?marks=${mark}&limit=1`)).total;

test('a mark given on a page of one server is on a page of the other one, which nobody reloads', async () => {
  await send(servers[0], '/api/marks', { name: 'seen', colour: 'red' });
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`${servers[1].url}/jobs/run/saliency`);
  await page.locator('[data-row]').first().waitFor();
  const [{ id }] = (await get(servers[0], '/api/jobs/run/samples?limit=1&sort=confidence&order=desc')).samples;
  expect((await send(servers[0], '/api/jobs/run/marks', { mark: 'seen', ids: [id] })).body.changed).toBe(1);
  await page.getByText('seen').first().waitFor({ timeout: 60_000 });
});

test('a thousand marks through both at once: none is lost', SLOW, async () => {
  for (const name of ['left', 'right']) await send(servers[0], '/api/marks', { name, colour: 'blue' });
  const give = (server: Server, mark: string, from: number) =>
    Promise.all(Array.from({ length: 500 }, (_, k) => send(server, '/api/jobs/run/marks', { mark, ids: [from + k] })));
  const answers = (await Promise.all([give(servers[0], 'left', 0), give(servers[1], 'right', 100)])).flat();
  expect(answers.filter(({ status, body }) => status !== 200 || body.changed !== 1)).toEqual([]);
  expect(await Promise.all(servers.map((server) => marked(server, 'left')))).toEqual([500, 500]);
  expect(await Promise.all(servers.map((server) => marked(server, 'right')))).toEqual([500, 500]);
});

test('export and import, of a database and from a file', SLOW, async () => {
  const home = await mkdtemp(join(tmpdir(), 'salient-postgres-marks-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const command = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'bin/salient.js'), 'marks', ...args], { encoding: 'utf8' });
  const [file, again] = [join(home, 'marks.jsonl'), join(home, 'again.jsonl')];
  expect(command('export', '--database', url, '--out', file)).toMatchObject({ status: 0, stderr: '' });
  expect(command('import', file, '--data-dir', join(home, 'data')).status).toBe(0);
  const other = await postgres.create();
  expect(command('import', file, '--database', other).stdout).toContain('1001 marks on samples');
  expect(command('export', '--database', other, '--out', again).status).toBe(0);
  const sorted = async (path: string) => (await readFile(path, 'utf8')).split('\n').sort();
  expect(await sorted(again)).toEqual(await sorted(file));
  const both = command('export', '--database', url, '--data-dir', home);
  expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('cannot be combined') });
});

test('training code reads them from a server', () => {
  const args = ['-m', 'salient', 'marks', base, '--json', '--url', servers[1].url];
  const python = spawnSync(process.env.SALIENT_TEST_PYTHON || 'python3', args, {
    cwd: join(root, 'python'),
    encoding: 'utf8',
  });
  if (python.error || /No module named/.test(python.stderr)) {
    process.stderr.write(
      '\nSKIPPED: marks in training code, because python3 lacks numpy and Pillow; $SALIENT_TEST_PYTHON names another.\n\n',
    );
    return;
  }
  expect(python.stderr).toBe('');
  expect(python.stdout).toContain('left');
});

test('a crash of the database: pages go on and say it, and show marks again when it is back', SLOW, async () => {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`${servers[0].url}/jobs/run/saliency`);
  await page.getByText('seen').first().waitFor();
  await postgres.crash();
  const line = page.getByText('Marks and notes cannot be shown at the moment');
  await line.waitFor({ timeout: 60_000 });
  for (const server of servers) {
    expect((await fetch(`${server.url}/jobs/run/saliency`)).status).toBe(200);
    expect((await fetch(`${server.url}/api/health/ready`)).status).toBe(200);
    expect(await get(server, '/api/jobs')).toMatchObject({
      total: 1,
      ...{ marksMessage: expect.stringMatching(/^postgres:/), marksWhy: 'unreachable' },
    });
    expect((await get(server, '/api/marks')).readOnly).toMatchObject({ why: 'unreachable' });
    expect(await send(server, '/api/jobs/run/marks', { mark: 'seen', ids: [7] })).toMatchObject({
      status: 503,
      body: { code: 'marks-unreachable' },
    });
    expect((await fetch(`${server.url}/api/jobs/run/samples?marks=seen`)).status).toBe(503);
  }
  const list = await browser.newPage();
  onTestFinished(() => list.close());
  await list.goto(servers[1].url);
  await list.getByText('Marks and notes cannot be shown at the moment').waitFor();
  const chinese = await browser.newPage({ locale: 'zh-CN' });
  onTestFinished(() => chinese.close());
  for (const path of ['/', '/jobs/run/saliency']) {
    await chinese.goto(servers[1].url + path);
    await chinese.getByText('目前无法显示标记和备注：无法连接标记数据库。').waitFor();
  }
  await postgres.start();
  await page.getByText('seen').first().waitFor({ timeout: 60_000 });
  for (const shown of [line, list.getByText('Marks and notes cannot be shown at the moment')])
    await shown.waitFor({ state: 'detached', timeout: 60_000 });
  await until(async () => (await marked(servers[1], 'left')) === 500);
  expect((await send(servers[1], '/api/jobs/run/marks', { mark: 'seen', ids: [590] })).status).toBe(200);
});

test('the password is in no log, no page and no list of processes', async () => {
  for (const server of servers) {
    expect(server.output()).not.toContain(PASSWORD);
    if (process.platform === 'linux')
      expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(PASSWORD);
    for (const path of ['/', '/jobs/run/saliency', '/api/marks', '/api/openapi.json', '/metrics', '/api/health'])
      expect(await (await fetch(server.url + path)).text()).not.toContain(PASSWORD);
  }
});
