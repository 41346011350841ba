import type { IndexSnapshot } from '../indexing/index-answers';
import type { Problem } from '../job/problems';
import type { ManifestState } from './manifest';

/**
 * The state of a job, in one word.
 *
 * - `loading`: Salient is reading its event file
 * - `live`: it has no manifest, and grew within the last ten minutes
 * - `stalled`: it has no manifest, and has not grown for ten minutes
 * - `finished`: its manifest exists; Salient has not indexed it, or not all of it
 * - `complete`: its manifest exists, and all records were read
 * - `damaged`: its event file cannot be read beyond a certain byte, or the run has ended and a part of it is missing
 * - `unreadable`: its event file cannot be read at all
 */
export type JobState = 'loading' | 'live' | 'stalled' | 'finished' | 'complete' | 'damaged' | 'unreadable';

const SILENT_MS = 10 * 60_000;

export interface JobFacts {
  /** Null for a job that is not indexed: the state is then derived from its files alone. */
  snapshot: IndexSnapshot | null;
  loading: boolean;
  /** Whether the last attempt to read the event file failed. */
  failed: boolean;
  manifest: ManifestState;
  /** Bytes of the event file as far as is known: there may be more than has been read. */
  size?: number;
  /** Parts that should be there and are not. */
  missing?: readonly Problem[];
  /** When the event file was last written, and now; milliseconds since 1970. */
  updateTime: number;
  now: number;
}

/** Whether the event file ends inside a record although the run has ended. */
export function isCutOff({ snapshot, loading, manifest }: JobFacts): boolean {
  return snapshot !== null && !loading && manifest.kind === 'present' && snapshot.bytesRead < snapshot.fileSize;
}

/** Whether something was written lately. */
export function isActive({ updateTime, now }: Pick<JobFacts, 'updateTime' | 'now'>): boolean {
  return now - updateTime < SILENT_MS;
}

export function jobState(facts: JobFacts): JobState {
  const { snapshot, loading, failed, manifest, missing = [], size = 0 } = facts;
  if (failed) return 'unreadable';
  if (snapshot?.damage || isCutOff(facts)) return 'damaged';
  if (missing.length > 0 && manifest.kind === 'present') return 'damaged';
  if (loading && (snapshot === null || snapshot.bytesRead < snapshot.fileSize)) return 'loading';
  if (manifest.kind === 'present') return snapshot === null || snapshot.bytesRead < size ? 'finished' : 'complete';
  return isActive(facts) ? 'live' : 'stalled';
}
