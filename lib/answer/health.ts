import 'server-only';
import type { HealthAnswer } from '../api/health-answers';
import { ApiError } from '../api/problem';
import type { ExplainManager } from '../manager/explain-manager';

/**
 * Whether the server works. A base directory without jobs is no error. The answer needs no token, so it contains no paths.
 *
 * @throws ApiError `unhealthy` where the base directory cannot be read
 */
export function answerHealth(manager: ExplainManager): HealthAnswer {
  const { status, directories, hasDiscovered, bases, scanRequestsPerHour } = manager;
  if (status.kind === 'invalid' && status.failed) {
    const reason = bases.reduce((text, { path }) => text.replaceAll(path, 'The base directory'), status.reason);
    throw new ApiError('unhealthy', reason);
  }
  return {
    status: hasDiscovered ? 'ok' : 'starting',
    version: process.env.SALIENT_VERSION ?? 'development',
    jobs: directories.total,
    ...(scanRequestsPerHour === null ? {} : { scanRequestsPerHour }),
  };
}

/**
 * Whether the server is ready for requests: as `answerHealth`, once the first scan has ended.
 *
 * @throws ApiError `unhealthy` until then, too
 */
export function answerReadiness(manager: ExplainManager): HealthAnswer {
  const health = answerHealth(manager);
  if (health.status === 'starting') throw new ApiError('unhealthy', 'The first scan for jobs has not ended yet.');
  return health;
}
