import { expect, test } from 'vitest';
import { collectGarbage, releaseMemory } from '../../lib/memory';
import { turn } from '../support/until';

test('arrays that are released are empty at once', () => {
  const array = new Uint8Array(9);
  releaseMemory([array]);
  expect(array.length).toBe(0);
});

test('what nobody uses any more is collected at once', async () => {
  const garbage = new WeakRef(new Uint8Array(9));
  await turn(); // until then it counts as used
  collectGarbage();
  expect(garbage.deref()).toBeUndefined();
});
