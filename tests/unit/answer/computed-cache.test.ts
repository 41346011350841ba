import { expect, test } from 'vitest';
import { computedCache } from '../../../lib/answer/computed-cache';
import { Gate, turn } from '../../support/until';

/** Values that are computed when their gate is opened, with a list of the started ones. */
function workshop(atOnce?: number) {
  const begun: string[] = [];
  const gates = new Map<string, Gate>();
  const obtain = computedCache<{ name: string }>(10_000, () => 1, atOnce);
  const ask = (name: string, signal?: AbortSignal) => {
    const make = async () => {
      begun.push(name);
      const gate = new Gate();
      gates.set(name, gate);
      await gate.passed;
      return { name };
    };
    return obtain(name, make, signal);
  };
  const finish = async (name: string) => {
    gates.get(name)?.open();
    await turn();
  };
  return { begun, ask, finish };
}

test('at most that many are computed at a time; the others are queued', async () => {
  const { begun, ask, finish } = workshop(2);
  const asked = ['a', 'b', 'c', 'd'].map((name) => ask(name));
  await turn();
  expect(begun).toEqual(['a', 'b']);
  await finish('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c', 'd']) await finish(name);
  expect(await Promise.all(asked)).toMatchObject([{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]);
});

test('a queued value whose requests were all aborted is not computed, and is computed when requested again', async () => {
  const { begun, ask, finish } = workshop(1);
  const first = ask('first');
  const [one, other] = [new AbortController(), new AbortController()];
  const left = [ask('left', one.signal), ask('left', other.signal)].map((asked) => asked.catch((error) => error.name));
  const next = ask('next');
  one.abort();
  other.abort();
  await turn();
  await finish('first');
  expect(await Promise.all(left)).toEqual(['AbandonedError', 'AbandonedError']);
  await finish('next');
  expect(begun).toEqual(['first', 'next']);
  const again = ask('left');
  await turn();
  await finish('left');
  expect([(await first).name, (await next).name, (await again).name]).toEqual(['first', 'next', 'left']);
});

test('a value with a pending request is computed once, for later requests too', async () => {
  const { begun, ask, finish } = workshop(1);
  void ask('first');
  const leaver = new AbortController();
  void ask('wanted', leaver.signal).catch(() => {});
  const stays = ask('wanted');
  leaver.abort();
  await turn();
  await finish('first');
  const later = ask('wanted');
  await finish('wanted');
  expect(begun).toEqual(['first', 'wanted']);
  expect(await later).toBe(await stays);
});

test('a request that was aborted before it started computes nothing', async () => {
  const { begun, ask } = workshop();
  await expect(ask('a', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbandonedError' });
  expect(begun).toEqual([]);
});

test('failures are not cached', async () => {
  const obtain = computedCache<{ n: number }>(100, () => 1);
  await expect(obtain('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await obtain('a', async () => ({ n: 1 }))).toEqual({ n: 1 });
});
