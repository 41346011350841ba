import 'server-only';
import { jobPathOf } from '../api/job-key';
import { displayName } from '../file-name';
import type { ExplainManager } from '../manager/explain-manager';

/** How a job is called: its path below the base directory, or the name of that directory where it is the job itself. */
export function jobNameOf({ title }: Pick<ExplainManager, 'title'>, jobId: string): string {
  return jobId === './' ? displayName(title) || '/' : jobPathOf(jobId);
}
