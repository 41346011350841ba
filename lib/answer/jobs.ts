import 'server-only';
import type { JobRow, JobSummary, JobsAnswer } from '../api/job-answers';
import { jobPathOf } from '../api/job-key';
import type { JobsRequest } from '../api/requests';
import { settledWithin } from '../clock';
import type { ExplainManager } from '../manager/explain-manager';
import { isStorageError } from '../storage/storage';
import type { ExplainDirectory, ScanProblem } from '../summary/explain-directory';
import { DOUBT_PATIENCE_MS } from './job';
import { flagsFor, flagsJson, flagsOf, wantedJobs } from './job-flags';
import { JobOrders } from './job-order';
import { summaryOf } from './job-summary';

/** The list waits so long for the first scan for jobs; then it shows the jobs found so far. */
const DISCOVERY_PATIENCE_MS = 250;

/** The list waits so long for previews: those of a page take 2 ms to read, but 20 ms where they are not in the disk cache. */
const PREVIEW_PATIENCE_MS = 5;

const orders = new WeakMap<ExplainManager, JobOrders>();

function ordersOf(manager: ExplainManager): JobOrders {
  let found = orders.get(manager);
  if (!found) {
    found = new JobOrders(manager);
    orders.set(manager, found);
  }
  return found;
}

/**
 * A page of the jobs whose path contains all words of the query. Waits for no job to be indexed: counts that are not known are
 * null, and the jobs are indexed in the background.
 */
export async function answerJobs(manager: ExplainManager, request: JobsRequest): Promise<JobsAnswer> {
  await manager.discovered(DISCOVERY_PATIENCE_MS);
  await manager.settleDoubt(DOUBT_PATIENCE_MS);
  const { total: jobCount, problems, problemCount } = manager.directories;
  const flags = await flagsOf(manager);
  const { total, rows, hiddenCount } = await ordersOf(manager).find(request, (jobs) =>
    wantedJobs(manager, flags, jobs, request),
  );
  manager.indexInBackground(rows);
  const { page, limit } = request;
  const [summaries, previews] = await Promise.all([
    Promise.all(rows.map((directory) => summarise(manager, directory))),
    previewsOf(manager, rows),
  ]);
  return {
    total,
    jobCount,
    hiddenCount,
    page,
    limit,
    pages: Math.max(1, Math.ceil(total / limit)),
    base: manager.title || '/',
    reloadInterval: manager.reloadInterval,
    message:
      manager.status.kind === 'invalid' && manager.status.failed
        ? `${manager.status.reason}${manager.outageNote()}`
        : null,
    marksMessage: flags.fault?.message ?? null,
    marksWhy: flags.fault?.why ?? null,
    isLooking: !manager.hasDiscovered,
    problems: problems.map(problemOf),
    problemCount,
    jobs: summaries.map((summary, row) => ({
      ...summary,
      preview: previews[row],
      flags: flagsJson(flagsFor(manager, flags, rows[row])),
    })),
  };
}

/** Section of the documentation that explains the problem. */
const DOCS = { links: 'docs/operations.md#links-and-names', failures: 'docs/operations.md#failures' };

function problemOf({ relativePath, message, link }: ScanProblem): JobsAnswer['problems'][number] {
  const code = link === undefined ? 'unreadable' : (`link-${link}` as const);
  return { path: jobPathOf(relativePath), message, code, docs: link === undefined ? DOCS.failures : DOCS.links };
}

async function summarise(manager: ExplainManager, directory: ExplainDirectory): Promise<JobSummary> {
  return summaryOf(manager, await manager.statusOf(directory));
}

/** The previews of jobs; null where reading takes longer: it goes on, and the next request gets the result. */
async function previewsOf(
  manager: ExplainManager,
  directories: readonly ExplainDirectory[],
): Promise<JobRow['preview'][]> {
  const previews: JobRow['preview'][] = directories.map(() => null);
  const readings = directories.map(async (directory, row) => {
    previews[row] = await previewOf(manager, directory);
  });
  await settledWithin(manager.clock, PREVIEW_PATIENCE_MS, Promise.all(readings));
  return previews;
}

async function previewOf(manager: ExplainManager, directory: ExplainDirectory): Promise<number[]> {
  try {
    const samples = await manager.previews.previewOf(manager.pathOf(directory.relativePath), directory);
    return samples.map(({ id }) => id);
  } catch (error) {
    if (isStorageError(error)) return []; // the row's state shows the problem
    throw error;
  }
}
