import { rename } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* What operators see of a server: health, metrics, log. */

const TOKEN = 'the-token-of-these-tests';
const BEARER = { Authorization: `Bearer ${TOKEN}` };

let server: ServedDirectory;
beforeAll(async () => {
  const flags = ['--token', TOKEN, '--log-level', 'debug'];
  server = await serveJobs(async (base) => {
    await (await new Run(join(base, 'run')).begin()).samples([simpleSample(0, 0.75), simpleSample(1, 0.75)]);
  }, flags);
});
afterAll(() => server.stop());

const get = (path: string) => fetch(server.url + path, { headers: BEARER });

/** The value of a metric without labels. */
async function metric(name: string): Promise<number> {
  const text = await (await get('/metrics')).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

test('metrics count jobs, samples, bytes, loads, pictures and requests, and measure the event-loop lag', async () => {
  await until(async () => (await metric('salient_samples')) === 2);
  expect(await metric('salient_jobs')).toBe(1);
  expect(await metric('salient_ready')).toBe(1);
  expect(await metric('salient_read_bytes')).toBeGreaterThan(100);
  expect(await metric('salient_load_seconds_count')).toBeGreaterThan(0);
  const looks = await metric('salient_look_seconds_count');
  await until(async () => (await metric('salient_look_seconds_count')) > looks);
  expect(await metric('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);

  const before = await metric('salient_picture_cache_hits_total');
  for (let time = 0; time < 3; time++) await (await get('/api/jobs/run/images/thumbnail/0')).arrayBuffer();
  expect(await metric('salient_picture_cache_hits_total')).toBe(before + 2);
  expect(await metric('salient_picture_cache_bytes')).toBeGreaterThan(0);
  const text = await (await get('/metrics')).text();
  expect(text).toContain('salient_http_request_seconds_count{kind="picture",status="200"} 3');
});

test('URLs do not create new time series', async () => {
  const lines = async () => (await (await get('/metrics')).text()).match(/kind="(page|other)"/g)?.length;
  await get('/nowhere/0');
  await until(async () => (await lines()) !== undefined);
  const before = await lines();
  for (let number = 1; number < 20; number++) await get(`/nowhere/${number}?x=${number}`);
  expect(await lines()).toBe(before);
});

test('the log has a line of JSON for each request, and no token in it', async () => {
  await fetch(`${server.url}/api/jobs?token=${TOKEN}&x=1`);
  await get('/api/jobs?q=something-searched');
  await get('/api/jobs/none');
  await until(() => server.output().includes('"path":"/api/jobs/none"'));
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const requests = lines.map((line) => JSON.parse(line)).filter(({ path }) => path === '/api/jobs');
  expect(requests.map(({ method, status }) => `${method} ${status}`)).toEqual(['GET 400', 'GET 200']);
  expect(lines.join('\n')).not.toContain(TOKEN);
  expect(lines.join('\n')).not.toContain('something-searched');
});

test('a server prints nothing of the framework when it starts', () => {
  expect(server.output()).not.toMatch(/next\.config|Next\.js/);
});

test('health distinguishes liveness from readiness, without revealing the base directory', async () => {
  const status = async (path: string) => (await fetch(server.url + path)).status;
  expect(await status('/api/health/ready')).toBe(200);
  await rename(server.base, `${server.base}_gone`);
  await until(async () => (await status('/api/health')) === 503);
  expect([await status('/api/health/live'), await status('/api/health/ready')]).toEqual([200, 503]);
  expect(await (await fetch(`${server.url}/api/health`)).text()).not.toContain(server.base);
  expect(await metric('salient_ready')).toBe(0);
  await rename(`${server.base}_gone`, server.base);
  await until(async () => (await status('/api/health/ready')) === 200);
});

test('connections aborted at any point do not affect the server', async () => {
  const { hostname, port } = new URL(server.url);
  const beginnings = [
    'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'GET /api/jobs HTTP/1.1\r\nHost: localhost\r\n',
    'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\ntoken=',
    `POST /v1/mindinsight/explainer/saliency HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 100\r\n\r\n{`,
    'CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00',
    'GET / HTTP/9.9\r\n\r\n',
  ];
  for (const beginning of [...beginnings, ...beginnings, ...beginnings]) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(beginning, () => setTimeout(() => socket.resetAndDestroy(), 10));
      });
      socket.on('error', () => {}).on('close', () => resolve());
    });
  }
  expect((await get('/api/jobs')).status).toBe(200);
});
