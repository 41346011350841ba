import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';
import { eventFile } from '../support/event-writer';
import { EVENT_FILE, run } from '../support/runs';
import { ACCESS_KEY, BUCKET, type Gateway, SECRET, startGateway } from './gateway';

/* Salient on jobs in an object store, against a real one. */

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));
const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET };

/** Starting, and reading a thousand jobs, take long on a busy machine. */
const PATIENCE_MS = 90_000;

/** Resolves once `condition` holds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`This never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let gateway: Gateway;
let home: string;
const servers: Server[] = [];

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'salient-storage-'));
});
afterEach(async () => {
  gateway.proxy.reset();
  for (const server of servers.splice(0)) await server.stop();
  await rm(home, { recursive: true, force: true });
});

/** A server of the jobs below a prefix. It keeps its caches for the next one. */
async function start(prefix: string, flags: readonly string[] = [], environment = CREDENTIALS): Promise<Server> {
  const store = ['--s3-endpoint', gateway.proxy.url, '--s3-path-style', '--cache-size', '1024', '--cache-dir', home];
  const server = await serve(`s3://${BUCKET}/${prefix}`, ['--reload-interval', '0', ...store, ...flags], {
    environment,
  });
  servers.push(server);
  return server;
}

async function stop(server: Server): Promise<void> {
  servers.splice(servers.indexOf(server), 1);
  await server.stop();
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, whose shapes other tests check
async function json(server: Server, path: string): Promise<any> {
  const response = await fetch(server.url + path);
  return response.json();
}

/** The jobs of a server, once its first scan is over. */
async function jobs(server: Server): Promise<{ key: string; path: string }[]> {
  let answer = await json(server, '/api/jobs');
  await until(async () => {
    answer = await json(server, '/api/jobs');
    return !answer.isLooking;
  });
  return answer.jobs;
}

async function loaded(server: Server, key: string): Promise<void> {
  await until(async () => (await json(server, `/api/jobs/${key}`)).state !== 'loading');
}

test('every answer is that of a directory, byte for byte, also when the store is slow, busy and cuts its answers', async () => {
  await gateway.putDirectory(DEMO, 'demo');
  Object.assign(gateway.proxy, { delay: 20, refused: 0.1, cut: 0.1 });
  const local = await serve(DEMO, ['--reload-interval', '0']);
  servers.push(local);
  const remote = await start('demo');
  const known = await jobs(local);
  expect((await jobs(remote)).map(({ path }) => path).sort()).toEqual(known.map(({ path }) => path).sort());
  for (const { key } of known) {
    await Promise.all([loaded(local, key), loaded(remote, key)]);
    const { samples } = await json(local, `/api/jobs/${key}/samples?limit=3`);
    const pictures = samples.map(({ id }: { id: number }) => `images/original/${id}`);
    const answers = ['samples?limit=20', 'facets', 'evaluation', 'confusion', 'thresholds', ...pictures];
    for (const path of answers.map((answer) => `/api/jobs/${key}/${answer}`)) {
      const [a, b] = await Promise.all([fetch(local.url + path), fetch(remote.url + path)]);
      expect(b.status, path).toBe(200);
      expect(Buffer.from(await b.arrayBuffer()).equals(Buffer.from(await a.arrayBuffer())), path).toBe(true);
    }
  }
});

describe('requests', () => {
  test('a scan of a thousand jobs, ten of them awake, takes at most 15', async () => {
    const content = eventFile(run({ samples: 2 }));
    for (let k = 0; k < 1000; k++) {
      await gateway.put(`thousand/run-${k}/${EVENT_FILE}`, content, k < 10 ? 60 : 86_400);
    }
    const server = await start('thousand', ['--reload-interval', '1']);
    await until(async () => (await json(server, '/api/health')).jobs === 1000);
    const isRoot = ({ kind, query }: { kind: string; query: string }) =>
      kind === 'list' && /prefix=thousand%2F(&|$)/.test(query);
    await until(() => gateway.proxy.requests.filter(isRoot).length >= 3);
    gateway.proxy.requests.length = 0;
    await until(() => gateway.proxy.requests.filter(isRoot).length >= 5);
    const { requests } = gateway.proxy;
    const roots = requests.flatMap((request, index) => (isRoot(request) ? [index] : []));
    expect(((roots.at(-1) ?? 0) - roots[0]) / (roots.length - 1)).toBeLessThanOrEqual(15);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(Number(/^salient_store_requests\{kind="list"\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1000);
    const { scanRequestsPerHour } = await json(server, '/api/health');
    expect(scanRequestsPerHour).toBeGreaterThan(11 * 3600 - 1);
    expect(scanRequestsPerHour).toBeLessThanOrEqual(15 * 3600);
  });

  test('pages of a job of 100,000 samples', async () => {
    await gateway.put(`large/run/${EVENT_FILE}`, eventFile(run({ samples: 100_000 })));
    let server = await start('large');
    const [{ key }] = await jobs(server);
    const first = `/api/jobs/${key}/samples?limit=100`;
    await loaded(server, key);
    await json(server, first);
    const cold = gateway.proxy.counts();
    expect(cold.get + cold.head).toBeLessThanOrEqual(40);
    await json(server, first);
    expect(gateway.proxy.counts()).toEqual({ list: 0, head: 0, get: 0, other: 0 });

    // Samples from all over the file.
    const ids = Array.from({ length: 100 }, (_, k) => k * 997).join(',');
    const scattered = `/api/jobs/${key}/samples?limit=100&samples=${ids}`;
    const answer = await json(server, scattered);
    expect(answer.samples).toHaveLength(100);
    expect(gateway.proxy.counts().get).toBeLessThanOrEqual(70);
    await json(server, scattered);
    expect(gateway.proxy.counts().get).toBe(0);

    await stop(server);
    server = await start('large');
    await jobs(server);
    await loaded(server, key);
    expect(await json(server, first)).toMatchObject({ total: 100_000 });
    await json(server, scattered);
    const isOfEvents = ({ kind, path }: { kind: string; path: string }) => kind === 'get' && path.endsWith(EVENT_FILE);
    expect(gateway.proxy.requests.filter(isOfEvents)).toEqual([]);
  });

  test('growth costs what is new, and a picture one request', async () => {
    const events = run({ samples: 20_000 });
    const whole = eventFile(events);
    const before = eventFile(events.slice(0, 50_000));
    await gateway.put(`growing/run/${EVENT_FILE}`, before);
    await gateway.putDirectory(`${DEMO}/photos`, 'growing/photos');
    const server = await start('growing', ['--reload-interval', '0.5']);
    await jobs(server);
    const key = (await jobs(server)).find(({ path }) => path === 'run')?.key ?? '';
    await loaded(server, key);
    gateway.proxy.requests.length = 0;
    await gateway.put(`growing/run/${EVENT_FILE}`, whole);
    await until(async () => (await json(server, `/api/jobs/${key}`)).progress.read === whole.length);
    const gets = gateway.proxy.requests.filter(
      ({ kind, path }) => kind === 'get' && path.endsWith(`growing/run/${EVENT_FILE}`),
    );
    expect(gets.length).toBeGreaterThan(0);
    expect(gets.length).toBeLessThanOrEqual(6);
  });
});

test('an object that is rewritten while it is read is read anew', async () => {
  const [first, second] = ['first', 'second'].map((labels) => eventFile(run({ samples: 40_000, labels })));
  await gateway.put(`rewritten/run/${EVENT_FILE}`, first);
  let gets = 0;
  gateway.proxy.before = async ({ kind, path }) => {
    if (kind === 'get' && path.includes('rewritten') && ++gets === 3)
      await gateway.put(`rewritten/run/${EVENT_FILE}`, second);
  };
  const server = await start('rewritten');
  const [{ key }] = await jobs(server);
  await loaded(server, key);
  expect(gets).toBeGreaterThan(3);
  expect(await json(server, `/api/jobs/${key}/samples?limit=1`)).toMatchObject({ total: 40_000 });
  const { labelCounts } = await json(server, `/api/jobs/${key}`);
  expect(labelCounts.map(({ name }: { name: string }) => name)).toEqual([
    'second 0',
    'second 1',
    'second 2',
    'second 3',
  ]);
});

test.each([
  [
    'a wrong secret',
    { ...CREDENTIALS, AWS_SECRET_ACCESS_KEY: 'wrong-secret-that-is-not-shown' },
    'may not be read with the credentials that there are (SignatureDoesNotMatch)',
  ],
  ['a stranger', { ...CREDENTIALS, AWS_ACCESS_KEY_ID: 'stranger' }, 'could not be read (XAdminUserNotFound)'],
])('%s is refused with a sentence, and no secret is shown', async (_, environment, sentence) => {
  const server = await start('demo', ['--log-level', 'debug'], environment);
  await until(async () => (await fetch(`${server.url}/api/health`)).status === 503);
  const { detail } = await json(server, '/api/health/ready');
  expect(detail).toContain(sentence);
  expect(server.output()).not.toContain('NodeVersionSupportWarning');
  const page = await (await fetch(server.url)).text();
  for (const text of [server.output(), page, detail, JSON.stringify(await json(server, '/api/jobs'))]) {
    expect(text).not.toContain(environment.AWS_SECRET_ACCESS_KEY);
    expect(text).not.toContain('Authorization');
  }
});

test('odd keys neither break a scan nor lead elsewhere', async () => {
  const content = eventFile(run({ samples: 2 }));
  for (const name of ['a b', 'ä+%2F&?#', '名前', '"<script>']) await gateway.put(`odd/${name}/${EVENT_FILE}`, content);
  const server = await start('odd');
  const found = await jobs(server);
  expect(found.map(({ path }) => path).sort()).toEqual(['"<script>', 'a b', 'ä+%2F&?#', '名前'].sort());
  for (const { key } of found) {
    await loaded(server, key);
    expect(await json(server, `/api/jobs/${key}/samples`)).toMatchObject({ total: 2 });
  }
});

const PYTHON = process.env.SALIENT_TEST_PYTHON;

test.skipIf(!PYTHON)(
  'a job that is written and synced meanwhile grows on the page, without missing pictures',
  async () => {
    const script = fileURLToPath(new URL('growing_job.py', import.meta.url));
    const environment = {
      ...process.env,
      ...CREDENTIALS,
      SALIENT_S3_ENDPOINT: gateway.proxy.url,
      SALIENT_S3_PATH_STYLE: 'true',
    };
    const job = join(home, 'jobs/run');
    const writer = spawn(PYTHON ?? '', [script, job], { stdio: 'inherit' });
    const ended = new Promise((resolve) => writer.once('exit', resolve));
    await until(() => existsSync(job));
    const args = ['-m', 'salient', 'sync', job, `s3://${BUCKET}/synced/run`, '--follow', '0.2'];
    const syncer = spawn(PYTHON ?? '', args, { stdio: 'inherit', env: environment });
    const synced = new Promise((resolve) => syncer.once('exit', resolve));
    const server = await start('synced', ['--reload-interval', '0.3']);
    await until(async () => (await json(server, '/api/jobs')).jobs.length === 1);
    const [{ key }] = await jobs(server);
    const seen = new Set<number>();
    for (let isOver = false; !isOver; ) {
      const page = await json(server, `/api/jobs/${key}/samples?limit=100`);
      seen.add(page.total ?? 0);
      for (const { id } of page.samples ?? []) {
        const picture = await fetch(`${server.url}/api/jobs/${key}/images/original/${id}`);
        expect(picture.status, String(id)).toBe(200);
        await picture.arrayBuffer();
      }
      isOver = page.total === 40;
    }
    expect(await ended).toBe(0);
    expect(await synced).toBe(0);
    expect(seen.size).toBeGreaterThan(1);
  },
);
