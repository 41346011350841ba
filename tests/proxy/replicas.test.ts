import { afterAll, beforeAll, expect, test } from 'vitest';
import { floorText } from '../../lib/api/floor';
import { type Server, serve } from '../support/browser';
import { append, run, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { type RunningProxy, startNginx } from './proxies';

/* Two replicas behind nginx, as docs/operations.md has it. */

const TOKEN = 'the-token-of-both-replicas';
const FLAGS = ['--token', TOKEN, '--cookie-name', 'salient'];
const CLIENTS = 64;
const EVENTS = run({ samples: 400 });
const FIRST = 100;
const STEPS = 30;

let first: ServedDirectory;
let second: Server;
let nginx: RunningProxy;
let file: string;
beforeAll(async () => {
  first = await serveJobs(async (base) => {
    file = await writeJob(`${base}/run`, EVENTS.slice(0, FIRST));
  }, FLAGS);
  second = await serve(first.base, [...FLAGS, '--reload-interval', '2']);
  const upstream = [first.url, second.url].map((url) => `server ${new URL(url).host} max_fails=1 fail_timeout=2s;`);
  nginx = await startNginx(
    'location / { proxy_pass http://salient; proxy_set_header Host localhost; proxy_next_upstream error timeout http_502 http_503; }',
    `upstream salient { ${upstream.join(' ')} }`,
  );
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
      const { generation, progress } = await response.json();
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
