import { readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { floorText } from '../../lib/api/floor';
import { type Server, serve } from '../support/browser';
import { append, run, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { type RunningProxy, startNginx } from './proxies';

/* Replicas behind the nginx of docs/operations.md. */

const TOKEN = 'the-token-of-both-replicas';
const FLAGS = ['--token', TOKEN, '--cookie-name', 'salient'];
const CLIENTS = 64;
const EVENTS = run({ samples: 400 });
const FIRST = 100;
const STEPS = 30;

/** The nginx of the documentation, before other replicas than there. */
async function nginxBefore(replicas: readonly string[]): Promise<RunningProxy> {
  const text = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const [, lines = '', location = ''] = /upstream salient \{\n(.*?)\}\nserver \{\n(.*?)\n\}\n```/s.exec(text) ?? [];
  const servers = lines
    .split('\n', replicas.length)
    .map((line, k) => line.replace(/[\d.]+:\d+/, new URL(replicas[k]).host));
  return startNginx(location, `upstream salient { ${servers.join('\n')} }`);
}

let first: ServedDirectory;
let second: Server;
let nginx: RunningProxy;
let file: string;
beforeAll(async () => {
  first = await serveJobs(async (base) => {
    file = await writeJob(`${base}/run`, EVENTS.slice(0, FIRST));
  }, FLAGS);
  second = await serve(first.base, [...FLAGS, '--reload-interval', '2']);
  nginx = await nginxBefore([first.url, second.url]);
});
afterAll(async () => {
  await nginx.stop();
  await first.stop();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('64 clients see a job grow, never shrink, and no error when a replica is killed', async () => {
  const login = await fetch(`${nginx.url}/?token=${TOKEN}`, { redirect: 'manual' });
  const session = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect(session).toMatch(/^salient=/);
  let isOver = false;
  const faults: string[] = [];
  let answers = 0;
  const client = async () => {
    let read = 0;
    let cut = 0;
    let floor = '';
    while (!isOver) {
      const response = await fetch(`${nginx.url}/api/jobs/run/samples?limit=1`, {
        headers: { Cookie: session + floor },
      });
      answers++;
      if (response.status !== 200) {
        faults.push(`${response.status} ${await response.text()}`);
        continue;
      }
      const answer = await response.json().catch(() => null);
      if (answer === null && cut++ === 0) continue; // it is requested once more, as pages do
      cut = 0;
      const { generation, progress } = answer;
      if (progress.read < read) faults.push(`${read} bytes, then ${progress.read}`);
      read = progress.read;
      if (generation) floor = `; salient-floor=${floorText({ key: 'run', generation, bytes: read })}`;
      await pause(20);
    }
    return read;
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const step = Math.ceil((EVENTS.length - FIRST) / STEPS);
  for (let at = FIRST; at < EVENTS.length; at += step) {
    await append(file, EVENTS.slice(at, at + step));
    await pause(150);
    if (at <= FIRST + step * (STEPS / 2) && at + step > FIRST + step * (STEPS / 2)) process.kill(second.pid, 'SIGKILL');
  }
  await pause(3000);
  isOver = true;
  const ends = await Promise.all(clients);
  expect(faults).toEqual([]);
  expect(answers).toBeGreaterThan(CLIENTS * 5);
  expect(new Set(ends).size).toBe(1);
});

test('while the jobs cannot be read, the pages of both replicas are there and say so', async () => {
  const flags = [...FLAGS, '--reload-interval', '0.2'];
  const one = await serveJobs((base) => writeJob(`${base}/run`, run({ samples: 2 })), flags);
  const other = await serve(one.base, flags);
  const both = await nginxBefore([one.url, other.url]);
  onTestFinished(async () => {
    await Promise.all([both.stop(), one.stop(), other.stop()]);
  });
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const get = (path: string) => fetch(both.url + path, { headers });
  await rename(one.base, `${one.base}-away`);
  for (const replica of [one, other])
    while ((await fetch(`${replica.url}/api/health/ready`)).status !== 503) await pause(50);
  for (let k = 0; k < 4; k++) {
    expect((await get('/api/health/ready')).status).toBe(503);
    const { message } = await (await get('/api/jobs')).json();
    expect(message).toMatch(/does not exist/);
  }
});

test('a table whose replica is killed in the middle is no whole one', async () => {
  const replica = await serveJobs((base) => writeJob(`${base}/run`, run({ samples: 60_000 })), FLAGS);
  const alone = await nginxBefore([replica.url]);
  onTestFinished(() => alone.stop());
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const read = async () => (await (await fetch(`${alone.url}/api/jobs/run`, { headers })).json()).samples;
  while ((await read()) !== 60_000) await pause(100);
  const table = await fetch(`${alone.url}/api/jobs/run/tables/labels.csv`, { headers });
  expect(table.status).toBe(200);
  const reader = table.body?.getReader();
  await reader?.read();
  process.kill(replica.pid, 'SIGKILL');
  const rest = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(rest()).rejects.toThrow();
  await rm(dirname(replica.base), { recursive: true, force: true });
});
