import { expect, test } from 'vitest';
import { Turns } from '../../lib/turns';

/** Runs named tasks of jobs, given as `job task`, and returns their names in the order in which they began. */
async function orderOf(turns: Turns, tasks: readonly string[]): Promise<{ began: string[]; most: number }> {
  const jobs = new Map(tasks.map((task) => [task[0], {}]));
  const began: string[] = [];
  let running = 0;
  let most = 0;
  const run = (task: string) => async () => {
    began.push(task);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve));
    running--;
  };
  await Promise.all(tasks.map((task) => turns.run(jobs.get(task[0]) ?? {}, run(task))));
  return { began, most };
}

test('jobs take turns, so that many tasks of one do not keep another waiting', async () => {
  const { began, most } = await orderOf(new Turns(1), ['a1', 'a2', 'a3', 'a4', 'b1', 'b2']);
  expect(most).toBe(1);
  expect(began).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
});

test('of one job, a task runs at a time, and of all as many as are allowed', async () => {
  expect((await orderOf(new Turns(2), ['a1', 'a2', 'a3'])).most).toBe(1);
  expect((await orderOf(new Turns(2), ['a1', 'b1', 'c1'])).most).toBe(2);
});

test('a task that fails gives its turn to the next one', async () => {
  const turns = new Turns(1);
  const job = {};
  await expect(turns.run(job, () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
  expect(await turns.run(job, async () => 7)).toBe(7);
});
