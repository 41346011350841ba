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

/** Gets JSON from the API. The browser's cache revalidates it: an unchanged answer costs a 304. */
export async function fetchJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await errorOf(response);
  return response.json();
}

/** The error that a response stands for. */
export async function errorOf(response: Response): Promise<FetchError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return new FetchError(response.status, isProblem ? await response.json() : null);
}
