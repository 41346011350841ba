import 'server-only';
import { basename } from 'node:path';
import type { JobRow, JobSummary, JobsAnswer } from '../api/answers';
import { jobPathOf } from '../api/job-key';
import type { JobSort, JobsRequest } from '../api/requests';
import type { ExplainManager } from '../manager/explain-manager';
import { JobHeads } from '../manager/job-head';
import { isStorageError } from '../storage/storage';
import type { ExplainDirectory } from '../summary/summary-watcher';
import { knowJob, nextTry, summaryOf } from './standing';

const heads = new WeakMap<ExplainManager, JobHeads>();

/** The heads of a manager's jobs. */
export function headsOf(manager: ExplainManager): JobHeads {
  let known = heads.get(manager);
  if (!known) {
    known = new JobHeads(manager.storage);
    heads.set(manager, known);
  }
  return known;
}

/** A page of the jobs whose path holds all the words asked for. Loads no job: what has not been read is null. */
export async function answerJobs(manager: ExplainManager, request: JobsRequest): Promise<JobsAnswer> {
  await manager.discovered();
  const { directories, problems } = manager.getJobList();
  const words = request.q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = directories.filter(({ relativePath }) => {
    const path = jobPathOf(relativePath).toLowerCase();
    return words.every((word) => path.includes(word));
  });

  const { page, limit } = request;
  const sorted = await sortJobs(manager, found, request);
  const rows = sorted.slice((page - 1) * limit, page * limit);
  return {
    total: found.length,
    page,
    limit,
    pages: Math.max(1, Math.ceil(found.length / limit)),
    base: basename(manager.summaryBaseDir) || '/',
    reloadInterval: manager.reloadInterval,
    message:
      manager.status.kind === 'invalid' && manager.status.failed ? `${manager.status.reason}${nextTry(manager)}` : null,
    problems: problems.map(({ relativePath, message }) => ({ path: jobPathOf(relativePath), message })),
    jobs: await Promise.all(rows.map((directory) => rowOf(manager, directory))),
  };
}

async function rowOf(manager: ExplainManager, directory: ExplainDirectory): Promise<JobRow> {
  const [summary, preview] = await Promise.all([summarise(manager, directory), previewOf(manager, directory)]);
  return { ...summary, preview };
}

async function summarise(manager: ExplainManager, directory: ExplainDirectory): Promise<JobSummary> {
  return summaryOf(await knowJob(manager, directory, manager.peekJob(directory.relativePath)));
}

async function previewOf(manager: ExplainManager, directory: ExplainDirectory): Promise<number[]> {
  try {
    const head = await headsOf(manager).head(manager.pathOf(directory.relativePath), directory);
    return head.map(({ id }) => id);
  } catch (error) {
    if (isStorageError(error)) return []; // the row's state says what is wrong
    throw error;
  }
}

type SortValue = string | number | null;

/** What each sort goes by: mostly what is known without touching the disk. */
const SORT_VALUE: Record<
  JobSort,
  (manager: ExplainManager, directory: ExplainDirectory) => SortValue | Promise<SortValue>
> = {
  path: (_, { relativePath }) => relativePath,
  created: (_, { createTime }) => createTime,
  updated: (_, { updateTime }) => updateTime,
  size: (_, { size }) => size,
  samples: (manager, { relativePath }) => manager.peekJob(relativePath)?.snapshot?.sampleCount ?? null,
  labels: (manager, { relativePath }) => manager.peekJob(relativePath)?.snapshot?.labelCount ?? null,
  explainers: (manager, { relativePath }) => manager.peekJob(relativePath)?.snapshot?.explainers.length ?? null,
  state: async (manager, directory) => (await summarise(manager, directory)).state,
};

async function sortJobs(
  manager: ExplainManager,
  jobs: ExplainDirectory[],
  { sort, order }: JobsRequest,
): Promise<ExplainDirectory[]> {
  const values = await Promise.all(jobs.map((job) => SORT_VALUE[sort](manager, job)));
  const keyed = jobs.map((job, index) => ({ job, value: values[index] }));
  const direction = order === 'asc' ? 1 : -1;
  keyed.sort((a, b) => {
    if (a.value === b.value) return byPath(a.job, b.job);
    if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
    return a.value < b.value ? -direction : direction;
  });
  return keyed.map(({ job }) => job);
}

function byPath(a: ExplainDirectory, b: ExplainDirectory): number {
  return a.relativePath < b.relativePath ? -1 : 1;
}
