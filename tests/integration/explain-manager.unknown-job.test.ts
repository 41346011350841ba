import { mkdir, rm, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { NotStartedError } from '../../lib/manager/explain-manager';
import { makeFile } from '../support/explain-directories';
import { asked, manageWatched } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';

const NONE = [
  ['a directory that does not exist', './absent'],
  ['a directory without an event file', './empty'],
  ['a directory with summaries of another kind', './lineage'],
  ['a file', './notes.txt'],
  ['something below a file', './notes.txt/run'],
  ['a symbolic link to a job outside of the base directory', './link'],
  ['the base directory, which is no job', './'],
  ['the directory above', '..'],
  ['a job beside the base directory', '../base_sibling/run'],
  ['a way around', './run/../../base_sibling/run'],
  ['an absolute path', '/etc'],
  ['a name with a null byte', './run\0'],
  ['a name that is too long', `./${'x'.repeat(300)}`],
  ['a path that is too long', `./${'x/'.repeat(3000)}`],
];

async function started() {
  const above = await temporaryDirectory();
  const base = `${above}/base`;
  await writeJob(`${base}/run`, run({ samples: 2 }));
  await writeJob(`${above}/base_sibling/run`, run({ samples: 2 }));
  await mkdir(`${base}/empty`);
  await makeFile(base, 'lineage/events.summary.1700000000.host_lineage');
  await makeFile(base, 'notes.txt');
  await symlink(`${above}/base_sibling/run`, `${base}/link`);
  const watched = manageWatched(base);
  await watched.manager.startLoadData({ reloadInterval: 0 });
  return watched;
}

describe('a job does not exist', () => {
  test.each(NONE)('under the name of %s', async (_, path) => {
    const { manager } = await started();
    expect(await manager.getJob(path)).toBeNull();
    expect(await manager.withJob(path, async () => 'an answer')).toBeNull();
    expect(await manager.findDirectory(path)).toBeNull();
  });
});

test('requests for unknown jobs do not affect the others', async () => {
  const { manager, storage } = await started();
  const loader = await asked(manager, './run');
  for (const [, path] of NONE) await manager.getJob(path);
  expect(manager.failures.size).toBe(0);
  expect(await asked(manager, './run')).toBe(loader);
  expect(storage.count('open')).toBe(1);
  expect(storage.openFiles).toBe(1);
});

test('those who request a job before a scan has found it share a look at the disk', async () => {
  const { manager, storage } = await started();
  await writeJob(`${manager.summaryBaseDir}/new`, run({ samples: 2 }));
  const before = storage.count('list');
  const loaders = await Promise.all(Array.from({ length: 40 }, () => asked(manager, './new')));
  expect(new Set(loaders).size).toBe(1);
  expect(storage.count('list') - before).toBe(1);
  await rm(`${manager.summaryBaseDir}/new`, { recursive: true });
  expect(await manager.findDirectory('./new')).toBeNull();
});

test('requesting a job before the manager was started is an error', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 1 }));
  const { manager } = manageWatched(base);
  await expect(manager.getJob('./run')).rejects.toThrow(NotStartedError);
  await expect(manager.withJob('./run', async () => 1)).rejects.toThrow(NotStartedError);
});
