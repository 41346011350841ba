import { expect, test } from 'vitest';
import { insist, PassingError } from '../../bin/own-server.js';

test('a command asks again after a failure that passes, and not after another one, nor for ever', async () => {
  const failures = [new PassingError('damaged')];
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const failure = failures.shift();
    if (failure) throw failure;
    return 'answer';
  };
  expect(await insist(ask)).toBe('answer');
  expect(asked).toBe(2);

  failures.push(new Error('refused'));
  await expect(insist(ask)).rejects.toThrow('refused');
  expect(asked).toBe(3);

  failures.push(...Array.from({ length: 9 }, () => new PassingError('damaged again')));
  await expect(insist(ask)).rejects.toThrow('damaged again');
  expect(asked).toBe(6);
});
