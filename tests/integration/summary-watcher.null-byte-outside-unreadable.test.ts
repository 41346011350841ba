import { mkdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { StorageError, type StorageFault } from '../../lib/storage/storage';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';
import { makeExplainDirectory, makeFile, newWatcher } from '../support/explain-directories';
import { EVENT_FILE, temporaryDirectory, writeJob } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

const pathsOf = async (watcher: SummaryWatcher, base: string) => {
  const { directories } = await watcher.listExplainDirectories(base);
  return directories.map(({ relativePath }) => relativePath).sort();
};

describe('a null byte', () => {
  test('in the path of a job means that there is no such job', async () => {
    const base = await temporaryDirectory();
    await makeExplainDirectory(base, 'run');
    for (const path of ['./run\0', '\0', './run\0/..', 'r\0un']) {
      expect(await newWatcher().isSummaryDirectory(base, path), JSON.stringify(path)).toBe(false);
    }
  });

  test('in the base directory is an invalid file name', async () => {
    const listing = newWatcher().listExplainDirectories('/tmp/a\0b');
    await expect(listing).rejects.toMatchObject({ name: 'StorageError', fault: 'bad-name' });
    expect(await newWatcher().isSummaryDirectory('/tmp/a\0b', './')).toBe(false);
  });
});

describe('a path outside the base directory', () => {
  test('is not a job, even if one exists there', async () => {
    const above = await temporaryDirectory();
    await makeExplainDirectory(above, 'base/run');
    await makeExplainDirectory(above, 'base_sibling/run');
    await makeExplainDirectory(above, '.');
    const base = `${above}/base`;
    const outside = ['..', '../', '../base_sibling/run', './run/../../base_sibling/run', `${above}/base_sibling/run`];
    for (const path of [...outside, './run/..', '/', `${base}/run`]) {
      expect(await newWatcher().isSummaryDirectory(base, path), path).toBe(false);
    }
    expect(await newWatcher().isSummaryDirectory(base, './run')).toBe(true);
  });
});

describe('a path that is not an explain directory', () => {
  test('is reported as such, without an error', async () => {
    const base = await temporaryDirectory();
    await makeFile(base, 'notes.txt');
    await makeFile(base, 'lineage/events.summary.1700000000.host_lineage');
    await mkdir(`${base}/folder/prefix.summary.1700000000._explain`, { recursive: true });
    for (const path of ['./notes.txt', './notes.txt/x', './lineage', './folder', './absent', './', 'x'.repeat(300)]) {
      expect(await newWatcher().isSummaryDirectory(base, path), path).toBe(false);
    }
    expect(await pathsOf(newWatcher(), base)).toEqual([]);
  });

  test('is any path below a missing base directory', async () => {
    const base = `${await temporaryDirectory()}/absent`;
    expect(await newWatcher().isSummaryDirectory(base, './run')).toBe(false);
    await expect(newWatcher().listExplainDirectories(base)).rejects.toMatchObject({ fault: 'not-found' });
  });

  test('is a file as base directory, and listing it is an error', async () => {
    const base = await temporaryDirectory();
    await makeFile(base, 'notes.txt');
    await expect(newWatcher().listExplainDirectories(`${base}/notes.txt`)).rejects.toBeInstanceOf(StorageError);
  });
});

describe('a directory that cannot be read', () => {
  async function twoJobs() {
    const base = await temporaryDirectory();
    await writeJob(`${base}/locked`, []);
    await writeJob(`${base}/open`, []);
    const storage = new WatchedStorage();
    return { base, storage, watcher: new SummaryWatcher({ storage, now: () => Date.now() }) };
  }

  test.each<['list' | 'stat', string, StorageFault]>([
    ['list', '/locked', 'not-permitted'],
    ['stat', '/locked', 'failed'],
    ['stat', `/locked/${EVENT_FILE}`, 'not-permitted'],
  ])('(%s of %s: %s) is a problem of its own', async (method, path, fault) => {
    const { base, storage, watcher } = await twoJobs();
    storage.refuse(method, path, fault);
    const { total, directories, problems } = await watcher.listExplainDirectories(base);
    expect(total).toBe(1);
    expect(directories.map(({ relativePath }) => relativePath)).toEqual(['./open']);
    expect(problems).toEqual([{ relativePath: './locked', message: expect.stringContaining(path) }]);
    expect(await watcher.isSummaryDirectory(base, './locked')).toBe(false);
    expect(await watcher.isSummaryDirectory(base, './open')).toBe(true);
  });

  test('is a job again once it can be read', async () => {
    const { base, storage, watcher } = await twoJobs();
    storage.refuse('list', '/locked', 'not-permitted');
    await watcher.listExplainDirectories(base);
    storage.relent();
    expect(await watcher.listExplainDirectories(base)).toMatchObject({ total: 2, problems: [] });
  });

  test('is ignored if it was deleted in the meantime', async () => {
    const { base, storage, watcher } = await twoJobs();
    storage.refuse('list', '/locked', 'not-found');
    expect(await watcher.listExplainDirectories(base)).toMatchObject({ total: 1, problems: [] });
  });

  test('as the base directory is an error', async () => {
    const { base, storage, watcher } = await twoJobs();
    storage.refuse('list', base, 'not-permitted');
    await expect(watcher.listExplainDirectories(base)).rejects.toMatchObject({ fault: 'not-permitted' });
  });
});
