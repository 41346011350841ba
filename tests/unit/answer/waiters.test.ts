import { expect, test } from 'vitest';
import { Waiters } from '../../../lib/answer/waiters';
import { Gate, turn } from '../../support/until';

test('something is waited for until the last one has it or has left', async () => {
  const waiters = new Waiters();
  const gate = new Gate();
  const leaving = new AbortController();
  const both = [leaving.signal, undefined].map((signal) => waiters.during('a', signal, () => gate.passed));
  expect([waiters.isWaiting('a'), waiters.isWaiting('b')]).toEqual([true, false]);
  leaving.abort();
  expect(waiters.isWaiting('a')).toBe(true);
  gate.open();
  await Promise.all(both);
  await turn();
  expect(waiters.isWaiting('a')).toBe(false);
});

test('an answer has no waiting clients once all have disconnected, even before their request', async () => {
  const waiters = new Waiters();
  const gate = new Gate();
  const leaving = new AbortController();
  void waiters.during('a', leaving.signal, () => gate.passed);
  void waiters.during('a', AbortSignal.abort(), () => gate.passed);
  expect(waiters.isWaiting('a')).toBe(true);
  leaving.abort();
  expect(waiters.isWaiting('a')).toBe(false);
  gate.open();
});

test('a failure ends the wait', async () => {
  const waiters = new Waiters();
  await expect(waiters.during('a', undefined, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(waiters.isWaiting('a')).toBe(false);
});
