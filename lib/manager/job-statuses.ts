import type { Clock } from '../clock';
import type { IndexSnapshot, PictureCheck } from '../indexing/index-answers';
import type { ExplainDirectory } from '../summary/explain-directory';
import type { ExplainLoader } from './explain-loader';
import { isActive, type JobState, jobState } from './job-state';
import { type JobStatus, jobStatus } from './job-status';
import type { LoadedJobs } from './loaded-jobs';
import type { ManifestState } from './manifest';
import type { Manifests } from './manifests';
import { isOutgrown, missingParts } from './part-problems';

/** The known content of a job. */
interface Knowledge {
  loader?: ExplainLoader;
  /** The summary of the event file as it is now; null if it has not been read. */
  current: IndexSnapshot | null;
  /** As `current`, or from an earlier state of the same file. */
  latest: IndexSnapshot | null;
}

/** Combines what is known about each job: from its directory, its manifest, its loader, and the summary that was kept of it. */
export class JobStatuses {
  constructor(
    readonly jobs: LoadedJobs,
    readonly manifests: Manifests,
    readonly clock: Clock,
    /** When the last scan began, whose sizes are those of directories; milliseconds since 1970. */
    readonly scannedAt: () => number,
  ) {}

  /** The status of a requested job: what its loader can answer requests about. */
  ofLoader(loader: ExplainLoader, manifest: ManifestState, retryNote: string): JobStatus {
    const { directory, snapshot } = loader;
    return this.#status(directory, manifest, retryNote, { loader, current: snapshot, latest: snapshot });
  }

  /** The status of a job that may not be loaded: what is loaded of it, or else what was known when it was last loaded. */
  ofDirectory(directory: ExplainDirectory, manifest: ManifestState, retryNote: string): JobStatus {
    return this.#status(directory, manifest, retryNote, this.#knowledgeOf(directory));
  }

  /** The state of a job without reading anything: a manifest that has not been read counts as missing. */
  peekState(directory: ExplainDirectory): JobState {
    const manifest = this.manifests.peek(directory) ?? { kind: 'missing' };
    const { loader, current } = this.#knowledgeOf(directory);
    return jobState(this.#factsOf(directory, manifest, current, loader));
  }

  #knowledgeOf(directory: ExplainDirectory): Knowledge {
    const loader = this.jobs.peek(directory.relativePath);
    const remembered = this.jobs.remembered.get(directory)?.snapshot ?? null;
    const isCurrent = this.jobs.remembered.isCurrent(directory);
    return {
      loader,
      current: loader?.snapshot ?? (isCurrent ? remembered : null),
      latest: loader?.snapshot ?? remembered,
    };
  }

  #status(
    directory: ExplainDirectory,
    manifest: ManifestState,
    retryNote: string,
    { loader, current, latest }: Knowledge,
  ): JobStatus {
    const failure = this.#failureOf(directory, loader);
    // A job that was rejected for its size is not tried again until its file has changed.
    const retry = this.jobs.isTooLarge(directory) ? '' : retryNote;
    return jobStatus({
      directory,
      facts: this.#factsOf(directory, manifest, current, loader),
      snapshot: latest,
      pictures: this.#picturesOf(directory, latest?.generation ?? null),
      failure: failure && `${failure}${retry}`,
    });
  }

  #factsOf(directory: ExplainDirectory, read: ManifestState, snapshot: IndexSnapshot | null, loader?: ExplainLoader) {
    const times = { updateTime: directory.updateTime, now: this.clock.now() };
    const isOver =
      read.kind !== 'present' || !(isContinued(directory, read, times.now) || this.#isAhead(read, directory, snapshot));
    const manifest: ManifestState = isOver ? read : { kind: 'missing' };
    return {
      snapshot,
      loading: loader?.isLoading ?? false,
      failed: this.#failureOf(directory, loader) !== undefined,
      manifest,
      size: this.manifests.sizeOf(directory),
      missing: missingParts(directory, manifest),
      ...times,
    };
  }

  /** Whether a manifest has just appeared that lists more than the last scan has seen: the next one tells what is missing. */
  #isAhead(manifest: ManifestState, directory: ExplainDirectory, snapshot: IndexSnapshot | null): boolean {
    const isUnread = snapshot !== null && snapshot.bytesRead < snapshot.fileSize;
    if (isUnread && snapshot.fileSize < directory.size) return true;
    const isNew = this.manifests.isNewerThan(this.scannedAt(), directory);
    return isNew && (isUnread || missingParts(directory, manifest).length > 0);
  }

  #picturesOf(directory: ExplainDirectory, generation: string | null): PictureCheck | null {
    const check = this.jobs.remembered.get(directory)?.pictures?.check;
    return check && check.generation === generation ? check : null;
  }

  #failureOf({ relativePath }: ExplainDirectory, loader?: ExplainLoader): string | undefined {
    if (loader?.status.kind === 'failed') return loader.status.message;
    // A job that could not be read is tried again: until something of it is read, the reason stays.
    return loader?.snapshot ? undefined : this.jobs.failures.get(relativePath);
  }
}

/** Whether a run grows that continues a job whose manifest is still there. Where a listed part is missing, or what is more is old, none does. */
function isContinued(directory: ExplainDirectory, manifest: ManifestState, now: number): boolean {
  const isWhole = missingParts(directory, manifest).length === 0;
  return isWhole && isOutgrown(directory, manifest) && isActive({ updateTime: directory.updateTime, now });
}
