import { fetchJson } from '@/components/kit/fetch-json';
import type { PairsAnswer } from '@/lib/api/insight-answers';
import { type InsightQuery, queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/** Pairs of a download: a file of some 2 MB, in a hundred requests. */
export const MOST_PAIRS = 20_000;

/** Pairs of a request: the most that the server gives. */
const AT_ONCE = 200;

/** Times that fetching begins anew because the maps were surveyed, or the job grew, meanwhile. */
const MOST_TIMES = 3;

/**
 * The pairs of a filter in their order, up to `MOST_PAIRS`: all of one state of the survey and the job. Null if these kept changing.
 *
 * @param ask fetches a page; for tests
 */
export async function allPairs(
  key: string,
  request: InsightQuery,
  ask: (address: string) => Promise<PairsAnswer> = fetchJson,
): Promise<PairsAnswer | null> {
  const pageAt = (page: number) => ask(api.insight(key, 'pairs', queryOf({ ...request, page, limit: AT_ONCE })));
  for (let time = 0; time < MOST_TIMES; time++) {
    const first = await pageAt(1);
    const pairs = [...first.pairs];
    const wanted = Math.min(first.pairCount, MOST_PAIRS);
    let isSame = true;
    for (let page = 2; pairs.length < wanted && isSame; page++) {
      const next = await pageAt(page);
      isSame = next.revision === first.revision && next.surveyed === first.surveyed && next.pairs.length > 0;
      pairs.push(...next.pairs);
    }
    if (isSame) return { ...first, pairs };
  }
  return null;
}
