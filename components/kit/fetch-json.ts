import { LRUCache } from 'lru-cache';
import type { ApiProblem } from '@/lib/api/problem';

/** An answer of the API that is an error, with its problem document where it had one. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  constructor(
    readonly status: number,
    readonly problem: ApiProblem | null,
  ) {
    super(problem?.detail ?? `The server answered ${status}.`);
  }
}

/** Answers that were fetched before anybody asked for them, for a short while: what nobody asks for is forgotten. */
const ahead = new LRUCache<string, Promise<unknown>>({ max: 16, ttl: 10_000 });

/** Gets JSON that is likely to be asked for next, so that `fetchJson` has it at hand. */
export function fetchAhead<T>(url: string): Promise<T> {
  const answer = (ahead.get(url) as Promise<T> | undefined) ?? get<T>(url);
  ahead.set(url, answer);
  answer.catch(() => ahead.delete(url));
  return answer;
}

/** Gets JSON from the API, once from what was fetched ahead. */
export function fetchJson<T>(url: string): Promise<T> {
  const answer = ahead.get(url) as Promise<T> | undefined;
  ahead.delete(url);
  return answer ?? get<T>(url);
}

/** The browser's cache revalidates it: an unchanged answer costs a 304. */
async function get<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await errorOf(response);
  return response.json();
}

/** The error that a response stands for. */
export async function errorOf(response: Response): Promise<FetchError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return new FetchError(response.status, isProblem ? await response.json() : null);
}
