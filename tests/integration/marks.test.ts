import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { MarksThread } from '../../lib/marks/marks-thread';
import { jobAt, openMarks } from '../support/marks';
import { temporaryDirectory } from '../support/runs';
import { watchWorkers } from '../support/workers';

/* The database of marks with several processes, with one that is killed, and on its thread. */

const WRITER = fileURLToPath(new URL('../support/marks-writer.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../support/tsx.js', import.meta.url));

/** Every mark waits for the disk, and every process compiles first. */
const SLOW = { timeout: 180_000 };

/** Starts a program that marks samples; `acknowledged` are those of which it knows that they are marked. */
function writer(directory: string, mark: string, from: number, count: number) {
  const args = ['--import', TSX, WRITER, directory, mark, String(from), String(count)];
  const process: ChildProcess = spawn(globalThis.process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void process.kill('SIGKILL'));
  const acknowledged: number[] = [];
  let text = '';
  process.stdout?.on('data', (chunk: Buffer) => {
    text += chunk;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    acknowledged.push(...lines.map(Number));
  });
  return { process, acknowledged, ended: once(process, 'close') };
}

/** The samples that are marked. */
async function marked(directory: string, names: string[] | null = null): Promise<number[]> {
  const { service } = await openMarks({ directory });
  const { job } = await service.find(jobAt('./run').ref);
  const { ids } = await service.markedSamples(job?.id ?? 0, names, '');
  return [...ids].sort((a, b) => a - b);
}

test('kill −9: every mark that was acknowledged is there, and the database is intact', SLOW, async () => {
  const directory = await temporaryDirectory();
  for (let round = 0; round < 3; round++) {
    const { process, acknowledged, ended } = writer(directory, 'wrong', round * 10_000, 10_000);
    while (acknowledged.length <= 40 + 25 * round) await new Promise((resolve) => setTimeout(resolve, 10));
    process.kill('SIGKILL');
    await ended;
    const found = new Set(await marked(directory));
    expect(acknowledged.filter((id) => !found.has(id))).toEqual([]);
    // At most the one that was being written when it was killed is there without having been acknowledged.
    const ofRound = [...found].filter((id) => id >= round * 10_000);
    expect(ofRound.length - acknowledged.length).toBeLessThanOrEqual(1);
  }
  const { service } = await openMarks({ directory });
  expect(await service.marks()).toMatchObject([{ name: 'wrong' }]);
});

test('a thousand marks by two processes at once: none is lost', SLOW, async () => {
  const directory = await temporaryDirectory();
  const [a, b] = [writer(directory, 'wrong', 0, 500), writer(directory, 'check', 250, 500)];
  await Promise.all([a.ended, b.ended]);
  expect(await marked(directory, ['wrong'])).toEqual(Array.from({ length: 500 }, (_, id) => id));
  expect(await marked(directory, ['check'])).toEqual(Array.from({ length: 500 }, (_, id) => 250 + id));
});

// Root may write everywhere, so for root somebody else reads.
const READER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const canReadHere = spawnSync(process.execPath, [TSX], READER).status === 0;

test.runIf(canReadHere)('a data directory that cannot be written is read', SLOW, async () => {
  const base = await temporaryDirectory();
  const directory = join(base, 'data');
  await mkdir(directory);
  const { process, ended } = writer(directory, 'wrong', 0, 3);
  await ended;
  expect(process.exitCode).toBe(0);
  await chmod(base, 0o755);
  await chmod(directory, 0o555);
  const code = `
    import { register } from 'tsx/esm/api';
    register();
    const { SqliteDatabase } = await import('./lib/marks/sqlite.ts');
    const { MarksService } = await import('./lib/marks/marks-service.ts');
    const { localStorage } = await import('./lib/storage/local.ts');
    const service = new MarksService(new SqliteDatabase({ directory: ${JSON.stringify(directory)}, isReadOnly: false, storage: localStorage }));
    const { readOnly } = await service.state();
    const error = await service.addMark('other', 'red').catch(({ name }) => name);
    const { job } = await service.find({ path: './run', generation: 'aaaa0001', eventFile: 'events' });
    const { ids } = await service.markedSamples(job.id, null, '');
    console.log(JSON.stringify([readOnly.why, error, [...ids]]));`;
  const reader = spawn(globalThis.process.execPath, ['--input-type=module', '-e', code], {
    ...READER,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...globalThis.process.env, TMPDIR: '/tmp', HOME: '/' },
  });
  let text = '';
  for await (const chunk of reader.stdout) text += chunk;
  await chmod(directory, 0o755);
  expect(JSON.parse(text)).toEqual(['not-writable', 'MarksReadOnlyError', [0, 1, 2]]);
});

test('the thread starts again when it was lost, with everything that was acknowledged', async () => {
  const workers = watchWorkers();
  const thread = new MarksThread({ directory: await temporaryDirectory(), url: null, isReadOnly: false });
  await thread.call('addMark', 'wrong', 'red');
  await workers[0].terminate();
  expect(await thread.call('marks')).toMatchObject([{ name: 'wrong' }]);
  await thread.stop();
  await expect(thread.call('marks')).rejects.toMatchObject({ name: 'MarksLostError' });
});
