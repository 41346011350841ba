import 'server-only';
import { ApiError } from '../api/problem';
import type { ExplainLoader } from '../manager/explain-loader';

/** Why a table cannot be made of jobs, one of which does not have what it is about: the first reason that there is. */
export function missingJob(...jobs: readonly ExplainLoader[]): ApiError {
  const failed = jobs.map(({ status }) => status).find(({ kind }) => kind === 'failed');
  if (failed?.kind === 'failed') return new ApiError('unreadable', failed.message);
  return jobs.some(({ snapshot }) => snapshot === null)
    ? new ApiError('worker-lost', 'Nothing of the job has been read yet; export it again.')
    : new ApiError('unreadable', 'A job was replaced while the table was written; export it again.');
}
