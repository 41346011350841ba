import { expect, test } from 'vitest';
import { Places } from '../../lib/answer/tables/places';

/** Takes places for jobs; returns the order in which they are had, and how they are given back. */
async function taken(places: Places, jobs: readonly string[]) {
  const had: string[] = [];
  const giveBack = new Map<string, () => void>();
  for (const name of jobs)
    void places.take(name[0]).then((back) => {
      had.push(name);
      giveBack.set(name, back);
    });
  await Promise.resolve();
  return { had, giveBack };
}

test('a job that has as many places as one may have lets others pass', async () => {
  const { had, giveBack } = await taken(new Places(3, 2), ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']);
  expect(had).toEqual(['a1', 'a2', 'b1']);
  giveBack.get('b1')?.();
  await Promise.resolve();
  expect(had).toEqual(['a1', 'a2', 'b1', 'b2']);
  giveBack.get('a1')?.();
  await Promise.resolve();
  expect(had).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
});
