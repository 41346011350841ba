import type { IndexSnapshot } from '../indexing/index-answers';
import type { Problem } from '../job/problems';
import type { ExplainDirectory } from '../summary/explain-directory';
import { isCutOff, type JobFacts, type JobState, jobState } from './job-state';
import type { ManifestState } from './manifest';

/** The status of a job: everything that is known of it without reading its samples. */
export interface JobStatus {
  directory: ExplainDirectory;
  /** Null where nothing has been indexed yet. */
  snapshot: IndexSnapshot | null;
  manifest: ManifestState;
  state: JobState;
  /** What is wrong with the job's files, the most serious first. */
  problems: Problem[];
  /** At least the number of `problems`: only the first of them are kept. */
  problemCount: number;
}

/**
 * Puts the status of a job together.
 *
 * @param failure why the last attempt to read the event file failed; undefined where it did not
 */
export function jobStatus(directory: ExplainDirectory, facts: JobFacts, failure: string | undefined): JobStatus {
  const { snapshot, manifest } = facts;
  const serious = seriousProblems(facts, failure);
  return {
    directory,
    snapshot,
    manifest,
    state: jobState(facts),
    problems: [...serious, ...(snapshot?.problems ?? [])],
    problemCount: serious.length + (snapshot?.problemCount ?? 0),
  };
}

function seriousProblems(facts: JobFacts, failure: string | undefined): Problem[] {
  const { snapshot, manifest } = facts;
  const problems: Problem[] = [];
  if (failure !== undefined) problems.push({ code: 'unreadable', message: failure, offset: null });
  if (snapshot?.damage) {
    const { offset, message } = snapshot.damage;
    problems.push({ code: 'corrupt-record', message: `${message} ${keptSamples(snapshot)}`, offset });
  } else if (snapshot && isCutOff(facts)) {
    const { bytesRead, fileSize } = snapshot;
    const message = `The run is over, but its event file ends at byte ${fileSize} inside the record that begins at byte ${bytesRead}. ${keptSamples(snapshot)}`;
    problems.push({ code: 'cut-off', message, offset: bytesRead });
  }
  if (manifest.kind === 'malformed') problems.push({ code: 'bad-manifest', message: manifest.message, offset: null });
  return problems;
}

function keptSamples({ sampleCount }: IndexSnapshot): string {
  if (sampleCount === 0) return 'There is no sample before it.';
  return sampleCount === 1 ? 'The sample before it is kept.' : `The ${sampleCount} samples before it are kept.`;
}
