import 'server-only';
import { basename } from 'node:path';
import type { JobRow, JobSummary, JobsAnswer } from '../api/answers';
import { jobPathOf } from '../api/job-key';
import type { JobsRequest } from '../api/requests';
import { patiently } from '../clock';
import type { ExplainManager } from '../manager/explain-manager';
import { JobHeads } from '../manager/job-head';
import { isStorageError } from '../storage/storage';
import type { ExplainDirectory } from '../summary/explain-directory';
import { JobOrders } from './job-order';
import { summaryOf } from './job-summary';

/** The list waits so long for the first look for jobs; then it shows what was found so far. */
const DISCOVERY_PATIENCE_MS = 250;

/** The list waits so long for a look into event files: those of a page take 2 ms, but 20 on a disk that has to be asked. */
const PREVIEW_PATIENCE_MS = 5;

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
  const [summaries, previews] = await Promise.all([
    Promise.all(rows.map((directory) => summarise(manager, directory))),
    previewsOf(manager, rows),
  ]);
  return {
    total,
    page,
    limit,
    pages: Math.max(1, Math.ceil(total / limit)),
    base: basename(manager.summaryBaseDir) || '/',
    reloadInterval: manager.reloadInterval,
    message:
      manager.status.kind === 'invalid' && manager.status.failed
        ? `${manager.status.reason}${manager.retryNote()}`
        : null,
    isLooking: !manager.hasDiscovered,
    problems: problems.map(({ relativePath, message }) => ({ path: jobPathOf(relativePath), message })),
    jobs: summaries.map((summary, row) => ({ ...summary, preview: previews[row] })),
  };
}

async function summarise(manager: ExplainManager, directory: ExplainDirectory): Promise<JobSummary> {
  return summaryOf(await manager.statusOf(directory));
}

/** The previews of jobs, null for one that takes longer: it is looked at nevertheless, and known to who asks again. */
async function previewsOf(
  manager: ExplainManager,
  directories: readonly ExplainDirectory[],
): Promise<JobRow['preview'][]> {
  const previews: JobRow['preview'][] = directories.map(() => null);
  const looks = directories.map(async (directory, row) => {
    previews[row] = await previewOf(manager, directory);
  });
  await patiently(manager.clock, PREVIEW_PATIENCE_MS, Promise.all(looks));
  return previews;
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
