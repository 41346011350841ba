import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { examplesOf } from '../support/engines';
import { copyPhotos, expected } from '../support/photos-job';
import { temporaryDirectory } from '../support/runs';

/* `salient survey --shard` and `--collect`, by the commands of docs/engines.md as they are printed there, with other paths and fewer shards. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
const DEMO_JOB = fileURLToPath(new URL('../../demo/digits_early', import.meta.url));
const MAPS = 1_244;

/** The tests start many servers, one after the other. */
const PATIENCE_MS = 240_000;

/** A home with `salient` on its PATH, and a Slurm that runs what it is given at once. */
async function home() {
  const path = await temporaryDirectory();
  await mkdir(join(path, 'bin'));
  const commands = { salient: `exec '${process.execPath}' '${COMMAND}' "$@"`, srun: 'exec "$@"' };
  for (const [name, line] of Object.entries(commands)) {
    await writeFile(join(path, 'bin', name), `#!/bin/sh\n${line}\n`);
    await chmod(join(path, 'bin', name), 0o755);
  }
  const shards = join(path, 'shards');
  const run = (script: string, variables: Record<string, string> = {}) => {
    const environment = {
      PATH: `${join(path, 'bin')}:${process.env.PATH}`,
      HOME: path,
      XDG_CACHE_HOME: join(path, 'cache'),
    };
    const text = script
      .replaceAll('/data/runs/vit', DEMO_JOB)
      .replaceAll('/data/shards', shards)
      .replaceAll('0 39', '0 2')
      .replaceAll('--of 40', '--of 3')
      .replaceAll('-P 8', '-P 2');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', text], {
      encoding: 'utf8',
      env: { ...process.env, ...environment, ...variables },
    });
    return { status, stdout, stderr };
  };
  const survey = async () => {
    const cache = join(path, 'cache', 'salient');
    const name = (await readdir(cache)).find((file) => file.endsWith('.survey'));
    return name === undefined ? null : readFile(join(cache, name));
  };
  return { path, run, survey, shards };
}

test(
  'xargs makes the survey that one process makes, byte by byte',
  async () => {
    const one = await home();
    expect(one.run(`salient survey ${DEMO_JOB}`)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`${MAPS} maps surveyed\n`),
    });
    const [example] = examplesOf('xargs');
    const many = await home();
    const { status, stdout, stderr } = many.run(example);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const shard of [0, 1, 2])
      expect(stdout).toMatch(new RegExp(`^digits_early  shard ${shard} of 3: \\d+ maps surveyed$`, 'm'));
    expect(stdout).toContain('3 shards collected\n');
    expect(stdout).toContain(`${MAPS} maps surveyed\n`);
    expect((await many.survey())?.equals((await one.survey()) as Buffer)).toBe(true);
  },
  PATIENCE_MS,
);

test(
  'a task of a Slurm array makes its shard, and collecting names those that are missing',
  async () => {
    const [script] = examplesOf('Slurm');
    expect(script).toContain('#SBATCH --array=0-39\n');
    const { run, shards } = await home();
    expect(run(script, { SLURM_ARRAY_TASK_ID: '1' })).toMatchObject({ status: 0, stderr: '' });
    expect(run(script, { SLURM_ARRAY_TASK_ID: '1' }).stdout).toContain('shard 1 of 3: was there\n');
    expect(await readdir(shards)).toHaveLength(1);
    const collected = run(`salient survey ${DEMO_JOB} --collect ${shards}`);
    expect(collected).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/Shards 0, 2 of 3 are missing\. Make each of them with salient survey /),
    });
    expect(run(script, { SLURM_ARRAY_TASK_ID: '3' })).toMatchObject({
      status: 2,
      stderr: 'salient: With --of 3, --shard must be an integer from 0 to 2, not "3".\n',
    });
  },
  PATIENCE_MS,
);

test(
  'a job that is being written has no shards',
  async () => {
    const { path, run, shards } = await home();
    await copyPhotos(path);
    const data = join(path, 'photos', '_explain_1763800000');
    await rm(join(data, 'manifest.json'));
    expect(run(`salient survey ${path} --shard 0 --of 1 --out ${shards}`)).toMatchObject({
      status: 1,
      stderr: 'salient: photos: The job is still being written: shards of it would not fit together.\n',
    });
    await writeFile(join(data, 'manifest.json'), '{}');
    expect(run(`salient survey ${path} --shard 0 --of 1 --out ${shards}`)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`shard 0 of 1: ${expected.maps} maps surveyed\n`),
    });
  },
  PATIENCE_MS,
);

test(
  'a place that cannot be written is said',
  async () => {
    const { path, run } = await home();
    await writeFile(join(path, 'file'), '');
    expect(run(`salient survey ${DEMO_JOB} --shard 0 --of 3 --out ${path}/file`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('file could not be written.\n'),
    });
  },
  PATIENCE_MS,
);

test(
  'the variable that a service named salient sets in Kubernetes is not taken for a port',
  async () => {
    const { run, shards } = await home();
    const command = `salient survey ${DEMO_JOB} --shard 0 --of 40 --out ${shards}`;
    expect(run(command, { SALIENT_PORT: 'tcp://10.0.0.1:80' })).toMatchObject({ status: 0, stderr: '' });
  },
  PATIENCE_MS,
);
