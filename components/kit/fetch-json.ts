import { LRUCache } from 'lru-cache';
import type { ApiProblem } from '@/lib/api/problem';

/** An error response of the API, with its problem document if it has one. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  constructor(
    readonly status: number,
    readonly problem: ApiProblem | null,
  ) {
    super(problem?.detail ?? `The server answered ${status}.`);
  }
}

/** Prefetched responses, kept for a short time. */
const ahead = new LRUCache<string, Promise<unknown>>({ max: 16, ttl: 10_000 });

/** Prefetches JSON that is likely to be requested next by `fetchJson`. */
export function fetchAhead<T>(url: string): Promise<T> {
  const answer = (ahead.get(url) as Promise<T> | undefined) ?? get<T>(url);
  ahead.set(url, answer);
  answer.catch(() => ahead.delete(url));
  return answer;
}

/** Fetches JSON from the API, or takes a prefetched response, which is used once. */
export function fetchJson<T>(url: string): Promise<T> {
  const answer = ahead.get(url) as Promise<T> | undefined;
  ahead.delete(url);
  return answer ?? get<T>(url);
}

/** The browser's HTTP cache revalidates it: an unchanged response costs a 304. */
async function get<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await errorOf(response);
  return response.json();
}

/** The error for a failed response. */
export async function errorOf(response: Response): Promise<FetchError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return new FetchError(response.status, isProblem ? await response.json() : null);
}
