import { expect, test } from 'vitest';
import { atOnce } from '../../../lib/slices';
import type { ExplainDirectory } from '../../../lib/summary/explain-directory';
import { byPath, byUpdateTime, renewed } from '../../../lib/summary/sorted-jobs';
import { random } from '../../support/random';

function job(relativePath: string, updateTime: number): ExplainDirectory {
  return { relativePath, eventFile: 'e', createTime: 0, updateTime, size: 0, identity: '' };
}

test.each([
  ['by path', byPath],
  ['by time of writing', byUpdateTime],
])('after jobs are added, removed and changed the order equals that of sorting all of them, %s', (_, compare) => {
  const next = random(7);
  let jobs: ExplainDirectory[] = [];
  let sorted: ExplainDirectory[] = [];
  for (let look = 0; look < 50; look++) {
    const gone = new Set(jobs.filter(() => next() < 0.2));
    const stay = jobs.filter((each) => !gone.has(each));
    const changed = [...gone]
      .filter(() => next() < 0.5)
      .map(({ relativePath }) => job(relativePath, Math.floor(next() * 5)));
    const fresh = Array.from({ length: Math.floor(next() * 9) }, (_, i) =>
      job(`./${look}-${i}`, Math.floor(next() * 5)),
    );
    jobs = [...stay, ...changed, ...fresh];
    sorted = atOnce(renewed(sorted, (each) => !gone.has(each), [...changed, ...fresh], compare));
    expect(sorted).toEqual([...jobs].sort(compare));
  }
});

test('very many jobs are sorted in steps of a thousand', () => {
  const next = random(8);
  const jobs = Array.from({ length: 50_000 }, (_, i) => job(`./${i}`, Math.floor(next() * 1_000)));
  const sorting = renewed([], () => true, jobs, byUpdateTime);
  let steps = 0;
  let step = sorting.next();
  for (; !step.done; step = sorting.next()) steps++;
  expect(step.value).toEqual([...jobs].sort(byUpdateTime));
  expect(steps).toBeGreaterThan(50);
});
