import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORT_END, SAMPLE_END } from '../../lib/api/report';
import { copyDemo } from '../support/browser-insight';

/* `salient report`, from the command line. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'salient-report-test-'));
  for (const job of ['photos', 'digits_early', 'digits_late']) await copyDemo(home, job);
});
afterAll(() => rm(home, { recursive: true, force: true }));

function report(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const kept = ['--cache-dir', join(home, 'cache'), '--data-dir', join(home, 'data')];
  const child = spawn(process.execPath, [
    COMMAND,
    'report',
    ...args,
    ...(args.length > 1 && existsSync(args[0]) ? kept : []),
  ]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once('exit', (status) => resolve({ status, stdout, stderr })));
}

const at = (name: string) => join(home, name);

test('a job becomes a file, once its maps are surveyed', async () => {
  const filter = ['--filter', 'type=TP', '--filter', 'label=gibbon', '--explainers', 'RISE,Gradient'];
  const done = await report(at('photos'), ...filter, '--title', 'Gibbons', '--out', at('gibbons.html'));
  expect(done).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/gibbons\.html: 1 samples, \d\.\d MB/),
    stderr: '',
  });
  const html = await readFile(at('gibbons.html'), 'utf8');
  expect(html).toContain('<h1 dir="auto">Gibbons</h1>');
  expect(html.split(SAMPLE_END)).toHaveLength(2);
  expect(html.trimEnd().endsWith(REPORT_END)).toBe(true);
  expect([...html.matchAll(/alt="Saliency map of (\w+) for gibbon/g)].map(([, name]) => name)).toEqual([
    'RISE',
    'Gradient',
  ]);
  expect(html).not.toContain('Not final');
  expect(existsSync(at('gibbons.html.part'))).toBe(false);
  // Marks are only read.
  expect(existsSync(at('data'))).toBe(false);
});

test('two jobs become one', async () => {
  const args = ['--compare', at('digits_late'), '--filter', 'only=fixed', '--samples', '3', '--language', 'zh'];
  const done = await report(at('digits_early'), ...args, '--out', at('change.html'));
  expect(done).toMatchObject({ status: 0, stderr: '' });
  const html = await readFile(at('change.html'), 'utf8');
  expect(html).toContain('从 digits_early 到 digits_late');
  expect(html.split(SAMPLE_END)).toHaveLength(4);
  expect(html).toContain('+0.394');
});

describe('what is wrong is said with status 2', () => {
  test.each([
    [['nowhere'], 'The directory nowhere does not exist.'],
    [['.', '--nonsense'], 'nonsense'],
    [['.', '--out', 'no/such/directory.html'], 'The directory no/such does not exist.'],
    [['.', 'other'], 'Name one job'],
    [[], 'Usage: salient report JOB'],
  ])('%j', async (args, sentence) => {
    const { status, stdout, stderr } = await report(...args);
    expect(status).toBe(2);
    expect(stdout + stderr).toContain(sentence);
  });

  test('of a directory with several jobs, with their names', async () => {
    const done = await report(home, '--out', at('none.html'));
    expect(done).toMatchObject({ status: 2, stderr: expect.stringContaining('digits_early, digits_late, photos') });
    expect(existsSync(at('none.html'))).toBe(false);
  });

  test('of a filter, and the file that was there stays', async () => {
    await writeFile(at('kept.html'), 'kept');
    const wrong = await report(at('photos'), '--no-wait', '--filter', 'minConfidence=much', '--out', at('kept.html'));
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('minConfidence is "much"') });
    expect(await readFile(at('kept.html'), 'utf8')).toBe('kept');
  });
});

test('--help explains the options', async () => {
  const done = await report('--help');
  expect(done.status).toBe(0);
  for (const option of ['--out', '--filter', '--compare', '--no-wait']) expect(done.stdout).toContain(option);
});
