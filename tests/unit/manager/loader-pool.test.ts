import { describe, expect, test } from 'vitest';
import type { ExplainLoader } from '../../../lib/manager/explain-loader';
import { bytesToLoad, LoaderPool } from '../../../lib/manager/loader-pool';
import { idleLoader, resize } from '../../support/idle-loader';
import { Gate } from '../../support/until';

const MB = 2 ** 20;

/** A pool that may take so many bytes, and the jobs that had to go, in the order in which they went. */
function poolOf(maxBytes: number) {
  const evicted: string[] = [];
  const pool = new LoaderPool(maxBytes, ({ jobId }) => evicted.push(jobId));
  const ids = () => pool.loaders.map(({ jobId }) => jobId);
  return { pool, evicted, ids };
}

function add(pool: LoaderPool, jobId: string, memory: number): ExplainLoader {
  const loader = idleLoader(jobId, memory);
  pool.add(loader);
  return loader;
}

describe('a pool', () => {
  test('keeps the loaders that fit', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    for (const id of ['a', 'b', 'c']) add(pool, id, 2 * MB);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(pool.size).toBe(3);
    expect(evicted).toEqual([]);
  });

  test('is bounded by bytes, not by a number of loaders', () => {
    const { pool, evicted } = poolOf(1000 * MB);
    for (let i = 0; i < 500; i++) add(pool, `job ${i}`, MB);
    expect(pool.size).toBe(500);
    expect(evicted).toEqual([]);
  });

  test('drops the least recently used loaders, as few as possible', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    for (const id of ['a', 'b', 'c']) add(pool, id, 2 * MB);
    expect(pool.get('a')?.jobId).toBe('a');
    add(pool, 'd', 6 * MB);
    expect(evicted).toEqual(['b', 'c']);
    expect(ids()).toEqual(['a', 'd']);
  });

  test('does not count a look-up as a use', () => {
    const { pool, evicted } = poolOf(10 * MB);
    for (const id of ['a', 'b', 'c']) add(pool, id, 2 * MB);
    expect(pool.peek('a')?.jobId).toBe('a');
    expect(pool.has('a')).toBe(true);
    add(pool, 'd', 4 * MB);
    expect(evicted).toEqual(['a']);
  });

  test('forgets a removed loader', () => {
    const { pool, evicted } = poolOf(10 * MB);
    add(pool, 'a', MB);
    pool.remove('a');
    expect([pool.has('a'), pool.peek('a'), pool.get('a'), pool.size]).toEqual([false, undefined, undefined, 0]);
    expect(evicted).toEqual([]);
  });

  test('counts the memory of a loader besides its columns', () => {
    const { pool, evicted } = poolOf(MB);
    for (let i = 0; i < 10; i++) add(pool, `job ${i}`, 0);
    expect(pool.size).toBeLessThan(10);
    expect(evicted).toHaveLength(10 - pool.size);
  });
});

describe('a loader larger than the pool', () => {
  test('is kept as the only one', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    add(pool, 'a', MB);
    add(pool, 'giant', 100 * MB);
    expect(ids()).toEqual(['giant']);
    expect(evicted).toEqual(['a']);
  });

  test('is dropped when another one is requested', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    add(pool, 'giant', 100 * MB);
    add(pool, 'a', MB);
    expect(ids()).toEqual(['a']);
    expect(evicted).toEqual(['giant']);
  });
});

