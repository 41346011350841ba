import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Server } from '../support/browser';
import { eventFile } from '../support/event-writer';
import { EVENT_FILE, run } from '../support/runs';
import { ACCESS_KEY, SECRET } from './gateway';
import { CREDENTIALS, DEMO, jobs, json, loaded, TestStore, until } from './test-store';

/* What people are told when an object store fails, and that everything goes on once it works again. */

const store = new TestStore();
const JOB = eventFile(run({ samples: 2 }));

/** Why a server is not ready; null if it is. */
async function fault(server: Server): Promise<string | null> {
  return (await json(server, '/api/health/ready')).detail ?? null;
}

/** Resolves with the reason once a server is not ready. */
async function faulty(server: Server): Promise<string> {
  let reason: string | null = null;
  await until(async () => {
    reason = await fault(server);
    return reason !== null && !reason.includes('has not ended yet');
  });
  return reason ?? '';
}

/** Checks that the log, the list and the pages of a server contain no secret. */
async function expectNoSecret(server: Server, secrets: readonly string[] = [SECRET]): Promise<void> {
  const addresses = ['/', '/api/jobs', '/api/health', '/metrics', '/jobs/run/saliency', '/api/jobs/run'];
  const pages = await Promise.all(addresses.map(async (path) => (await fetch(server.url + path)).text()));
  for (const text of [server.output(), ...pages]) {
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/Authorization|X-Amz-Signature|AWS4-HMAC/i);
  }
}

test('a store that is killed and comes back: the list stays and says so, and everything goes on without a restart', async () => {
  const { gateway } = store;
  for (const name of ['open', 'other']) await gateway.put(`killed/${name}/${EVENT_FILE}`, JOB, 86_400);
  const server = await store.start('killed', ['--reload-interval', '0.5', '--log-level', 'trace', '--memory', '64']);
  await jobs(server);
  await loaded(server, 'open');
  const page = await json(server, '/api/jobs/open/samples');
  expect(page.total).toBe(2);

  await gateway.kill();
  expect(await faulty(server)).toMatch(/cannot be read now: the object store does not answer as it should/);
  const list = await json(server, '/api/jobs');
  expect(list.jobs).toHaveLength(2);
  expect(list.message).toMatch(/s3:\/\/runs\/killed.*cannot be read now.*It is tried again every 0.5 s/);
  const html = await (await fetch(`${server.url}/`)).text();
  expect(html).toContain('cannot be read now');
  expect(html).toContain('open');
  expect(await json(server, '/api/jobs/open/samples')).toEqual(page);
  const picture = await fetch(`${server.url}/api/jobs/open/images/original/0`);
  expect([picture.status, (await picture.json()).detail]).toEqual([503, expect.stringContaining('cannot be read now')]);
  const map = await fetch(`${server.url}/api/jobs/open/images/heatmap/0/0/0`);
  expect([map.status, (await map.json()).code]).toEqual([503, 'store-unavailable']);
  expect((await json(server, '/api/jobs/open')).baseMessage).toMatch(
    /cannot be read now.*It is tried again every 0.5 s/,
  );
  expect(await (await fetch(`${server.url}/jobs/open/saliency`)).text()).toContain('cannot be read now');
  await expectNoSecret(server);

  await gateway.revive();
  await gateway.put(`killed/new/${EVENT_FILE}`, JOB);
  await until(async () => (await fault(server)) === null);
  await until(async () => (await jobs(server)).length === 3);
  expect((await json(server, '/api/jobs')).message).toBeNull();
  await loaded(server, 'new');
  expect(await json(server, '/api/jobs/new/samples')).toMatchObject({ total: 2 });
});

