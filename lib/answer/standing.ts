import 'server-only';
import type { JobSummary, Standing } from '../api/answers';
import { jobKeyOf, jobPathOf } from '../api/job-key';
import type { Problem } from '../job/problems';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { IndexSnapshot } from '../manager/index-answers';
import { isCutOff, type JobFacts, jobState } from '../manager/job-state';
import type { ManifestState } from '../manager/manifest';
import type { ExplainDirectory } from '../summary/explain-directory';

/** Everything that is known of a job without asking for its samples. */
export interface KnownJob {
  directory: ExplainDirectory;
  snapshot: IndexSnapshot | null;
  manifest: ManifestState;
  state: JobSummary['state'];
  /** What is wrong with the job's files, the gravest first. */
  problems: Problem[];
  problemCount: number;
}

/** What is known of a job; its loader, where there is one, is only looked at. */
export async function knowJob(
  manager: ExplainManager,
  directory: ExplainDirectory,
  loader?: ExplainLoader,
): Promise<KnownJob> {
  const manifest = await manager.manifestOf(directory);
  const snapshot = loader?.snapshot ?? null;
  const failure = failureOf(manager, directory, loader);
  const facts = factsOf(manager, directory, manifest, loader);
  // What is refused for its size is not tried again before it is another file.
  const again = manager.isTooLarge(directory) ? '' : nextTry(manager);
  const grave = graveProblems(facts, failure && `${failure}${again}`);
  return {
    directory,
    snapshot,
    manifest,
    state: jobState(facts),
    problems: [...grave, ...(snapshot?.problems ?? [])],
    problemCount: grave.length + (snapshot?.problemCount ?? 0),
  };
}

/** When what failed is tried again, or what is gone is looked for, as the end of what is said about it. */
export function nextTry({ reloadInterval }: ExplainManager, doing: 'tried' | 'looked for' = 'tried'): string {
  return reloadInterval > 0 ? ` It is ${doing} again every ${reloadInterval} s.` : '';
}

function failureOf(manager: ExplainManager, { relativePath }: ExplainDirectory, loader?: ExplainLoader) {
  if (loader?.status.kind === 'failed') return loader.status.message;
  return loader ? undefined : manager.failures.get(relativePath);
}

/** What the state of a job follows from; a manifest that was not looked at counts as missing. */
export function factsOf(
  manager: ExplainManager,
  directory: ExplainDirectory,
  manifest: ManifestState | null,
  loader = manager.peekJob(directory.relativePath),
): JobFacts {
  return {
    snapshot: loader?.snapshot ?? null,
    loading: loader?.isLoading ?? false,
    failed: failureOf(manager, directory, loader) !== undefined,
    manifest: manifest ?? { kind: 'missing' },
    updateTime: directory.updateTime,
    now: manager.clock.now(),
  };
}

function graveProblems(facts: JobFacts, failure: string | undefined): Problem[] {
  const { snapshot, manifest } = facts;
  const problems: Problem[] = [];
  if (failure !== undefined) problems.push({ code: 'unreadable', message: failure, offset: null });
  if (snapshot?.damage) {
    const { offset, message } = snapshot.damage;
    problems.push({ code: 'corrupt-record', message: `${message} ${before(snapshot)}`, offset });
  } else if (snapshot && isCutOff(facts)) {
    const { bytesRead, fileSize } = snapshot;
    const message = `The run is over, but its event file ends at byte ${fileSize} inside the record that begins at byte ${bytesRead}. ${before(snapshot)}`;
    problems.push({ code: 'cut-off', message, offset: bytesRead });
  }
  if (manifest.kind === 'malformed') problems.push({ code: 'bad-manifest', message: manifest.message, offset: null });
  return problems;
}

function before({ sampleCount }: IndexSnapshot): string {
  if (sampleCount === 0) return 'No sample stands before it.';
  return sampleCount === 1 ? 'The sample before it is kept.' : `The ${sampleCount} samples before it are kept.`;
}

/** A row of the job list. */
export function summaryOf({ directory, snapshot, manifest, state, problems }: KnownJob): JobSummary {
  const claimed = manifest.kind === 'present' ? manifest.manifest : null;
  const isBroken = state === 'damaged' || state === 'unreadable';
  return {
    key: jobKeyOf(directory.relativePath),
    path: jobPathOf(directory.relativePath),
    created: isoTime(directory.createTime),
    updated: isoTime(directory.updateTime) ?? new Date(0).toISOString(),
    size: directory.size,
    state,
    samples: snapshot?.sampleCount ?? null,
    labels: snapshot?.labelCount ?? null,
    explainers: snapshot?.explainers.length ?? null,
    views: {
      saliency: claimed?.saliencyMap ?? true,
      counterfactual: claimed?.hierarchicalOcclusion || (snapshot?.hasCounterfactuals ?? false),
      evaluation: claimed?.benchmark || (snapshot?.scoreCount ?? 0) > 0,
    },
    message: isBroken ? (problems[0]?.message ?? null) : null,
  };
}

/** Where the job stands, as answers about its samples carry it. */
export function standingOf({ directory, snapshot, state, problems }: KnownJob): Standing {
  const isBroken = state === 'damaged' || state === 'unreadable';
  return {
    state,
    generation: snapshot?.generation ?? null,
    revision: snapshot?.revision ?? null,
    progress: { read: snapshot?.bytesRead ?? 0, total: Math.max(snapshot?.fileSize ?? 0, directory.size) },
    message: isBroken ? (problems[0]?.message ?? null) : null,
  };
}

/** Null for a number that is no time a date can have: event files may carry any digits in their names. */
function isoTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? null : date.toISOString();
}
