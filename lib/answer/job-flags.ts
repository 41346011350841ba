import 'server-only';
import type { JobRow } from '../api/job-answers';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobFlags } from '../marks/marks';
import type { MarksService } from '../marks/marks-service';
import type { ExplainDirectory } from '../summary/explain-directory';

/* Which jobs of the list are starred or hidden, and their notes. */

interface Listed {
  version: number;
  byPath: Map<string, JobFlags[]>;
  /** Why they cannot be read; null if they can. */
  fault: { why: 'unreadable' | 'unreachable'; message: string } | null;
}

const NONE: Listed = { version: -1, byPath: new Map(), fault: null };
const listed = new WeakMap<ExplainManager, Listed>();

/** The flags of all jobs that have any, as the database has them now. Jobs have none if it cannot be read: the list must not fail. */
export async function flagsOf(manager: ExplainManager): Promise<Listed> {
  if (manager.marks === null) return NONE;
  const known = listed.get(manager) ?? NONE;
  let found: Awaited<ReturnType<MarksService['flags']>>;
  try {
    found = await manager.marks.call('flags', known.version);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ...NONE, fault: { why: name === 'MarksUnreachableError' ? 'unreachable' : 'unreadable', message } };
  }
  if (found === null) return known;
  const byPath = new Map<string, JobFlags[]>();
  for (const job of found.jobs) byPath.set(job.path, [...(byPath.get(job.path) ?? []), job]);
  const next = { version: found.version, byPath, fault: null };
  listed.set(manager, next);
  return next;
}

/** Those of a job; null if there are none. A job with another event file, or of another generation, is another job. */
export function flagsFor(manager: ExplainManager, { byPath }: Listed, directory: ExplainDirectory): JobFlags | null {
  const jobs = byPath.get(directory.relativePath);
  if (jobs === undefined) return null;
  const generation = manager.peekSnapshot(directory)?.generation ?? null;
  const isSame = (job: JobFlags) => generation === null || job.generation === '' || job.generation === generation;
  const found = jobs.filter((job) => job.eventFile === directory.eventFile && isSame(job));
  return found.reduce<JobFlags | null>((latest, job) => (latest && latest.version > job.version ? latest : job), null);
}

export function flagsJson(flags: JobFlags | null): JobRow['flags'] {
  if (flags === null) return null;
  const { starred, hidden, version, note, marked } = flags;
  return { starred, hidden, version, note, marked };
}

/**
 * Which jobs are listed, by their number in `byPath` (1), and how many are hidden; null for all of them.
 *
 * @param jobs all jobs, ordered by path
 */
export function wantedJobs(
  manager: ExplainManager,
  flags: Listed,
  jobs: readonly ExplainDirectory[],
  { hidden, starred }: { hidden: boolean; starred: boolean },
): { wanted: Uint8Array | null; hiddenCount: number } {
  const wanted = new Uint8Array(jobs.length).fill(starred ? 0 : 1);
  let hiddenCount = 0;
  for (const path of flags.byPath.keys()) {
    const index = indexOf(jobs, path);
    const own = index === -1 ? null : flagsFor(manager, flags, jobs[index]);
    if (own === null) continue;
    if (own.hidden) hiddenCount++;
    wanted[index] = Number((hidden || !own.hidden) && (!starred || own.starred));
  }
  return { wanted: starred || (!hidden && hiddenCount > 0) ? wanted : null, hiddenCount };
}

/** The number of the job at a path; -1 if there is none. */
function indexOf(jobs: readonly ExplainDirectory[], path: string): number {
  let [from, to] = [0, jobs.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (jobs[middle].relativePath < path) from = middle + 1;
    else to = middle;
  }
  return jobs[from]?.relativePath === path ? from : -1;
}
