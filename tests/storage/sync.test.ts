import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Server } from '../support/browser';
import { eventFile } from '../support/event-writer';
import { EVENT_FILE, run } from '../support/runs';
import { BUCKET } from './gateway';
import { CREDENTIALS, jobs, json, TestStore, until } from './test-store';

/* `python -m salient sync`: jobs that are put into an object store while they are written. */

const store = new TestStore();

const PYTHON = process.env.SALIENT_TEST_PYTHON ?? '';
const DEMO = fileURLToPath(new URL('../../demo/digits_early', import.meta.url));
const WRITER = fileURLToPath(new URL('growing_job.py', import.meta.url));

/** A program that runs beside the test. */
interface Running {
  child: ChildProcess;
  /** Its exit status, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

function python(...args: string[]): Running {
  const environment = { SALIENT_S3_ENDPOINT: store.gateway.proxy.url, SALIENT_S3_PATH_STYLE: 'true' };
  const env = { ...process.env, ...CREDENTIALS, ...environment };
  const child = spawn(PYTHON, args, { stdio: ['pipe', 'inherit', 'inherit'], env });
  return { child, ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal))) };
}

/** A job that is being written. */
class GrowingJob {
  readonly directory = join(store.home, 'jobs/run');
  readonly #writer = python(WRITER, this.directory);
  samples = 0;

  async begin(): Promise<void> {
    await until(() => existsSync(this.directory));
  }

  /** Adds samples. */
  grow(count: number): void {
    this.#writer.child.stdin?.write('\n'.repeat(count));
    this.samples += count;
  }

