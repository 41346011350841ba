import 'server-only';
import { basename } from 'node:path';
import type { JobRow, JobSummary, JobsAnswer } from '../api/answers';
import { jobPathOf } from '../api/job-key';
import type { JobsRequest } from '../api/requests';
import type { ExplainManager } from '../manager/explain-manager';
import { JobHeads } from '../manager/job-head';
import { isStorageError } from '../storage/storage';
import type { ExplainDirectory } from '../summary/explain-directory';
import { JobOrders } from './job-order';
import { knowJob, nextTry, summaryOf } from './standing';

/** The list waits so long for the first look for jobs; then it shows what was found so far. */
const DISCOVERY_PATIENCE_MS = 250;

const heads = new WeakMap<ExplainManager, JobHeads>();
const orders = new WeakMap<ExplainManager, JobOrders>();

function ordersOf(manager: ExplainManager): JobOrders {
  let known = orders.get(manager);
  if (!known) {
    known = new JobOrders(manager);
    orders.set(manager, known);
  }
  return known;
}

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
  await manager.discovered(DISCOVERY_PATIENCE_MS);
  const { problems } = manager.directories;
  const { total, rows } = await ordersOf(manager).find(request);
  const { page, limit } = request;
  return {
    total,
    page,
    limit,
    pages: Math.max(1, Math.ceil(total / limit)),
    base: basename(manager.summaryBaseDir) || '/',
    reloadInterval: manager.reloadInterval,
    message:
      manager.status.kind === 'invalid' && manager.status.failed ? `${manager.status.reason}${nextTry(manager)}` : null,
    isLooking: !manager.hasDiscovered,
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
