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

const survey = (job: string, cache: string, args: readonly string[], variables: Record<string, string> = {}) =>
  run(['survey', job], cache, args, variables);

/** Runs a command until it ends. It is not waited for on this thread, because the proxy is on it. */
async function run(
  name: readonly string[],
  cache: string,
  args: readonly string[],
  variables: Record<string, string> = {},
) {
  const store = { SALIENT_S3_ENDPOINT: gateway.proxy.url, SALIENT_S3_PATH_STYLE: 'true' };
  const command = spawn(process.execPath, [COMMAND, ...name, '--cache-dir', join(home, cache), ...args], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET, ...store, ...variables },
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

test.each([
  ['a survey', ['survey']],
  ['a table', ['export', '--table', 'samples', '--out', 'samples.csv']],
  ['a report', ['report', '--out', 'report.html']],
])('%s of jobs that cannot be read fails, and says why', async (_, [name, ...args]) => {
  const job = `s3://${BUCKET}/jobs/digits`;
  const out = args.map((arg) => (arg.includes('.') ? join(home, arg) : arg));
  gateway.proxy.refusal = () => ({ status: 403, code: 'AccessDenied' });
  expect(await run([name, job], name, out)).toEqual({ status: 1, said: expect.stringContaining('(AccessDenied)') });
  gateway.proxy.refusal = ({ kind }) => (kind === 'list' ? null : { status: 501, code: 'NotImplemented' });
  const { status, said } = await run([name, job], name, out);
  expect({ status, said }).toEqual({ status: 1, said: expect.stringContaining('cannot be read now') });
  gateway.proxy.reset();
});

test('a survey of several directories fails where one cannot be looked through, after the others', async () => {
  gateway.proxy.refusal = () => ({ status: 403, code: 'AccessDenied' });
  const { status, said } = await run(['survey', DEMO_JOB, `s3://${BUCKET}/jobs`], 'several', []);
  expect(status).toBe(1);
  expect(said).toContain('(AccessDenied)');
  expect(said).toContain('1244 maps surveyed');
  gateway.proxy.reset();
});
