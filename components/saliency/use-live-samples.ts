'use client';

import useSWR, { useSWRConfig } from 'swr';
import { refreshAfter } from '@/components/frame/use-job';
import { fetchAhead, fetchJson } from '@/components/kit/fetch-json';
import type { SamplesRequest } from '@/lib/api/requests';
import type { SamplesAnswer } from '@/lib/api/sample-answers';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { grownPage, isFull, isOtherContent, isPartial, type LivePage, settledPage } from './live-page';

/** While maps are surveyed that the order rests on, milliseconds. */
const SURVEYING_MS = 1_000;

/** Prefetches a page of samples. */
export function fetchSamplesAhead(key: string, request: SamplesRequest): void {
  fetchAhead(api.samples(key, queryOf(request))).catch(() => {});
}

/** A page of samples that is kept up to date without moving visible rows; `show` applies what is new. */
export function useLiveSamples(key: string, request: SamplesRequest) {
  const url = api.samples(key, queryOf(request));
  const { cache, fallback } = useSWRConfig();

  // All state belongs to the URL that SWR requests, which may differ from that of this render.
  const fetchPage = async (asked: string): Promise<LivePage> => {
    const initial = fallback[asked] as SamplesAnswer | undefined;
    const page = (cache.get(asked)?.data as LivePage | undefined) ?? (initial && settledPage(initial));
    if (!page || page.samples.length === 0 || isPartial(asked, page))
      return settledPage(await fetchJson<SamplesAnswer>(asked));
    const ids = page.samples.map(({ id }) => id);
    const answer = await fetchJson<SamplesAnswer>(isFull(page) ? `${asked}&ids=${ids.join(',')}` : asked);
    if (!isOtherContent(page, answer)) return grownPage(page, answer);
    return settledPage(isFull(page) ? await fetchJson<SamplesAnswer>(asked) : answer);
  };

  const { data, error, isLoading, mutate } = useSWR<LivePage, Error>(url, fetchPage, {
    refreshInterval: (latest) => (isPartial(url, latest) ? SURVEYING_MS : refreshAfter(latest)),
    fallbackData: fallback[url] && settledPage(fallback[url] as SamplesAnswer),
  });
  const show = async () => {
    await mutate(async () => settledPage(await fetchJson<SamplesAnswer>(url)), { revalidate: false });
  };
  // While a new request is pending, the previous rows stay; the first render has a response already.
  const isPending = isLoading && fallback[url] === undefined;
  return { page: data, isPartial: isPartial(url, data), error, isPending, show, retry: () => mutate() };
}
