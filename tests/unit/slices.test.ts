import { expect, test } from 'vitest';
import { inSlices, Slice } from '../../lib/slices';

const turn = () => new Promise(setImmediate);

test('one slice begins in each turn of the thread, that of the work that has had the fewest', async () => {
  const begun: string[] = [];
  const work = async (name: string, slices: number) => {
    const slice = new Slice();
    for (let k = 0; k < slices; k++) {
      await slice.end();
      begun.push(name);
    }
  };
  const long = [work('a', 4), work('b', 4)];
  for (let k = 0; k < 4; k++) {
    await turn();
    expect(begun).toHaveLength(k + 1);
  }
  const short = work('short', 2);
  await short;
  await Promise.all(long);
  expect(begun).toEqual(['a', 'b', 'a', 'b', 'short', 'short', 'a', 'b', 'a', 'b']);
});

test('work in slices gives its result, and other work has turns meanwhile', async () => {
  let turns = 0;
  let isOver = false;
  const counting = (async () => {
    while (!isOver) {
      await turn();
      turns++;
    }
  })();
  const until = performance.now() + 100;
  const result = await inSlices(
    (function* () {
      while (performance.now() < until) yield;
      return 'done';
    })(),
  );
  isOver = true;
  await counting;
  expect(result).toBe('done');
  expect(turns).toBeGreaterThan(2);
});
