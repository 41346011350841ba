import { expect, test } from 'vitest';
import { BackgroundIndexing } from '../../../lib/manager/background-indexing';
import type { ExplainDirectory } from '../../../lib/summary/explain-directory';
import { TestClock } from '../../support/clock';

const GIGABYTE = 2 ** 30;

const job = (relativePath: string, size: number): ExplainDirectory => ({
  relativePath,
  eventFile: 'events.summary.1_explain',
  createTime: 1_000,
  updateTime: 1_000,
  size,
  identity: relativePath,
});

test('two jobs that take for ever leave a place for the others', async () => {
  const begun: string[] = [];
  const isEndless = ({ size }: ExplainDirectory) => size > GIGABYTE;
  const background = new BackgroundIndexing(
    {
      isUnknown: ({ relativePath }) => !begun.includes(relativePath),
      index(directory) {
        begun.push(directory.relativePath);
        return isEndless(directory) ? new Promise(() => {}) : Promise.resolve(true);
      },
    },
    new TestClock(0),
  );
  background.request([job('a', 900 * GIGABYTE), job('b', 900 * GIGABYTE), job('c', 1_000), job('d', 1_000)]);
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'c', 'd']);
});
