import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCESS_KEY, BUCKET, type Gateway, SECRET, startGateway } from './gateway';

/* Shards of a survey in a real object store; the job is in it, too, or on the disk. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
const DEMO_JOB = fileURLToPath(new URL('../../demo/digits_early', import.meta.url));

let gateway: Gateway;
let home: string;

beforeAll(async () => {
  gateway = await startGateway();
  home = await mkdtemp(join(tmpdir(), 'salient-shards-'));
  await gateway.putDirectory(DEMO_JOB, 'jobs/digits');
});
afterAll(async () => {
  await gateway.stop();
  await rm(home, { recursive: true, force: true });
});

/** Runs `salient survey` until it ends. It is not waited for on this thread, because the proxy is on it. */
async function survey(job: string, cache: string, args: readonly string[], variables: Record<string, string> = {}) {
  const store = ['--s3-endpoint', gateway.proxy.url, '--s3-path-style', '--cache-dir', join(home, cache)];
  const command = spawn(process.execPath, [COMMAND, 'survey', job, ...store, ...args], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET, ...variables },
  });
  let said = '';
  for (const stream of [command.stdout, command.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  const status = await new Promise((resolve) => command.once('close', resolve));
  return { status, said };
}

async function surveyIn(cache: string): Promise<Buffer> {
  const name = (await readdir(join(home, cache))).find((file) => file.endsWith('.survey')) ?? '';
  return readFile(join(home, cache, name));
}

test('shards in a store that is slow and busy make the survey that is made at once', async () => {
  expect(await survey(DEMO_JOB, 'once', [])).toMatchObject({ status: 0 });
  Object.assign(gateway.proxy, { delay: 5, refused: 0.1 });
  const out = ['--of', '2', '--out', `s3://${BUCKET}/shards`];
  const inStore = `s3://${BUCKET}/jobs/digits`;
  expect(await survey(inStore, 'first', ['--shard', '1', ...out])).toMatchObject({ status: 0 });
  expect(await survey(inStore, 'first', ['--shard', '1', ...out])).toEqual({
    status: 0,
    said: expect.stringContaining('shard 1 of 2: was there'),
  });
  expect(await survey(inStore, 'other', ['--collect', `s3://${BUCKET}/shards`])).toEqual({
    status: 1,
    said: expect.stringContaining('Shard 0 of 2 is missing.'),
  });
  // The same records on the disk are the same job.
  expect(await survey(DEMO_JOB, 'second', ['--shard', '0', ...out])).toMatchObject({ status: 0 });
  expect(await survey(inStore, 'other', ['--collect', `s3://${BUCKET}/shards`])).toMatchObject({ status: 0 });
  expect((await surveyIn('other')).equals(await surveyIn('once'))).toBe(true);
  gateway.proxy.reset();
});

test('a store that refuses a shard says so, without the secret', async () => {
  const { status, said } = await survey(
    DEMO_JOB,
    'refused',
    ['--shard', '0', '--of', '9', '--out', `s3://${BUCKET}/no`],
    {
      AWS_SECRET_ACCESS_KEY: 'wrong-secret-that-is-not-shown',
    },
  );
  expect(status).toBe(1);
  expect(said).toContain('SignatureDoesNotMatch');
  expect(said).not.toContain('wrong-secret');
});
