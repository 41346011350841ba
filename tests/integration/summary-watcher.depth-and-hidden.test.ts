import { expect, test } from 'vitest';
import { makeExplainDirectory, newWatcher } from '../support/explain-directories';
import { temporaryDirectory } from '../support/runs';

async function pathsOf(base: string, maxDepth?: number): Promise<string[]> {
  const { directories } = await newWatcher({ maxDepth }).listExplainDirectories(base);
  return directories.map(({ relativePath }) => relativePath).sort();
}

const DEEP = ['a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e', 'a/b/c/d/e/f'];

test('jobs are found five levels below the base directory, and no deeper', async () => {
  const base = await temporaryDirectory();
  for (const path of DEEP) await makeExplainDirectory(base, path);
  expect(await pathsOf(base)).toEqual(DEEP.slice(0, 5).map((path) => `./${path}`));
});

test.each([0, 1, 2])('jobs are found at most %i levels deep, as configured', async (maxDepth) => {
  const base = await temporaryDirectory();
  for (const path of ['.', ...DEEP]) await makeExplainDirectory(base, path);
  expect(await pathsOf(base, maxDepth)).toEqual(['./', ...DEEP.slice(0, maxDepth).map((path) => `./${path}`)]);
});

test('a job may hold other jobs', async () => {
  const base = await temporaryDirectory();
  await makeExplainDirectory(base, 'run');
  await makeExplainDirectory(base, 'run/again');
  expect(await pathsOf(base)).toEqual(['./run', './run/again']);
});

test('a hidden directory may be a job, but directories below it are not', async () => {
  const base = await temporaryDirectory();
  await makeExplainDirectory(base, '.run');
  await makeExplainDirectory(base, '.run/below');
  await makeExplainDirectory(base, '.git/objects/run');
  await makeExplainDirectory(base, 'nightly/.run');
  expect(await pathsOf(base)).toEqual(['./.run', './nightly/.run']);
});

test('the data directory of a job is never entered', async () => {
  const base = await temporaryDirectory();
  await makeExplainDirectory(base, 'run');
  await makeExplainDirectory(base, 'run/_explain_1700000000');
  await makeExplainDirectory(base, 'run/_explain_1700000000/deeper');
  await makeExplainDirectory(base, '_explain_me');
  expect(await pathsOf(base)).toEqual(['./_explain_me', './run']);
});

test('a hidden base directory is scanned like any other', async () => {
  const base = `${await temporaryDirectory()}/.jobs`;
  await makeExplainDirectory(base, 'nightly/run');
  expect(await pathsOf(base)).toEqual(['./nightly/run']);
});

test('names may have any characters', async () => {
  const base = await temporaryDirectory();
  const names = ['a b', 'été', '日本', 'a~b', '100%', 'a\\b', 'line\nbreak', '-rf', '..run', '\ufeffmarked'];
  for (const name of names) await makeExplainDirectory(base, name);
  expect(await pathsOf(base)).toEqual(names.map((name) => `./${name}`).sort());
  for (const name of names) expect(await newWatcher().isSummaryDirectory(base, `./${name}`), name).toBe(true);
});

test('the check of a single directory and the list agree on the locations of jobs', async () => {
  const base = await temporaryDirectory();
  const places = ['.', 'a', 'a/b', 'a/b/c', '.hidden', '.hidden/run', 'a/.hidden', 'a/_explain_1', '_explain_2/run'];
  for (const path of places) await makeExplainDirectory(base, path);
  const listed = await pathsOf(base, 2);
  expect(listed).toEqual(['./', './.hidden', './a', './a/.hidden', './a/b']);
  const watcher = newWatcher({ maxDepth: 2 });
  const answers = await Promise.all(places.map((path) => watcher.isSummaryDirectory(base, path)));
  expect(places.filter((_, i) => answers[i]).sort()).toEqual(['.', '.hidden', 'a', 'a/.hidden', 'a/b']);
});
