import { errorOf } from './fetch-error';
import { noteFloor } from './floor';
import { RecentMap } from './recent-map';

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

/**
 * The browser's HTTP cache revalidates it: an unchanged response costs a 304. An answer that ends early, because the server was killed, is
 * requested once more: another replica may be there.
 */
async function get<T>(url: string, isLast = false): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await errorOf(response);
  const answer = await response.json().catch((error) => {
    if (isLast) throw error;
    return null;
  });
  if (answer === null) return get(url, true);
  noteFloor(url, answer);
  return answer;
}
