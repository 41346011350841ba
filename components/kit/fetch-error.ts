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

/** The error for a failed response. */
export async function errorOf(response: Response): Promise<FetchError> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return new FetchError(response.status, isProblem ? await response.json() : null);
}
