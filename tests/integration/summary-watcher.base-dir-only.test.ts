import { expect, test } from 'vitest';
import { makeExplainDirectory, newWatcher } from '../support/explain-directories';
import { temporaryDirectory } from '../support/runs';

/* The first test of the original system: explain directories with only a base directory, no offset and no limit. */

test.each([0, 1, 3])('all %i explain directories are listed', async (jobCount) => {
  const base = await temporaryDirectory();
  for (let i = 0; i < jobCount; i++) await makeExplainDirectory(base, `run${i}`);
  const { total, directories } = await newWatcher().listExplainDirectories(base);
  expect(total).toBe(jobCount);
  const paths = directories.map(({ relativePath }) => relativePath).sort();
  expect(paths).toEqual(['./run0', './run1', './run2'].slice(0, jobCount));
});

test('the base directory itself may be an explain directory', async () => {
  const base = await temporaryDirectory();
  await makeExplainDirectory(base, '.');
  const watcher = newWatcher();
  expect(await watcher.listExplainDirectories(base)).toMatchObject({ total: 1, directories: [{ relativePath: './' }] });
  expect(await watcher.isSummaryDirectory(base, './')).toBe(true);
});
