/*
 * How fast jobs in an object store are read and shown, against the same jobs on the local disk in the same run. The store is versitygw behind a
 * proxy whose answers take 20 ms longer. Needs `npm run build` and Go.
 *
 *     npm run bench:storage -- --delay 20
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecordReader } from '../lib/record/record-reader';
import { ACCESS_KEY, BUCKET, SECRET, startGateway } from '../tests/storage/gateway';
import { versitygw } from '../tests/storage/versitygw.js';
import { type Server, serve } from '../tests/support/browser';
import { generatedJob } from './generate';
import { option, printGoals, printTable } from './measure';
import type { Reading } from './storage-reader';

const DELAY_MS = option('delay', 20);
/** Parts of a job that was written with short ones. */
const PARTS = 200;
/** What a growing job gets at its end, bytes. */
const GROWTH_BYTES = 2 ** 20;
const DEMO = fileURLToPath(new URL('../demo', import.meta.url));
const READER = fileURLToPath(new URL('storage-reader.ts', import.meta.url));

process.env.SALIENT_VERSITYGW = versitygw() ?? '';
if (process.env.SALIENT_VERSITYGW === '') throw new Error('There is no Go that could build versitygw.');

const { base, path, size } = generatedJob(100_000, false);
const whole = readFileSync(path);
const home = mkdtempSync(join(tmpdir(), 'salient-bench-storage-'));
const gateway = await startGateway();
const { proxy } = gateway;
const environment = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET };

