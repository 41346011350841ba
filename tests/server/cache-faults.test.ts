import { chmod, mkdir, mkdtemp, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';
import { run, writeJob } from '../support/runs';
import { until } from '../support/until';

/*
 * Failures of the index cache must not affect users: jobs are served anyway, the log
 * reports once the cause and the time of the next attempt, no partial file is left, and the index is written soon after recovery.
 */

const RELOAD_MS = 500;
const SAMPLES = 5_000;
const PRELOAD = fileURLToPath(new URL('../faults/faulty-fs.js', import.meta.url));

let home: string;
let cache: string;
const inject = (rules: { call: string; path: string; code: string }[]) =>
  writeFile(join(home, 'plan.json'), JSON.stringify({ rules }));

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'salient-cache-')));
  await writeJob(join(home, 'base/run'), run({ samples: SAMPLES }));
});
afterAll(() => rm(home, { recursive: true, force: true }));
beforeEach(async () => {
  cache = join(home, 'cache');
  await inject([]);
  await rm(cache, { recursive: true, force: true });
});

const indexes = () => readdir(cache).catch(() => []);
const isKept = async () => {
  const names = await indexes();
  return names.length === 1 && names[0].endsWith('.index');
};

/** Runs `use` with a server that has an index cache and an accessible log; stops it afterwards. */
async function withServer(use: (server: Server, complaints: () => string[]) => Promise<void>): Promise<void> {
  const environment = { NODE_OPTIONS: `--import=${PRELOAD}`, SALIENT_FAULTS: join(home, 'plan.json') };
  const flags = ['--reload-interval', String(RELOAD_MS / 1000), '--cache-dir', cache, '--cache-size', '64'];
  const server = await serve(join(home, 'base'), flags, { environment });
  const complaints = () => {
    const lines = server.output().split('\n');
    return lines.filter((line) => line.includes('index cache')).map((line) => JSON.parse(line).msg);
  };
  try {
    await use(server, complaints);
  } finally {
    await server.stop();
  }
}

async function isServed({ url }: Server): Promise<void> {
  await until(async () => (await (await fetch(`${url}/api/jobs/run/samples`)).json()).total === SAMPLES);
}

const intervals = (count: number) => new Promise((resolve) => setTimeout(resolve, count * RELOAD_MS));

const REFUSALS: [what: string, code: string, cause: string][] = [
  ['is full', 'ENOSPC', 'could not be written: the disk is full (ENOSPC).'],
  ['has no room for this user', 'EDQUOT', 'could not be written: the disk is full (EDQUOT).'],
  ['may not be written', 'EACCES', 'could not be written (EACCES).'],
  ['may only be read', 'EROFS', 'could not be written (EROFS).'],
  ['fails', 'EIO', 'could not be written (EIO).'],
];

test.each(REFUSALS)('a disk that %s', async (_, code, cause) => {
  await mkdir(cache);
  await inject([{ call: 'write', path: `${cache}/`, code }]);
  await withServer(async (server, complaints) => {
    await isServed(server);
    await until(() => complaints().length > 0);
    await intervals(4);
    const [complaint, ...more] = complaints();
    expect(more).toEqual([]);
    expect(complaint).toContain(`The index cache in ${cache} cannot be used: ${cache}`);
    expect(complaint).toContain(`${cause} Jobs are read without it. Salient retries every 0.5 s.`);
    expect(await indexes()).toEqual([]);

    await inject([]);
    const began = performance.now();
    await until(isKept);
    expect(performance.now() - began).toBeLessThan(2 * RELOAD_MS + 1_000);
    await isServed(server);
  });
});

test('a file in place of the directory, until it is removed', async () => {
  await writeFile(cache, 'a file');
  await withServer(async (server, complaints) => {
    await isServed(server);
    await until(() => complaints().length > 0);
    await intervals(3);
    expect(complaints()).toEqual([expect.stringContaining(`${cache} is not a directory`)]);
    await rm(cache);
    await until(isKept);
  });
});

test('a directory deleted while the server runs is created again for the next index', async () => {
  await withServer(async (server, complaints) => {
    await isServed(server);
    await until(isKept);
    await rm(cache, { recursive: true });
    await writeJob(join(home, 'base/other'), run({ samples: SAMPLES + 1 }));
    await until(isKept);
    await isServed(server);
    expect(complaints()).toEqual([]);
    await rm(join(home, 'base/other'), { recursive: true });
  });
});

test('a foreign file in place of an index is not trusted and is replaced', async () => {
  await withServer(async (server) => {
    await isServed(server);
    await until(isKept);
  });
  const [name] = await indexes();
  await rename(join(cache, name), join(cache, 'moved'));
  await mkdir(join(cache, name)); // a directory
  await withServer(async (server, complaints) => {
    await isServed(server);
    await until(() => complaints().length > 0);
    expect(complaints().join()).toContain(name);
    await rm(join(cache, name), { recursive: true });
    await rm(join(cache, 'moved'));
    await until(isKept);
  });
  await chmod(join(cache, name), 0);
  await withServer(isServed);
});
