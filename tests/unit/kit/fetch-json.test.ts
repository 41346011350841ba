import { afterEach, expect, test, vi } from 'vitest';
import { fetchJson } from '../../../components/kit/fetch-json';

afterEach(() => vi.unstubAllGlobals());

/** Answers one request after the other with these bodies. */
function answers(...bodies: string[]) {
  const fetch = vi.fn(async () => new Response(bodies.shift()));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

test('an answer that ended early is requested once more', async () => {
  const fetch = answers('{"total":', '{"total":2}');
  expect(await fetchJson('/api/jobs')).toEqual({ total: 2 });
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('and then it is an error', async () => {
  const fetch = answers('{"total":', '{', '{"total":2}');
  await expect(fetchJson('/api/jobs')).rejects.toThrow();
  expect(fetch).toHaveBeenCalledTimes(2);
});
