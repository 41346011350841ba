import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EVENT_FILE } from '../support/browser-jobs';
import { eventFile } from '../support/event-writer';
import { serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Whatever jobs and directories are called, nothing that controls a terminal is printed. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
const NAME = 'a\u001b[31m\u009b2J\u202egpj\u0085\u0007';
const SAFE = 'a\\u001b[31m\\u009b2J\\u202egpj\\u0085\\u0007';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

test('names of jobs in the log', async () => {
  const server = await serveJobs(
    async (base) => {
      await mkdir(join(base, NAME), { recursive: true });
      await writeFile(join(base, NAME, EVENT_FILE), eventFile([{ sampleId: 0, imagePath: 'a.png' }]));
    },
    ['--log-level', 'debug'],
  );
  try {
    await server.get(`/api/jobs/${encodeURIComponent(NAME)}`);
    await server.get(`/jobs/${encodeURIComponent(NAME)}/saliency`);
    await until(() => server.output().includes('/saliency'));
    expect(server.output()).not.toMatch(CONTROLS);
  } finally {
    await server.stop();
  }
  expect(server.output()).not.toMatch(CONTROLS);
});

test.each([
  ['an unknown option', [`--${NAME}`]],
  ['the value of an option', ['.', '--memory', NAME]],
  ['a directory that does not exist', [`/nowhere/${NAME}`]],
  ['several directories', [NAME, `${NAME}\n`]],
])('a complaint about %s', (_, args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(CONTROLS);
  expect(stderr).toContain(SAFE);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('what other parts of the server print', () => {
  const program = `
    import('${new URL('../../lib/printable.js', import.meta.url)}').then(({ printOnlyPrintable }) => {
      printOnlyPrintable();
      process.stdout.write(Buffer.from(process.argv[1] + '\\n'));
      console.error(process.argv[1]);
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, NAME], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual([`${SAFE}\n`, `${SAFE}\n`]);
});

test('a server goes on when nobody reads what it prints any more', async () => {
  const base = await mkdtemp(join(tmpdir(), 'salient-unread-'));
  const flags = [base, '--port', '0', '--no-token', '--log-level', 'debug', '--cache-size', '0', '--data-dir', base];
  const server = spawn(process.execPath, [COMMAND, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const [printed] = await once(server.stdout, 'data');
    const url = /http:\S+/.exec(String(printed))?.[0] ?? '';
    server.stdout.destroy();
    server.stderr.destroy();
    for (let i = 0; i < 3; i++) {
      const answer = await fetch(`${url}api/jobs`, { signal: AbortSignal.timeout(10_000) });
      expect(answer.status).toBe(200);
    }
  } finally {
    server.kill('SIGKILL');
    await rm(base, { recursive: true, force: true });
  }
});
