import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/* `salient marks export` and `import`, from the command line. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));

function marks(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'marks', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'salient-marks-test-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const LINES = [
  { kind: 'salient-marks', version: 1 },
  { kind: 'mark', name: 'wrong', colour: 'red' },
  {
    kind: 'marked',
    job: { path: './run', generation: 'aaaa0001', eventFile: 'events' },
    sample: 7,
    picture: '0000002a',
    mark: 'wrong',
    time: '2026-11-29T10:00:00.000Z',
  },
];

test('an import is exported again', async () => {
  const [file, out, data] = ['in.jsonl', 'out.jsonl', 'data'].map((name) => join(home, name));
  await writeFile(file, `${LINES.map((line) => JSON.stringify(line)).join('\n')}\n`);
  expect(marks('import', file, '--data-dir', data)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('1 mark on samples'),
  });
  expect(marks('export', '--data-dir', data, '--out', out).status).toBe(0);
  const lines = (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of LINES) expect(lines).toContainEqual(line);
});

test('what is wrong is said', async () => {
  const file = join(home, 'wrong.jsonl');
  await writeFile(file, 'nonsense\n');
  expect(marks('import', file, '--data-dir', join(home, 'other'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Line 1'),
  });
  expect(marks('import', join(home, 'none'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('is not a file'),
  });
  expect(marks('exports').status).toBe(2);
  expect(marks('export', '--nothing').status).toBe(2);
  expect(marks('--help').stdout).toContain('salient marks export');
});