test('every page says within seconds that the store is away, and that it is back, without waiting for the next scan', async () => {
  const { gateway } = store;
  await gateway.putDirectory(join(DEMO, 'digits_early'), 'rare/run');
  const server = await store.start('rare', ['--reload-interval', '600', '--memory', '64']);
  await jobs(server);
  await loaded(server, 'run');
  const detail = async (path: string) => {
    const answer = await fetch(`${server.url}/api/jobs/run/${path}`);
    return answer.ok ? null : (await answer.json()).detail;
  };
  const said = {
    job: async () => (await json(server, '/api/jobs/run')).baseMessage,
    list: async () => (await json(server, '/api/jobs')).message,
    picture: () => detail('images/original/5'),
    thumbnail: () => detail('images/thumbnail/6'),
    insight: async () => {
      const { survey, detail } = await json(server, '/api/jobs/run/insight/explainers');
      return survey ? survey.message : detail;
    },
  };
  const all = async () => Promise.all(Object.values(said).map((say) => say()));
  const within = async (isTrue: () => Promise<boolean>) => {
    const began = performance.now();
    await until(isTrue);
    expect(performance.now() - began).toBeLessThan(15_000);
  };
  await gateway.kill();
  await within(async () => (await all()).every((message) => /does not answer as it should/.test(message ?? '')));
  await gateway.revive();
  await within(async () => (await all()).every((message) => message === null));
  await until(async () => {
    const { surveyed, total } = await json(server, '/api/jobs/run/insight/explainers');
    return total > 0 && surveyed === total;
  });
});

test('what the indexing worker cannot read from a store that is away is a fault of the store, not of the server or the job', async () => {
  const { gateway } = store;
  await gateway.put(`unread/run/${EVENT_FILE}`, eventFile(run({ samples: 20_000 })));
  const server = await store.start('unread', ['--cache-size', '0', '--memory', '64']);
  await jobs(server);
  await loaded(server, 'run');
  const codes = async () =>
    Promise.all(
      ['samples?page=7', 'samples/15000', 'images/original/15000', 'images/heatmap/15000/0/0'].map(
        async (path) => (await json(server, `/api/jobs/run/${path}`)).code,
      ),
    );
  gateway.proxy.refusal = () => ({ status: 500, code: 'InternalError' });
  expect(new Set(await codes())).toEqual(new Set(['store-unavailable']));
  gateway.proxy.refusal = () => ({ status: 403, code: 'AccessDenied' });
  expect(new Set(await codes())).toEqual(new Set(['store-refused']));
});

test('a job that is opened while the store is away says why, and is read once it is back', async () => {
  const { gateway } = store;
  // More jobs than are read ahead.
  for (let k = 0; k < 8; k++) await gateway.put(`away/run-${k}/${EVENT_FILE}`, JOB, 86_400 * (k + 1));
  const server = await store.start('away');
  await jobs(server);
  await loaded(server, 'run-7');
  await store.stop(server);
  gateway.proxy.refusal = ({ kind }) => (kind === 'list' ? null : { status: 500, code: 'InternalError' });
  const again = await store.start('away', ['--cache-size', '0', '--reload-interval', '0.5']);
  expect(await jobs(again)).toHaveLength(8);
  const answer = () => json(again, '/api/jobs/run-7/samples');
  await until(async () => (await answer()).state === 'unreadable');
  // It is tried again and again; the reason stays.
  for (let k = 0; k < 20; k++) {
    const { state, message } = await answer();
    expect([state, message]).toEqual([
      'unreadable',
      expect.stringMatching(/run-7\/.* cannot be read now.*\(HTTP 500\)/),
    ]);
  }
  gateway.proxy.reset();
  await until(async () => (await answer()).total === 2);
  await until(async () =>
    (await json(again, '/api/jobs')).jobs.every(({ state }: { state: string }) => state !== 'unreadable'),
  );
});

test('a bucket that does not exist is named, and found once it does', async () => {
  const server = await store.start('s3://later/runs', ['--reload-interval', '0.5']);
  expect(await faulty(server)).toContain('does not exist (NoSuchBucket)');
  const client = store.gateway.client;
  await client.send(new CreateBucketCommand({ Bucket: 'later' }));
  await until(async () => (await fault(server)) === null);
  expect(await jobs(server)).toEqual([]);
  await expectNoSecret(server);
});

test('a job that is deleted in the store leaves the list', async () => {
  for (const name of ['stays', 'goes']) await store.gateway.put(`deleted/${name}/${EVENT_FILE}`, JOB);
  const server = await store.start('deleted', ['--reload-interval', '0.5']);
  expect(await jobs(server)).toHaveLength(2);
  await loaded(server, 'goes');
  expect((await fetch(`${server.url}/api/jobs/goes/samples`)).status).toBe(200);
  await store.gateway.remove(`deleted/goes/${EVENT_FILE}`);
  await until(async () => (await jobs(server)).length === 1);
  const answer = await fetch(`${server.url}/api/jobs/goes/samples`);
  expect([answer.status, (await answer.json()).code]).toEqual([404, 'unknown-job']);
  expect(await json(server, '/api/jobs/stays/samples')).toMatchObject({ total: 2 });
});

