import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { serve } from '../support/browser';
import { eventFile } from '../support/event-writer';
import { EVENT_FILE, run } from '../support/runs';
import { BUCKET } from './gateway';
import { DEMO, jobs, json, loaded, TestStore, until } from './test-store';

/* Salient on jobs in an object store, against a real one. */

const store = new TestStore();

/** Resolves when nothing more is written to a directory: blocks and indexes are kept after the answer. */
async function written(directory: string): Promise<void> {
  let before: string[] = [];
  await until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const names = await readdir(directory);
    const isSame = names.length > 0 && `${names}` === `${before}`;
    before = names;
    return isSame;
  });
}

test('every answer is that of a directory, byte for byte, also when the store is slow, busy and cuts its answers', async () => {
  await store.gateway.putDirectory(DEMO, 'demo');
  Object.assign(store.gateway.proxy, { delay: 20, refused: 0.1, cut: 0.1 });
  const local = store.own(await serve(DEMO, ['--reload-interval', '0']));
  const remote = await store.start('demo');
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
      await store.gateway.put(`thousand/run-${k}/${EVENT_FILE}`, content, k < 10 ? 60 : 86_400);
    }
    const server = await store.start('thousand', ['--reload-interval', '1']);
    await until(async () => (await json(server, '/api/health')).jobs === 1000);
    const isRoot = ({ kind, query }: { kind: string; query: string }) =>
      kind === 'list' && /prefix=thousand%2F(&|$)/.test(query);
    await until(() => store.gateway.proxy.requests.filter(isRoot).length >= 3);
    store.gateway.proxy.requests.length = 0;
    await until(() => store.gateway.proxy.requests.filter(isRoot).length >= 5);
    const { requests } = store.gateway.proxy;
    const roots = requests.flatMap((request, index) => (isRoot(request) ? [index] : []));
    expect(((roots.at(-1) ?? 0) - roots[0]) / (roots.length - 1)).toBeLessThanOrEqual(15);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(Number(/^salient_store_requests\{kind="list"\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(1000);
    const { scanRequestsPerHour } = await json(server, '/api/health');
    expect(scanRequestsPerHour).toBeGreaterThan(11 * 3600 - 1);
    expect(scanRequestsPerHour).toBeLessThanOrEqual(15 * 3600);
  });

  test('pages of a job of 100,000 samples', async () => {
    await store.gateway.put(`large/run/${EVENT_FILE}`, eventFile(run({ samples: 100_000 })));
    let server = await store.start('large');
    const [{ key }] = await jobs(server);
    const first = `/api/jobs/${key}/samples?limit=100`;
    await loaded(server, key);
    await json(server, first);
    const cold = store.gateway.proxy.counts();
    expect(cold.get + cold.head).toBeLessThanOrEqual(40);
    await json(server, first);
    expect(store.gateway.proxy.counts()).toEqual({ list: 0, head: 0, get: 0, other: 0 });

    // Samples from all over the file.
    const page = (count: number) => {
      const ids = Array.from({ length: count }, (_, k) => Math.floor(k * (99_700 / count)));
      return `/api/jobs/${key}/samples?limit=100&samples=${ids}`;
    };
    const [some, scattered] = [page(40), page(100)];
    await json(server, some);
    await written(join(store.home, 'blocks'));
    store.gateway.proxy.counts();
    const answer = await json(server, scattered);
    expect(answer.samples).toHaveLength(100);
    expect(store.gateway.proxy.counts().get).toBeLessThanOrEqual(70);
    await json(server, scattered);
    expect(store.gateway.proxy.counts().get).toBe(0);

    await written(store.home);
    await store.stop(server);
    store.gateway.proxy.requests.length = 0;
    server = await store.start('large');
    await jobs(server);
    await loaded(server, key);
    expect(await json(server, first)).toMatchObject({ total: 100_000 });
    await json(server, some);
    const isOfEvents = ({ kind, path }: { kind: string; path: string }) => kind === 'get' && path.endsWith(EVENT_FILE);
    expect(store.gateway.proxy.requests.filter(isOfEvents)).toEqual([]);
  });

  test('a job of 200 parts takes one for each part, and after a restart none', async () => {
    const [metadata, ...events] = run({ samples: 8_000 });
    const nameOf = (part: number) =>
      part === 0 ? EVENT_FILE : `events.part.1700000000.0000.${String(part).padStart(6, '0')}`;
    for (let part = 0; part < 200; part++) {
      const own = events.filter(({ sampleId = 0 }) => sampleId % 200 === part);
      await store.gateway.put(`parts/run/${nameOf(part)}`, eventFile([metadata, ...own]));
    }
    const { proxy } = store.gateway;
    const requestsOfParts = () =>
      proxy.requests.splice(0).filter(({ kind, path }) => kind !== 'list' && path.includes('/events.part.'));
    let server = await store.start('parts');
    await jobs(server);
    await loaded(server, 'run');
    expect(await json(server, '/api/jobs/run')).toMatchObject({ samples: 8_000, partCount: 200, problems: [] });
    const asked = requestsOfParts();
    expect(asked.every(({ kind }) => kind === 'get')).toBe(true);
    expect(asked).toHaveLength(199);
    await written(store.home);
    await store.stop(server);
    server = await store.start('parts');
    await jobs(server);
    await loaded(server, 'run');
    expect(await json(server, '/api/jobs/run')).toMatchObject({ samples: 8_000 });
    expect(requestsOfParts()).toEqual([]);
  });

  test('growth costs what is new, and a picture one request', async () => {
    const events = run({ samples: 20_000 });
    const whole = eventFile(events);
    const before = eventFile(events.slice(0, 50_000));
    await store.gateway.put(`growing/run/${EVENT_FILE}`, before);
    await store.gateway.putDirectory(`${DEMO}/photos`, 'growing/photos');
    const server = await store.start('growing', ['--reload-interval', '0.5']);
    await jobs(server);
    const key = (await jobs(server)).find(({ path }) => path === 'run')?.key ?? '';
    await loaded(server, key);
    store.gateway.proxy.requests.length = 0;
    await store.gateway.put(`growing/run/${EVENT_FILE}`, whole);
    await until(async () => (await json(server, `/api/jobs/${key}`)).progress.read === whole.length);
    const gets = store.gateway.proxy.requests.filter(
      ({ kind, path }) => kind === 'get' && path.endsWith(`growing/run/${EVENT_FILE}`),
    );
    expect(gets.length).toBeGreaterThan(0);
    expect(gets.length).toBeLessThanOrEqual(6);
  });
});

