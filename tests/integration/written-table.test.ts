import { expect, onTestFinished, test } from 'vitest';
import { type OpenTable, writtenTable } from '../../lib/answer/tables/written-table';
import { nextTurn } from '../../lib/clock';

/* Tables that wait for each other, without a server: each has a few parts, and is read by hand. */

const { signal } = new AbortController();

const COLUMNS = [{ name: 'sample', type: 'text' as const, unit: null, description: 'A sample.' }];

/** A table of a job that nobody has read from yet, and whether it is open. */
function tableOf(job: string) {
  const state = { isOpen: false, isReleased: false };
  async function* parts(): OpenTable['parts'] {
    for (let done = 1; done <= 3; done++) yield { rows: [[`${done}`]], done };
  }
  const open = async (): Promise<OpenTable> => {
    state.isOpen = true;
    const release = () => {
      state.isReleased = true;
    };
    return { columns: COLUMNS, about: {}, total: 3, parts: parts(), release };
  };
  const file = writtenTable(job, 'csv', open, signal);
  onTestFinished(async () => {
    await file.return();
  });
  return { file, state };
}

test('tables that are not read keep no table of another job waiting, and are at most two of a job', async () => {
  const [first, second, third] = ['a', 'a', 'a'].map(tableOf);
  await first.file.next();
  await second.file.next();
  const waiting = third.file.next();
  const others = ['b', 'b', 'c'].map(tableOf);
  for (const { file } of others) expect(await file.next()).toMatchObject({ done: false, value: { total: 3 } });
  for (const { file } of others) for await (const { total } of file) expect(total).toBe(3);
  expect(others.every(({ state }) => state.isReleased)).toBe(true);
  await nextTurn();
  expect(third.state.isOpen).toBe(false);
  await first.file.return();
  expect(first.state.isReleased).toBe(true);
  expect(await waiting).toMatchObject({ done: false });
});

test('a table that fails gives its place back', async () => {
  const fails = () =>
    writtenTable(
      'd',
      'csv',
      async () => {
        throw new Error('no such job');
      },
      signal,
    ).next();
  for (let k = 0; k < 10; k++) await expect(fails()).rejects.toThrow('no such job');
  expect(await tableOf('d').file.next()).toMatchObject({ done: false });
});
