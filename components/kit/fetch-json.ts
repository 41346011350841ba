import type { ApiProblem } from '@/lib/api/problem';
import { noteFloor } from './floor';
import { RecentMap } from './recent-map';

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

const MAX_AHEAD = 16;
const AHEAD_MS = 10_000;

/** Prefetched responses, kept for a short time. */
const ahead = new RecentMap<string, Promise<unknown>>(MAX_AHEAD);

/** Prefetches JSON that is likely to be requested next by `fetchJson`. */
export function fetchAhead<T>(url: string): Promise<T> {
  const known = ahead.get(url) as Promise<T> | undefined;
  if (known) return known;
  const answer = get<T>(url);
  ahead.set(url, answer);
  const forget = () => {
    if (ahead.get(url) === answer) ahead.delete(url);
  };
  answer.catch(forget);
  setTimeout(forget, AHEAD_MS);
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
  const answer = await response.json();
  noteFloor(url, answer);
  return answer;
}

/** The error for a failed response. */
export async function errorOf(response: Response): Promise<FetchError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return new FetchError(response.status, isProblem ? await response.json() : null);
}
