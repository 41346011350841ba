import { expect, test } from 'vitest';
import { checkSameRun } from '../../../lib/answer/report';

const at = (generation: string | null, read: number) => ({ generation, progress: { read, total: 99 } });

test('a report is about a run that stays, or grows', () => {
  checkSameRun([at('a', 10), at('a', 10), at('a', 20)]);
  checkSameRun([at(null, 0), at('a', 10)]);
  checkSameRun([at('a', 10)]);
});

test.each([
  ['that is another one', [at('a', 10), at('b', 10)]],
  ['that was cut off', [at('a', 10), at('a', 20), at('a', 10)]],
  ['that was emptied', [at('a', 10), at(null, 0), at('a', 10)]],
])('a report of a run %s is not made', (_, answers) => {
  expect(() => checkSameRun(answers)).toThrow('A job was replaced while the report was made; make it again.');
});
