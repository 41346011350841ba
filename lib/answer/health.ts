import 'server-only';
import type { HealthAnswer } from '../api/answers';
import type { ExplainManager } from '../manager/explain-manager';

/** Whether the server works. A base directory without jobs is fine; one that cannot be read is not. */
export function answerHealth(manager: ExplainManager): HealthAnswer {
  const { status, directories } = manager;
  const failing = status.kind === 'invalid' && status.failed;
  return {
    status: failing ? 'failing' : status.kind === 'init' || status.kind === 'loading' ? 'starting' : 'ok',
    version: process.env.SALIENT_VERSION ?? 'development',
    jobs: directories.total,
    message: failing ? status.reason : null,
  };
}