test('a public bucket is read without a signature, and no other', async () => {
  const { gateway } = store;
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:ListBucket', 's3:GetObject'],
    Resource: ['arn:aws:s3:::public', 'arn:aws:s3:::public/*'],
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await gateway.client.send(new CreateBucketCommand({ Bucket: 'public' }));
  await gateway.client.send(new PutBucketPolicyCommand({ Bucket: 'public', Policy }));
  const Key = `runs/run/${EVENT_FILE}`;
  await gateway.client.send(new PutObjectCommand({ Bucket: 'public', Key, Body: eventFile(run({ samples: 2 })) }));
  const server = await store.start('s3://public/runs', ['--s3-anonymous'], {});
  expect(await jobs(server)).toHaveLength(1);
  await loaded(server, 'run');
  expect(await json(server, '/api/jobs/run/samples')).toMatchObject({ total: 2 });
  expect(gateway.proxy.requests.filter(({ isSigned }) => isSigned)).toEqual([]);
  const refused = await store.start('demo', ['--s3-anonymous'], {});
  await until(async () => (await json(refused, '/api/health/ready')).detail?.includes('(AccessDenied)'));
});

test('gs:// is the same store at the endpoint that is named', async () => {
  await store.gateway.put(`google/run/${EVENT_FILE}`, eventFile(run({ samples: 2 })));
  const server = await store.start(`gs://${BUCKET}/google`);
  expect(await jobs(server)).toMatchObject([{ path: 'run' }]);
});

test('a prefix and a directory are shown as one, also while the store is away', async () => {
  await store.gateway.put(`several/run/${EVENT_FILE}`, eventFile(run({ samples: 2 })));
  const server = await store.start('several', [`local=${DEMO}`, '--reload-interval', '0.5']);
  const found = await jobs(server);
  expect(found.map(({ path }) => path)).toEqual(expect.arrayContaining(['several/run', 'local/photos']));
  const [far, near] = ['several/run', 'local/photos'].map((path) => found.find((job) => job.path === path)?.key ?? '');
  await Promise.all([loaded(server, far), loaded(server, near)]);
  expect(await json(server, `/api/jobs/${far}/samples`)).toMatchObject({ total: 2 });
  const original = async () => {
    const [{ id }] = (await json(server, `/api/jobs/${near}/samples?limit=1`)).samples;
    return (await fetch(`${server.url}/api/jobs/${near}/images/original/${id}`)).status;
  };
  expect(await original()).toBe(200);
  store.gateway.proxy.refusal = () => ({ status: 403, code: 'AccessDenied' });
  await until(async () => (await json(server, '/api/jobs')).problems[0]?.path === 'several');
  const list = await json(server, '/api/jobs');
  expect(list.jobs).toHaveLength(found.length);
  expect(list.problems[0].message).toContain('(AccessDenied)');
  expect((await fetch(`${server.url}/api/health/ready`)).status).toBe(200);
  expect(await original()).toBe(200);
  expect(await (await fetch(server.url)).text()).toContain('several, local');
});
