import 'server-only';
import type { HealthAnswer } from '../api/answers';
import { ApiError } from '../api/problem';
import type { ExplainManager } from '../manager/explain-manager';

/**
 * Whether the server works. A base directory without jobs is fine.
 *
 * @throws ApiError `unhealthy` where the base directory cannot be read
 */
export function answerHealth({ status, directories, hasDiscovered }: ExplainManager): HealthAnswer {
  if (status.kind === 'invalid' && status.failed) throw new ApiError('unhealthy', status.reason);
  return {
    status: hasDiscovered ? 'ok' : 'starting',
    version: process.env.SALIENT_VERSION ?? 'development',
    jobs: directories.total,
  };
}
