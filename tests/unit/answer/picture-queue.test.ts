import { expect, test } from 'vitest';
import { PictureQueue, type QueueLimits } from '../../../lib/answer/picture-queue';
import { Gate, turn } from '../../support/until';

/** A queue of pictures that are made when their gate is opened, with a list of those that were begun. */
function workshop(limits: Partial<QueueLimits>) {
  const queue = new PictureQueue({ slots: 4, bytes: 100, ...limits });
  const begun: string[] = [];
  const gates = new Map<string, Gate>();
  /** Asks for a picture whose name begins with the name of its job: `a1`. */
  const ask = (name: string, { bytes = 1, isLarge = false, isWanted = (): boolean => true } = {}) =>
    queue.run(
      { job: name[0], bytes, isLarge },
      async () => {
        begun.push(name);
        const gate = new Gate();
        gates.set(name, gate);
        await gate.passed;
        return name;
      },
      isWanted,
    );
  const finish = async (name: string) => {
    gates.get(name)?.open();
    await turn();
  };
  return { begun, ask, finish };
}

test('no more pictures are made at a time than there are slots', async () => {
  const { begun, ask, finish } = workshop({ slots: 2 });
  const asked = ['a1', 'a2', 'a3'].map((name) => ask(name));
  await turn();
  expect(begun).toEqual(['a1', 'a2']);
  await finish('a2');
  expect(begun).toEqual(['a1', 'a2', 'a3']);
  for (const name of ['a1', 'a3']) await finish(name);
  expect(await Promise.all(asked)).toEqual(['a1', 'a2', 'a3']);
});

test('jobs take turns, however many pictures one of them asks for', async () => {
  const { begun, ask, finish } = workshop({ slots: 1 });
  for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) void ask(name);
  await turn();
  for (let i = 0; i < 6; i++) await finish(begun[i]);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('large pictures of all jobs together leave half of the slots to others', async () => {
  const { begun, ask, finish } = workshop({ slots: 4 });
  for (const name of ['a1', 'a2', 'b1', 'c1']) void ask(name, { isLarge: true });
  for (const name of ['b2', 'c2', 'c3']) void ask(name);
  await turn();
  expect(begun).toEqual(['a1', 'a2', 'b2', 'c2']);
  await finish('b2');
  expect(begun.slice(4)).toEqual(['c3']);
  await finish('a1');
  expect(begun.slice(5)).toEqual(['b1']);
});

test('a large picture is made even where there is a single slot', async () => {
  const { begun, ask } = workshop({ slots: 1 });
  void ask('a1', { isLarge: true });
  await turn();
  expect(begun).toEqual(['a1']);
});

test('a picture waits for its memory, and does not delay smaller ones', async () => {
  const { begun, ask, finish } = workshop({ bytes: 100 });
  void ask('a1', { bytes: 60 });
  void ask('a2', { bytes: 41 });
  void ask('a3', { bytes: 40 });
  await turn();
  expect(begun).toEqual(['a1', 'a3']);
  await finish('a1');
  expect(begun).toEqual(['a1', 'a3', 'a2']);
});

test('a picture that takes more than all the memory is made alone', async () => {
  const { begun, ask, finish } = workshop({ bytes: 100 });
  void ask('a1');
  void ask('b1', { bytes: 101 });
  void ask('c1');
  await turn();
  expect(begun).toEqual(['a1', 'c1']);
  for (const name of ['a1', 'c1']) await finish(name);
  expect(begun).toEqual(['a1', 'c1', 'b1']);
  void ask('d1');
  await turn();
  expect(begun.length).toBe(3);
});

test('a picture whose clients have all disconnected is not made, and takes no slot', async () => {
  const { begun, ask, finish } = workshop({ slots: 1 });
  void ask('a1');
  let isWanted = true;
  const left = ask('b1', { isWanted: () => isWanted }).catch((error) => error.name);
  void ask('c1');
  await turn();
  isWanted = false;
  await finish('a1');
  expect(await left).toBe('AbandonedError');
  expect(begun).toEqual(['a1', 'c1']);
});

test('a failure frees the slot', async () => {
  const queue = new PictureQueue({ slots: 1, bytes: 100 });
  const work = { job: 'a', bytes: 100, isLarge: true };
  await expect(queue.run(work, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.run(work, async () => 'made')).toBe('made');
});
