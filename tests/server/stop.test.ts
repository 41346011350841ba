import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';
import { EVENT_FILE } from '../support/browser-jobs';
import { eventFile } from '../support/event-writer';
import { until } from '../support/until';

/* SIGTERM ends the server within three seconds, whatever it is doing. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const STOP = new URL('../../bin/stop.js', import.meta.url).href;
const LIMIT_MS = 3_000;

/** A process that stops as the server does, and is busy with `work`; killed when the test is over. */
async function busyProcess(work: string, onTestFinished: (end: () => void) => void): Promise<ChildProcess> {
  const program = `
    const { createServer } = await import('node:http');
    const { stopOnSignals } = await import('${STOP}');
    const server = createServer((request, response) => { if (request.url === '/answered') response.end(); });
    server.listen(0, '127.0.0.1', async () => {
      stopOnSignals(server);
      ${work}
      console.log(server.address().port);
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/** How a process ends after a signal, and after how many milliseconds. */
async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') {
  const began = performance.now();
  child.kill(signal);
  const [code, killedBy] = await once(child, 'exit');
  return { how: killedBy ?? code, ms: performance.now() - began };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends a server that has nothing to do at once, with 0', async (signal) => {
  const child = await busyProcess('', () => {});
  const { how, ms } = await ended(child, signal);
  expect(how).toBe(0);
  expect(ms).toBeLessThan(LIMIT_MS);
});

test('a server that was started by a program ends with its input, however that program ends', async () => {
  const code =
    "import('node:child_process').then(({ spawn }) => { const s = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'inherit', 'inherit'] }); console.log('pid', s.pid); })";
  const args = [fileURLToPath(new URL('../../bin/salient.js', import.meta.url)), FIXTURES, '--port', '0', '--no-token'];
  const starter = spawn(process.execPath, ['-e', code, ...args, '--stop-with-input'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  starter.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await until(() => /at http/.test(output) && /pid \d+/.test(output));
  const url = /at (http:\S+)/.exec(output)?.[1] ?? '';
  expect((await fetch(`${url}api/health/live`)).status).toBe(200);
  starter.kill('SIGKILL');
  const isGone = () =>
    fetch(`${url}api/health/live`).then(
      () => false,
      () => true,
    );
  await until(isGone);
});

test.for([
  [
    'a request that is not answered',
    "(await import('node:http')).get({ port: server.address().port, path: '/never' });",
    0,
  ],
  [
    'a worker that never comes to rest',
    "new (await import('node:worker_threads')).Worker('for (;;);', { eval: true });",
    0,
  ],
  // The threads of libuv, which decode pictures and read files, cannot be broken off.
  [
    'threads that decode or read for a minute',
    "const { pbkdf2 } = await import('node:crypto'); for (let i = 0; i < 4; i++) pbkdf2('', '', 5e7, 64, 'sha512', () => {});",
    'SIGKILL',
  ],
] as const)('SIGTERM ends a server with %s', async ([, work, expected], { onTestFinished }) => {
  const child = await busyProcess(work, onTestFinished);
  const { how, ms } = await ended(child);
  expect(how).toBe(expected);
  expect(ms).toBeLessThan(LIMIT_MS);
});

test('the temporary files of a server that is killed are removed', async ({ onTestFinished }) => {
  const work = `
    const { mkdirSync } = await import('node:fs');
    mkdirSync('${tmpdir()}/salient-' + process.pid + '-test/survey', { recursive: true });
    const { pbkdf2 } = await import('node:crypto');
    for (let i = 0; i < 4; i++) pbkdf2('', '', 5e7, 64, 'sha512', () => {});`;
  const child = await busyProcess(work, onTestFinished);
  const own = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(`salient-${child.pid}-`));
  expect(await own()).toHaveLength(1);
  expect((await ended(child)).how).toBe('SIGKILL');
  await until(async () => (await own()).length === 0);
});

/** Asks again and again for a page, as an open browser does; never reads what it gets. */
function askAndNeverRead({ url }: Server) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => {
    socket.pause();
    for (let time = 0; time < 20; time++)
      socket.write('GET /jobs/plain~job/saliency HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
  socket.on('error', () => {});
  return socket;
}

/** Resolves when a process of our own has ended. */
async function gone(pid: number): Promise<void> {
  try {
    for (;;) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } catch {}
}

test('SIGTERM ends the real server while clients ask for pages and do not read them', async () => {
  const server = await serve(FIXTURES);
  const sockets = Array.from({ length: 10 }, () => askAndNeverRead(server));
  expect((await fetch(`${server.url}/api/health/live`)).status).toBe(200);
  const began = performance.now();
  process.kill(server.pid, 'SIGTERM');
  await gone(server.pid);
  expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  for (const socket of sockets) socket.destroy();
});

test('SIGTERM ends the real server while large pictures are decoded', async ({ onTestFinished }) => {
  const base = await mkdtemp(join(tmpdir(), 'salient-stop-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  await mkdir(join(base, 'job'));
  const create = { width: 7_500, height: 7_500, channels: 3, background: '#777' } as const;
  await writeFile(
    join(base, 'job/a.png'),
    await sharp({ create, limitInputPixels: false })
      .toColourspace('b-w')
      .png({ progressive: true, compressionLevel: 1 })
      .toBuffer(),
  );
  const samples = Array.from({ length: 10 }, (_, sampleId) => ({ sampleId, imagePath: 'a.png' }));
  const metadata = { labels: ['cat'], explainers: ['GradCAM'], metrics: [] };
  await writeFile(join(base, 'job', EVENT_FILE), eventFile([{ metadata }, ...samples]));
  const server = await serve(base);
  await until(async () => (await (await fetch(`${server.url}/api/jobs/job`)).json()).samples === samples.length);
  let answered = 0;
  const asked = samples.map(async ({ sampleId }) => {
    await fetch(`${server.url}/api/jobs/job/images/thumbnail/${sampleId}?v=1`);
    answered++;
  });
  const settled = Promise.allSettled(asked);
  await Promise.race(asked); // so the next ones are being decoded
  expect(answered).toBeLessThan(samples.length);
  const began = performance.now();
  process.kill(server.pid, 'SIGTERM');
  await gone(server.pid);
  expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  await settled;
});