  async end(): Promise<void> {
    this.#writer.child.stdin?.end();
    expect(await this.#writer.ended).toBe(0);
  }
}

const sync = (job: string, place: string, ...options: string[]) =>
  python('-m', 'salient', 'sync', job, `s3://${BUCKET}/${place}`, ...options);

/**
 * How many samples a page shows. Their pictures must be there, except maps whose events are not, unless the run is over.
 */
async function shownSamples(server: Server, key: string, isOver = false): Promise<number> {
  const page = await json(server, `/api/jobs/${key}/samples?limit=100`);
  for (const { id } of page.samples ?? []) {
    for (const picture of [`original/${id}`, `heatmap/${id}/0/0`]) {
      const answer = await fetch(`${server.url}/api/jobs/${key}/images/${picture}`);
      const { code } = answer.ok ? { code: null } : await answer.json();
      const isUnwritten = !isOver && picture.startsWith('heatmap') && code === 'unknown-picture';
      if (!isUnwritten) expect(code, picture).toBeNull();
    }
  }
  return page.total ?? 0;
}

/** The files below a directory, by path. */
async function filesOf(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => [relative(directory, path), await readFile(path, 'base64')] as const);
  return new Map(await Promise.all(files));
}

test.skipIf(!PYTHON)('what the store refuses is said in words, and never a secret', async () => {
  const secret = 'a-secret-key-that-nobody-has';
  const said = (bucket: string, changes: Record<string, string>) => {
    const environment = { SALIENT_S3_ENDPOINT: store.gateway.proxy.url, SALIENT_S3_PATH_STYLE: 'true', ...changes };
    const args = ['-m', 'salient', 'sync', DEMO, `s3://${bucket}/refused`];
    const env = { ...process.env, ...CREDENTIALS, ...environment };
    return new Promise<string>((resolve) => execFile(PYTHON, args, { env }, (_error, _out, stderr) => resolve(stderr)));
  };
  const answers = await Promise.all([
    said('no-such-bucket', {}),
    said(BUCKET, { AWS_SECRET_ACCESS_KEY: secret }),
    said(BUCKET, { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: secret }),
    said(BUCKET, { SALIENT_S3_ENDPOINT: `http://somebody:${secret}@127.0.0.1` }),
  ]);
  expect(answers).toEqual([
    expect.stringContaining('there is no bucket no-such-bucket at http://127.0.0.1'),
    expect.stringContaining('does not know the credentials (SignatureDoesNotMatch)'),
    expect.stringMatching(/does not know the credentials \((XAdminUserNotFound|InvalidAccessKeyId)\)/),
    expect.stringContaining('the endpoint is the address of a store'),
  ]);
  for (const answer of answers) expect(answer).not.toMatch(`${secret}|Traceback|Operation|list-type`);
});

test.skipIf(!PYTHON)(
  'a job that is written and synced meanwhile grows on the page, without missing pictures',
  async () => {
    const job = new GrowingJob();
    await job.begin();
    const syncer = sync(job.directory, 'synced/run', '--follow', '0.2');
    const server = await store.start('synced', ['--reload-interval', '0.3']);
    job.grow(10);
    await until(async () => (await json(server, '/api/jobs')).jobs.length === 1);
    for (let k = 0; k < 3; k++) {
      await until(async () => (await shownSamples(server, 'run')) === job.samples);
      job.grow(10);
    }
    await job.end();
    expect(await syncer.ended).toBe(0);
    await until(async () => (await json(server, '/api/jobs/run')).state === 'complete');
    expect(await shownSamples(server, 'run', true)).toBe(40);
  },
);

test.skipIf(!PYTHON)(
  'sync is killed again and again: the page misses no picture, and in the end everything is there as it was written',
  async () => {
    const { proxy, files } = store.gateway;
    const job = new GrowingJob();
    await job.begin();
    const server = await store.start('killed', ['--reload-interval', '0.3']);
    /** When it is killed: at the first of so many objects, or at the first one with events. */
    const moments: ((path: string, count: number) => boolean)[] = [
      (_, count) => count === 1,
      (_, count) => count === 9,
      (path) => path.includes('/events.'),
      (_, count) => count === 14,
      (path) => path.includes('/events.part.'),
      (path) => path.includes('/events.'),
    ];
    for (const isMoment of moments) {
      job.grow(7);
      let count = 0;
      const { child, ended } = sync(job.directory, 'killed/run', '--follow', '0.2');
      proxy.before = async ({ method, path }) => {
        if (method === 'PUT' && isMoment(path, ++count)) child.kill('SIGKILL');
      };
      expect(await ended).toBe('SIGKILL');
      proxy.before = async () => {};
      for (const { key } of await jobs(server)) await shownSamples(server, key);
    }
    await job.end();
    expect(await sync(job.directory, 'killed/run').ended).toBe(0);
    const local = await filesOf(job.directory);
    for (const name of local.keys()) if (/lock|\.part$/.test(name)) local.delete(name);
    expect(await filesOf(join(files, 'killed/run'))).toEqual(local);
    await until(async () => (await json(server, '/api/jobs/run')).state === 'complete');
    expect(await shownSamples(server, 'run', true)).toBe(job.samples);

    // Nothing is sent twice.
    proxy.requests.length = 0;
    expect(await sync(job.directory, 'killed/run').ended).toBe(0);
    expect(proxy.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  },
);

test.skipIf(!PYTHON)(
  'sync is killed while it puts a large picture and a large event file: nothing of them is seen, nothing is left, and the next one puts them whole',
  async () => {
    const { proxy, files, client } = store.gateway;
    const job = join(store.home, 'jobs/run');
    const data = '_explain_1700000000';
    const picture = `${data}/origin_images/0/0.jpg`;
    await mkdir(join(job, data, 'origin_images/0'), { recursive: true });
    await writeFile(join(job, picture), randomBytes(20_000_000));
    await writeFile(join(job, EVENT_FILE), eventFile(run({ samples: 60_000 })));
    await writeFile(join(job, data, 'manifest.json'), '{}');

    const unfinished = async () =>
      ((await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? []).map(({ Key }) => Key);
    const killedAt = async (object: string) => {
      const { child, ended } = sync(job, 'large/run');
      proxy.before = async ({ method, path, query }) => {
        if (method === 'PUT' && path.endsWith(object) && query.includes('partNumber=2')) child.kill('SIGKILL');
      };
      expect(await ended).toBe('SIGKILL');
      proxy.before = async () => {};
      expect(await unfinished()).toEqual([`large/run/${object}`]);
    };
    const there = async () => [...(await filesOf(join(files, 'large')).catch(() => new Map())).keys()];
    await killedAt(picture);
    expect(await there()).toEqual([]);
    await killedAt(picture);
    expect(await there()).toEqual([]);
    await killedAt(EVENT_FILE);
    expect(await there()).toEqual([`run/${picture}`]);
    expect(await sync(job, 'large/run').ended).toBe(0);
    expect(await filesOf(join(files, 'large/run'))).toEqual(await filesOf(job));
    expect(await unfinished()).toEqual([]);
  },
);
