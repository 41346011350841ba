import { expect, test } from 'vitest';
import { allPairs, MOST_PAIRS } from '../../../components/insight/agreement/all-pairs';
import type { PairsAnswer } from '../../../lib/api/insight-answers';

/** A server with so many pairs; `surveyed` tells how many maps are surveyed at each request. */
function serverOf(pairCount: number, surveyed: (request: number) => number = () => 1) {
  const asked: string[] = [];
  const ask = async (address: string) => {
    const { searchParams } = new URL(address, 'http://host');
    const [page, limit] = ['page', 'limit'].map((name) => Number(searchParams.get(name)));
    asked.push(address);
    const from = (page - 1) * limit;
    const pairs = Array.from({ length: Math.max(0, Math.min(limit, pairCount - from)) }, (_, k) => ({
      sample: from + k,
    }));
    return { pairCount, pairs, revision: 'r', surveyed: surveyed(asked.length) } as unknown as PairsAnswer;
  };
  return { asked, ask };
}

test.each([0, 1, 200, 201, 1_000])('all of %i pairs, in their order', async (count) => {
  const { asked, ask } = serverOf(count);
  const all = await allPairs('job', { a: 'A', b: 'B', label: [3], page: 7, limit: 4 }, ask);
  expect(all?.pairs.map(({ sample }) => sample)).toEqual(Array.from({ length: count }, (_, k) => k));
  expect(asked).toHaveLength(Math.max(1, Math.ceil(count / 200)));
  expect(asked[0]).toContain('label=3');
});

test('the first ones of very many', async () => {
  const { ask } = serverOf(1_000_000);
  expect((await allPairs('job', {}, ask))?.pairs).toHaveLength(MOST_PAIRS);
});

test('pairs of two states of the survey are not mixed: they are fetched again, or given up', async () => {
  const settles = serverOf(500, (request) => Math.min(request, 3));
  expect((await allPairs('job', {}, settles.ask))?.pairs.map(({ sample }) => sample)).toEqual(
    Array.from({ length: 500 }, (_, k) => k),
  );
  const moves = serverOf(500, (request) => request);
  expect(await allPairs('job', {}, moves.ask)).toBeNull();
});