describe('a loader in use', () => {
  test('is never dropped, and is the most recently used afterwards', async () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    const a = add(pool, 'a', 4 * MB);
    add(pool, 'b', 4 * MB);
    const gate = new Gate();
    const answer = pool.use(a, async ({ jobId }) => {
      await gate.passed;
      return `answer of ${jobId}`;
    });
    add(pool, 'c', 4 * MB);
    expect(evicted).toEqual(['b']);
    expect(pool.peek('a')).toBe(a);
    expect(pool.get('a')).toBe(a);
    expect(ids().sort()).toEqual(['a', 'c']);
    gate.open();
    expect(await answer).toBe('answer of a');
    expect(ids()).toEqual(['c', 'a']);
  });

  test('is kept until the last request for it is answered', async () => {
    const { pool, evicted } = poolOf(10 * MB);
    const a = add(pool, 'a', 8 * MB);
    const [first, second] = [new Gate(), new Gate()];
    const answers = [pool.use(a, () => first.passed), pool.use(a, () => second.passed)];
    first.open();
    await answers[0];
    add(pool, 'b', 8 * MB);
    expect(pool.peek('a')).toBe(a);
    expect(evicted).not.toContain('a');
    second.open();
    await answers[1];
    expect(pool.peek('a')).toBe(a);
  });

  test('is returned if its request failed', async () => {
    const { pool, ids } = poolOf(10 * MB);
    const a = add(pool, 'a', MB);
    await expect(
      pool.use(a, async () => {
        throw new Error('The answer failed.');
      }),
    ).rejects.toThrow('The answer failed.');
    expect(ids()).toEqual(['a']);
  });

  test('that was removed meanwhile is not returned', async () => {
    const { pool, ids } = poolOf(10 * MB);
    const a = add(pool, 'a', MB);
    const gate = new Gate();
    const answer = pool.use(a, () => gate.passed);
    pool.remove('a');
    const again = add(pool, 'a', MB);
    gate.open();
    await answer;
    expect(pool.peek('a')).toBe(again);
    expect(ids()).toEqual(['a']);
  });

  test('counts in the memory, so that idle ones are dropped', async () => {
    const { pool, evicted } = poolOf(10 * MB);
    const a = add(pool, 'a', 2 * MB);
    add(pool, 'b', 2 * MB);
    const gate = new Gate();
    const answer = pool.use(a, () => gate.passed);
    resize(a, 9 * MB);
    pool.remeasure();
    expect(evicted).toEqual(['b']);
    gate.open();
    await answer;
  });
});

describe('remeasure', () => {
  test('drops what no longer fits after loaders have grown', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => add(pool, id, 0));
    for (const loader of [a, b, c]) resize(loader, 4 * MB);
    pool.remeasure();
    expect(evicted).toEqual(['a']);
    expect(ids()).toEqual(['b', 'c']);
  });

  test.each(['a', 'b', 'c'])(
    'lets the one go that was asked for longest ago, though it was %s that has grown',
    (grown) => {
      const { pool, evicted, ids } = poolOf(10 * MB);
      const loaders = ['a', 'b', 'c'].map((id) => add(pool, id, 2 * MB));
      for (const loader of loaders) if (loader.jobId === grown) resize(loader, 6 * MB);
      pool.remeasure();
      expect(evicted).toEqual(['a']);
      expect(ids()).toEqual(['b', 'c']);
    },
  );

  test('keeps the order in which loaders were used', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    const [a] = ['a', 'b', 'c'].map((id) => add(pool, id, MB));
    pool.get('b');
    expect(ids()).toEqual(['a', 'c', 'b']);
    resize(a, 2 * MB);
    pool.remeasure();
    expect(ids()).toEqual(['a', 'c', 'b']);
    add(pool, 'd', 7 * MB);
    expect(evicted).toEqual(['a']);
  });

  test('notices that a loader has shrunk', () => {
    const { pool, evicted } = poolOf(10 * MB);
    const a = add(pool, 'a', 8 * MB);
    resize(a, MB);
    pool.remeasure();
    add(pool, 'b', 6 * MB);
    expect(evicted).toEqual([]);
  });

  test('keeps the last one, whatever its size', () => {
    const { pool, evicted, ids } = poolOf(10 * MB);
    const a = add(pool, 'a', 0);
    resize(a, 100 * MB);
    pool.remeasure();
    expect(ids()).toEqual(['a']);
    expect(evicted).toEqual([]);
  });
});

describe('a job that was not requested', () => {
  const SIZE = 1_000;

  test.each([
    ['that nearly fits is not begun: it would be evicted while it is read', -1, false],
    ['that fits stays while it is read, and evicts nothing', 0, true],
  ])('%s', (_, spare, fits) => {
    const needed = bytesToLoad(SIZE);
    const { pool, evicted, ids } = poolOf(10 * MB);
    const requested = add(pool, 'requested', 0);
    const own = 256 * 1024;
    resize(requested, 10 * MB - own - needed - spare);
    pool.remeasure();
    expect(pool.hasRoomFor(needed)).toBe(fits);
    expect(pool.makeRoomFor(needed, () => false)).toBe(fits);
    if (!fits) return;
    const background = idleLoader('background', 0);
    pool.addAhead(background, needed);
    background.status = { kind: 'loading' };
    resize(background, SIZE);
    pool.measure(background);
    expect(evicted).toEqual([]);
    expect(ids()).toEqual(['requested', 'background']);
  });
});