test('credentials that expire while the server runs: what was read stays, and renewed ones are used without a restart', async () => {
  const { gateway } = store;
  const profile = join(store.home, 'credentials');
  const write = (secret: string) =>
    writeFile(profile, `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = ${secret}\n`);
  const environment = { AWS_SHARED_CREDENTIALS_FILE: profile, AWS_CONFIG_FILE: join(store.home, 'config') };
  await write(SECRET);
  await gateway.put(`expired/run/${EVENT_FILE}`, JOB);
  const server = await store.start('expired', ['--reload-interval', '0.5', '--log-level', 'trace'], environment);
  await jobs(server);
  await loaded(server, 'run');

  gateway.proxy.refusal = () => ({ status: 400, code: 'ExpiredToken' });
  expect(await faulty(server)).toMatch(/cannot be read: the object store refuses the credentials \(ExpiredToken\)/);
  expect((await json(server, '/api/jobs')).jobs).toHaveLength(1);
  expect(await json(server, '/api/jobs/run/samples')).toMatchObject({ total: 2 });
  const picture = await fetch(`${server.url}/api/jobs/run/images/original/0`);
  expect([picture.status, await picture.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'store-refused', detail: expect.stringContaining('refuses the credentials') }),
  ]);
  gateway.proxy.reset();
  await until(async () => (await fault(server)) === null);

  const wrong = 'a-secret-that-is-no-longer-valid';
  await write(wrong);
  gateway.proxy.refusal = () => ({ status: 400, code: 'ExpiredToken' }); // the next request reads the profile
  await faulty(server);
  gateway.proxy.reset();
  await until(async () => (await fault(server))?.includes('SignatureDoesNotMatch') === true);
  await write(SECRET);
  await until(async () => (await fault(server)) === null);
  await expectNoSecret(server, [SECRET, wrong]);
});

test('a store that hides what there is behind odd prefixes leads nowhere else', async () => {
  const names = ['a b', 'ä+%2F&?#', '名前', '"<script>', '\u202egpj.exe', '100%', '%2e%2e', 'a+b', '~', "it's"];
  for (const name of names) await store.gateway.put(`odd/${name}/${EVENT_FILE}`, JOB);
  // Keys that versitygw cannot hold; AWS can.
  const prefixes = ['odd//', 'odd/./', 'odd/../'].map(
    (prefix) => `<CommonPrefixes><Prefix>${encodeURIComponent(prefix)}</Prefix></CommonPrefixes>`,
  );
  store.gateway.proxy.listing = (xml) => xml.replace('</ListBucketResult>', `${prefixes.join('')}</ListBucketResult>`);
  const server = await store.start('odd');
  const found = await jobs(server);
  expect(found.map(({ path }) => path).sort()).toEqual([...names].sort());
  for (const { key } of found) {
    await loaded(server, key);
    expect(await json(server, `/api/jobs/${key}/samples`)).toMatchObject({ total: 2 });
  }
  for (const { path, query } of store.gateway.proxy.requests)
    expect(`${path}?${decodeURIComponent(query)}`).not.toMatch(/\/\/|\/\.\.?\//);
});

test('an object that is rewritten while it is read is read anew', async () => {
  const [first, second] = ['first', 'second'].map((labels) => eventFile(run({ samples: 40_000, labels })));
  await store.gateway.put(`rewritten/run/${EVENT_FILE}`, first);
  let gets = 0;
  store.gateway.proxy.before = async ({ kind, path }) => {
    if (kind === 'get' && path.includes('rewritten') && ++gets === 3)
      await store.gateway.put(`rewritten/run/${EVENT_FILE}`, second);
  };
  const server = await store.start('rewritten');
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
    'cannot be read: the object store refuses the credentials (SignatureDoesNotMatch)',
  ],
  [
    'a stranger',
    { ...CREDENTIALS, AWS_ACCESS_KEY_ID: 'stranger' },
    'cannot be read: the object store refuses the credentials (XAdminUserNotFound)',
  ],
])('%s is refused with a sentence, and no secret is shown', async (_, environment, sentence) => {
  const server = await store.start('refused', ['--log-level', 'trace'], environment);
  expect(await faulty(server)).toContain(sentence);
  expect(server.output()).not.toContain('NodeVersionSupportWarning');
  await expectNoSecret(server, [environment.AWS_SECRET_ACCESS_KEY]);
});
