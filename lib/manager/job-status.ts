import type { IndexSnapshot, PictureCheck } from '../indexing/index-answers';
import type { Problem } from '../job/problems';
import type { ExplainDirectory } from '../summary/explain-directory';
import { isCutOff, type JobFacts, type JobState, jobState } from './job-state';
import type { ManifestState } from './manifest';
import { leftOutParts } from './part-problems';

/** The status of a job: everything known about it without reading its samples. */
export interface JobStatus {
  directory: ExplainDirectory;
  /** Null if nothing has been indexed yet. */
  snapshot: IndexSnapshot | null;
  /** The last check of its pictures; null if they have not been checked. */
  pictures: PictureCheck | null;
  manifest: ManifestState;
  state: JobState;
  /** The problems with the job's files, the most serious first. */
  problems: Problem[];
  /** Total number of problems; `problems` contains only the first of them. */
  problemCount: number;
}

interface Parts extends Pick<JobStatus, 'directory' | 'snapshot' | 'pictures'> {
  facts: JobFacts;
  /** Why the last attempt to read the event file failed; undefined if it succeeded. */
  failure: string | undefined;
}

/** Creates the status of a job. */
export function jobStatus({ directory, facts, snapshot, pictures, failure }: Parts): JobStatus {
  const ofParts = [...(facts.missing ?? []), ...leftOutParts(directory)];
  const serious = [...seriousProblems(facts, failure), ...ofParts, ...pictureProblems(pictures)];
  return {
    directory,
    snapshot,
    pictures,
    manifest: facts.manifest,
    state: jobState(facts),
    problems: [...serious, ...(snapshot?.problems ?? [])],
    problemCount: serious.length + (snapshot?.problemCount ?? 0),
  };
}

function pictureProblems(pictures: PictureCheck | null): Problem[] {
  if (pictures === null) return [];
  const { missing, unreadable, checked, total } = pictures;
  const problems: Problem[] = [];
  const add = (code: 'missing-pictures' | 'unreadable-pictures', count: number, verb: (isOne: boolean) => string) => {
    if (count === 0) return;
    const of = `${count} of ${checked} ${total === null ? 'checked ' : ''}pictures ${verb(count === 1)}.`;
    problems.push({ code, message: total === null ? `At least ${of}` : of, offset: null });
  };
  add('missing-pictures', missing, (isOne) => (isOne ? 'is missing' : 'are missing'));
  add('unreadable-pictures', unreadable, () => 'cannot be read');
  return problems;
}

function seriousProblems(facts: JobFacts, failure: string | undefined): Problem[] {
  const { snapshot, manifest } = facts;
  const problems: Problem[] = [];
  if (failure !== undefined) problems.push({ code: 'unreadable', message: failure, offset: null });
  if (snapshot?.damage) {
    const { offset, message } = snapshot.damage;
    problems.push({ code: 'corrupt-record', message: `${message} ${keptSamples(snapshot)}`, offset });
  } else if (snapshot && isCutOff(facts)) {
    const { bytesRead, fileSize, zerosFrom, name } = { name: null, ...(snapshot.unreadEnd ?? snapshot) };
    const end =
      zerosFrom === null
        ? `ends at byte ${fileSize} inside the record that begins at byte ${bytesRead}`
        : `has only zeros from byte ${zerosFrom} to its end at byte ${fileSize}`;
    const message = `The run has ended, but ${name ?? 'its event file'} ${end}. ${keptSamples(snapshot)}`;
    problems.push({ code: 'cut-off', message, offset: bytesRead });
  }
  if (manifest.kind === 'malformed') problems.push({ code: 'bad-manifest', message: manifest.message, offset: null });
  return problems;
}

function keptSamples({ sampleCount, unreadEnd }: IndexSnapshot): string {
  // What is before the damage in one part is not what is known of the job.
  if (unreadEnd !== undefined)
    return `Of all parts, ${sampleCount} sample${sampleCount === 1 ? '' : 's'} could be read.`;
  if (sampleCount === 0) return 'There is no sample before it.';
  return sampleCount === 1 ? 'The sample before it is kept.' : `The ${sampleCount} samples before it are kept.`;
}