/** What a process of its own measures on the jobs below a base. */
async function reading(dir: string): Promise<Reading> {
  const env = {
    ...process.env,
    ...environment,
    SALIENT_DIR: dir,
    SALIENT_S3_ENDPOINT: proxy.url,
    SALIENT_S3_PATH_STYLE: 'true',
  };
  const reader = spawn(process.execPath, ['--import', './tests/support/tsx.js', READER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let output = '';
  for await (const chunk of reader.stdout) output += chunk;
  return JSON.parse(output);
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, whose shapes tests check
async function json(server: Server, address: string): Promise<any> {
  const response = await fetch(`${server.url}/api/${address}`);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function readBytes(server: Server): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^salient_store_read_bytes (\S+)$/m.exec(metrics)?.[1]);
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

async function untilRead(server: Server, bytes: number): Promise<void> {
  while ((await json(server, 'jobs/job')).progress.read < bytes)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A server of a base in which the jobs appear after its first scan, so that nothing of them is known when they are asked for. */
async function shown(dir: string, flags: readonly string[], appear: () => Promise<void>) {
  const server = await serve(dir, ['--reload-interval', '0', ...flags], { environment });
  while ((await json(server, 'jobs')).isLooking) await new Promise((resolve) => setTimeout(resolve, 10));
  await appear();
  proxy.counts();
  let start = performance.now();
  const page = () => json(server, 'jobs/job/samples?limit=50&sort=confidence');
  const firstPage = await timed(page);
  await untilRead(server, (await json(server, 'jobs/job')).progress.total);
  const opened = performance.now() - start;
  await page();
  const cold = proxy.counts();
  await page();
  const warm = proxy.counts();
  const [{ id }] = (await json(server, 'jobs/photos/samples?limit=1')).samples;
  proxy.counts();
  start = performance.now();
  const picture = async () => (await fetch(`${server.url}/api/jobs/photos/images/original/${id}`)).arrayBuffer();
  const pictureMs = await timed(picture);
  const pictureRequests = proxy.counts();
  await picture();
  return { server, firstPage, opened, cold, warm, pictureMs, pictureRequests, pictureAgain: proxy.counts() };
}

/** The records of the job, spread over many parts, in a directory. */
function jobOfParts(): string {
  const dir = join(home, 'parts');
  mkdirSync(join(dir, 'job'), { recursive: true });
  const [, time] = /summary\.(\d+)/.exec(basename(path)) ?? [];
  const records = new RecordReader(whole);
  for (let part = 0, start = 0; part < PARTS; part++, start = records.offset) {
    while (records.offset < (size * (part + 1)) / PARTS) records.next();
    const name = part === 0 ? basename(path) : `events.part.${time}.0000.${String(part).padStart(6, '0')}`;
    writeFileSync(join(dir, 'job', name), whole.subarray(start, records.offset));
  }
  return dir;
}

/** A job that grows by a megabyte: what is requested for it. */
async function growth() {
  const records = new RecordReader(whole);
  while (records.offset < size - GROWTH_BYTES) records.next();
  await gateway.put(`growing/job/${basename(path)}`, whole.subarray(0, records.offset));
  const flags = ['--s3-endpoint', proxy.url, '--s3-path-style', '--cache-dir', join(home, 'growing')];
  const server = await serve(`s3://${BUCKET}/growing`, ['--reload-interval', '1', ...flags], { environment });
  await json(server, 'jobs/job/samples?limit=1');
  await untilRead(server, records.offset);
  const before = await readBytes(server);
  proxy.counts();
  await gateway.put(`growing/job/${basename(path)}`, whole);
  await untilRead(server, size);
  const bytes = (await readBytes(server)) - before;
  const { get } = proxy.counts();
  await server.stop();
  return { ratio: bytes / (size - records.offset), get };
}

await gateway.putDirectory(`${base}/job`, 'large/job');
const split = jobOfParts();
await gateway.putDirectory(`${split}/job`, 'parts/job');
proxy.delay = DELAY_MS;
const local = await reading(base);
const remote = await reading(`s3://${BUCKET}/large`);
const localParts = await reading(split);
const remoteParts = await reading(`s3://${BUCKET}/parts`);

const disk = join(home, 'disk');
mkdirSync(disk);
const localPages = await shown(disk, [], async () => {
  cpSync(`${base}/job`, `${disk}/job`, { recursive: true });
  cpSync(`${DEMO}/photos`, `${disk}/photos`, { recursive: true });
});
await localPages.server.stop();
const store = [
  '--s3-endpoint',
  proxy.url,
  '--s3-path-style',
  '--cache-size',
  '1024',
  '--cache-dir',
  join(home, 'cache'),
];
const remotePages = await shown(`s3://${BUCKET}/shown`, store, async () => {
  await gateway.putDirectory(`${base}/job`, 'shown/job');
  await gateway.putDirectory(`${DEMO}/photos`, 'shown/photos');
});
await remotePages.server.stop();
const grown = await growth();
await gateway.stop();
rmSync(home, { recursive: true, force: true });

const speed = (ms: number) => size / 1e3 / ms;
console.log(
  `\nAn event file of ${(size / 1e6).toFixed(0)} MB, 100,000 samples; answers of the store take ${DELAY_MS} ms longer\n`,
);
const row = (what: string, { alone, index }: Reading) => [
  what,
  ...[alone, index].flatMap(({ ms, cpu }) => [ms.toFixed(0), speed(ms).toFixed(0), cpu.toFixed(0)]),
];
printTable(
  ['', 'alone ms', 'MB/s', 'processor ms', 'index ms', 'MB/s', 'processor ms'],
  [row('local disk', local), row('store', remote)],
);
const ms = { unit: 'ms' };
const kept = printGoals(`object storage, ${DELAY_MS} ms`, [
  {
    what: 'whole index, of reading alone from the store',
    value: (100 * remote.alone.ms) / remote.index.ms,
    unit: '%',
    goal: 80,
    atLeast: true,
  },
  { what: 'whole index', value: speed(remote.index.ms), unit: 'MB/s', goal: 100, atLeast: true },
  { what: 'whole index, of that from the local disk', value: (100 * local.index.ms) / remote.index.ms, unit: '%' },
  { what: `whole index of the same in ${PARTS} parts`, value: remoteParts.index.ms, ...ms, goal: 3000 },
  { what: 'the same from the local disk', value: localParts.index.ms, ...ms },
  { what: 'first page of a job nobody has opened', value: remotePages.firstPage, ...ms, goal: 2000 },
  { what: 'the same from the local disk', value: localPages.firstPage, ...ms },
  { what: 'until all of it is read', value: remotePages.opened, ...ms },
  { what: 'the same from the local disk', value: localPages.opened, ...ms },
  { what: 'GET and HEAD until then', value: remotePages.cold.get + remotePages.cold.head, unit: '', goal: 40 },
  { what: 'requests of the page again', value: remotePages.warm.get + remotePages.warm.head, unit: '', goal: 0 },
  { what: 'a picture nobody has seen', value: remotePages.pictureMs, ...ms },
  { what: 'the same from the local disk', value: localPages.pictureMs, ...ms },
  {
    what: 'its requests',
    value: remotePages.pictureRequests.get + remotePages.pictureRequests.head,
    unit: '',
    goal: 2,
  },
  {
    what: 'its requests again',
    value: remotePages.pictureAgain.get + remotePages.pictureAgain.head,
    unit: '',
    goal: 0,
  },
  { what: 'bytes that are read of a growing job, of what is new', value: 100 * grown.ratio, unit: '%', goal: 110 },
  { what: 'GET for it', value: grown.get, unit: '', goal: 6 },
]);
process.exitCode = kept ? 0 : 1;
