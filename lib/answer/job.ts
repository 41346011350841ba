import 'server-only';
import type { AnswerStatus } from '../api/answer-values';
import type { EvaluationAnswer } from '../api/evaluation-answers';
import type { JobAnswer } from '../api/job-answers';
import { jobIdOf, jobPathOf } from '../api/job-key';
import { ApiError } from '../api/problem';
import type { ThresholdRequest } from '../api/requests';
import { displayName } from '../file-name';
import { DEFAULT_THRESHOLD } from '../job/job';
import { type Json, toJson, withJson, withProperty } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobStatus } from '../manager/job-status';
import type { WithJob } from '../manager/with-job';
import { etagOf } from './etag';
import { answerStatusOf, summaryOf } from './job-summary';

/** An answer and its validator. */
export interface Tagged<T> {
  answer: T;
  etag: string;
}

/** The first request about a job waits this long for it to load, so that small jobs are answered completely. */
const PATIENCE_MS = 250;

/** An answer that says whether the object store is away waits this long for a scan to tell. */
export const DOUBT_PATIENCE_MS = 1_000;

/**
 * Runs `use` with the loader of the job of this key and its status.
 *
 * @param isAside whether surveys go on meanwhile
 * @throws ApiError `unknown-job`
 */
export async function withJob<T>(
  manager: ExplainManager,
  key: string,
  use: (loader: ExplainLoader, status: JobStatus) => Promise<T>,
  isAside = false,
): Promise<T> {
  const id = jobIdOf(key);
  const withLoader: WithJob = (jobId, answer) =>
    isAside ? manager.withJobAside(jobId, answer) : manager.withJob(jobId, answer);
  const result =
    id === null
      ? null
      : await withLoader(id, async (loader) => {
          if (loader.snapshot === null) await loader.settled(PATIENCE_MS);
          return { value: await use(loader, await manager.statusOf(loader.directory, loader)) };
        });
  if (result === null) throw unknownJob(manager, key);
  return result.value;
}

/** The error for an unknown key: the job does not exist, or its directory cannot be read. */
export function unknownJob(manager: ExplainManager, key: string): ApiError {
  const id = jobIdOf(key);
  if (id === null) return new ApiError('unknown-job', `There is no explain job ${key}: this is not a valid job key.`);
  const unread = manager.directories.problems.find(({ relativePath }) => relativePath === id);
  if (unread) return new ApiError('unreadable', `${unread.message}${manager.retryNote()}`);
  const next = manager.retryNote('searched for');
  const where = id === './' ? 'in' : `${jobPathOf(id)} below`;
  return new ApiError(
    'unknown-job',
    `There is no explain job ${where} the base directory; it may have been moved or deleted.${next}`,
  );
}

/**
 * Everything about a job except its samples.
 *
 * @param isCached called with the validator; where it returns true, the client has the answer already, and null is returned instead
 */
export async function answerJob(
  manager: ExplainManager,
  key: string,
  { threshold }: ThresholdRequest = {},
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<JobAnswer> | null>> {
  await manager.settleDoubt(DOUBT_PATIENCE_MS);
  return withJob(manager, key, async (loader, jobStatus) => {
    const description = await loader.describe(threshold);
    const outage = manager.outageOf(jobStatus.directory.relativePath);
    const { snapshot, directory, manifest, problems, problemCount } = jobStatus;
    const head: Omit<JobAnswer, 'labelCounts'> = {
      ...summaryOf(manager, jobStatus),
      ...answerStatusOf(jobStatus),
      baseMessage: outage && `${outage}${manager.outageNote()}`,
      directory: displayName(loader.path),
      eventFile: displayName(directory.eventFile),
      partCount: 1 + (directory.parts?.length ?? 0),
      writers: await manager.writersOf(directory, manifest),
      threshold: snapshot?.threshold ?? DEFAULT_THRESHOLD,
      uncertainty: snapshot?.hasUncertainty ?? false,
      explainerNames: snapshot?.explainers ?? [],
      metrics: snapshot?.metrics ?? [],
      atThreshold: description?.atThreshold ?? null,
      withMaps: description?.withMaps ?? 0,
      withCounterfactuals: description?.withCounterfactuals ?? 0,
      problems,
      problemCount,
      skipped: snapshot?.skipped ?? [],
    };
    const etag = etagOf('job', head, description?.revision);
    if (isCached(etag)) return { answer: null, etag };
    return { answer: withProperty(head, 'labelCounts', description?.labels ?? toJson([])), etag };
  });
}

/** The version from which a page was made, which may be newer than that of the status `before`. */
export function versionOf(
  found: { generation: string | null; revision: string; bytesRead: number },
  before: AnswerStatus,
) {
  const { generation, revision, bytesRead } = found;
  return { generation, revision, progress: { read: bytesRead, total: Math.max(before.progress.total, bytesRead) } };
}

/**
 * The evaluation scores of a job.
 *
 * @param isCached called with the validator before any work is done; where it returns true, the client has the answer already, and
 *   null is returned instead
 */
export async function answerEvaluation(
  manager: ExplainManager,
  key: string,
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<Json<EvaluationAnswer> | null>> {
  return withJob(manager, key, async (loader, jobStatus) => {
    const before = answerStatusOf(jobStatus);
    const tag = (status: AnswerStatus) => etagOf('evaluation', status);
    if (isCached(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.evaluation();
    const status = found ? { ...before, ...versionOf(found, before) } : before;
    const evaluation =
      found?.evaluation ?? toJson({ explainers: [], metrics: [], metricRanges: [], labels: [], scores: [] });
    return { answer: withJson(status, evaluation), etag: tag(status) };
  });
}
