import 'server-only';
import type { HealthAnswer } from '../api/answers';
import { ApiError } from '../api/problem';
import type { ExplainManager } from '../manager/explain-manager';

/**
 * Whether the server works. A base directory without jobs is fine. Everybody may ask, so nothing is said of where things lie.
 *
 * @throws ApiError `unhealthy` where the base directory cannot be read
 */
export function answerHealth({ status, directories, hasDiscovered, summaryBaseDir }: ExplainManager): HealthAnswer {
  if (status.kind === 'invalid' && status.failed) {
    throw new ApiError('unhealthy', status.reason.replaceAll(summaryBaseDir, 'The base directory'));
  }
  return {
    status: hasDiscovered ? 'ok' : 'starting',
    version: process.env.SALIENT_VERSION ?? 'development',
    jobs: directories.total,
  };
}

/**
 * Whether requests may be sent here: what `answerHealth` says, once the first look for jobs is over.
 *
 * @throws ApiError `unhealthy` until then, too
 */
export function answerReadiness(manager: ExplainManager): HealthAnswer {
  const health = answerHealth(manager);
  if (health.status === 'starting') throw new ApiError('unhealthy', 'The first look for jobs is not over yet.');
  return health;
}
