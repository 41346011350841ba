import { expect, test } from 'vitest';
import { localStorage } from '../../lib/storage/local';
import { makeExplainDirectory, makeOtherSummary, newWatcher } from '../support/explain-directories';
import { EVENT_FILE, setAge, temporaryDirectory, writeJob } from '../support/runs';

/* The second test of the original system: pages of explain directories among other directories. */

/** Ten explain directories; other summaries in the base directory, in `run` and in three more directories. */
async function tenJobs(): Promise<string> {
  const base = await temporaryDirectory();
  for (const directory of ['.', 'run', 'run0', 'run1', 'run2']) await makeOtherSummary(base, directory);
  for (let i = 0; i < 10; i++) await makeExplainDirectory(base, `run_${i}`);
  return base;
}

test.each([
  [1, 1],
  [2, 2],
  [3, 3],
])('page %i of %i rows', async (offset, limit) => {
  const base = await tenJobs();
  const { total, directories } = await newWatcher().listExplainDirectories(base, offset, limit);
  expect(directories).toHaveLength(offset === 3 ? 1 : limit);
  expect(total).toBe(10);
});

test('the pages together contain each job once', async () => {
  const base = await tenJobs();
  const watcher = newWatcher();
  const all = await watcher.listExplainDirectories(base);
  const pages = await Promise.all([0, 1, 2, 3].map((page) => watcher.listExplainDirectories(base, page, 3)));
  expect(pages.map(({ directories }) => directories.length)).toEqual([3, 3, 3, 1]);
  expect(pages.flatMap(({ directories }) => directories)).toEqual(all.directories);
});

test('a page after the last one is empty, with the correct total', async () => {
  const base = await tenJobs();
  expect(await newWatcher().listExplainDirectories(base, 4, 3)).toMatchObject({ total: 10, directories: [] });
  expect(await newWatcher().listExplainDirectories(base, 0, 0)).toMatchObject({ total: 10, directories: [] });
});

test('the most recently written job comes first; ties are ordered by path', async () => {
  const base = await temporaryDirectory();
  const ages = { a: 5, d: 5, c: 1, b: 5, e: 9 };
  for (const [name, minutesOld] of Object.entries(ages)) await writeJob(`${base}/${name}`, [], { minutesOld });
  const { directories } = await newWatcher().listExplainDirectories(base);
  expect(directories.map(({ relativePath }) => relativePath)).toEqual(['./c', './a', './b', './d', './e']);
});

test('a row has the start of the run, and the last modification and the size of its event file', async () => {
  const base = await temporaryDirectory();
  const file = await writeJob(`${base}/run`, new Uint8Array(123), { minutesOld: 0 });
  await writeJob(`${base}/run`, [], { name: 'a.summary.1600000000._explain' });
  await setAge(file, 0);
  const { directories } = await newWatcher().listExplainDirectories(base);
  const { identity } = await localStorage.stat(file);
  expect(directories).toEqual([
    {
      relativePath: './run',
      eventFile: EVENT_FILE,
      createTime: 1_700_000_000_000,
      updateTime: Date.UTC(2026, 0, 1),
      size: 123,
      identity,
    },
  ]);
});
