import { expect, test } from 'vitest';
import { Problems } from '../../../lib/job/problems';

test('the first fifty problems are kept, and all are counted', () => {
  const problems = new Problems();
  for (let i = 0; i < 120; i++) problems.add('bad-label', `Problem ${i}.`, i);
  expect(problems.count).toBe(120);
  expect(problems.list).toHaveLength(50);
  expect(problems.list[49]).toEqual({ code: 'bad-label', message: 'Problem 49.', offset: 49 });
});

test('a problem need not belong to a record', () => {
  const problems = new Problems();
  problems.add('bad-manifest', 'It is no JSON.');
  expect(problems.list).toEqual([{ code: 'bad-manifest', message: 'It is no JSON.', offset: null }]);
});
