import type { IndexSnapshot } from '../indexing/index-answers';
import type { ManifestState } from './manifest';

/**
 * Where a job stands, in one word. Nobody can know how much a running job still will write.
 *
 * - `loading`: Salient is reading its event file
 * - `live`: it grew within the last ten minutes and has no manifest
 * - `stalled`: it has no manifest and was silent for ten minutes
 * - `finished`: its manifest is there; Salient has not read it
 * - `complete`: its manifest is there and all was read
 * - `damaged`: something behind a certain byte of its event file cannot be read
 * - `unreadable`: its event file cannot be read at all
 */
export type JobState = 'loading' | 'live' | 'stalled' | 'finished' | 'complete' | 'damaged' | 'unreadable';

const SILENT_MS = 10 * 60_000;

export interface JobFacts {
  /** Null for a job that is not loaded: then its state is a guess from the outside. */
  snapshot: IndexSnapshot | null;
  loading: boolean;
  /** Whether the last attempt to read the event file failed. */
  failed: boolean;
  manifest: ManifestState;
  /** When the event file was last written, and now; milliseconds since 1970. */
  updateTime: number;
  now: number;
}

/** Whether the event file ends inside a record although the run is over. */
export function isCutOff({ snapshot, loading, manifest }: JobFacts): boolean {
  return snapshot !== null && !loading && manifest.kind === 'present' && snapshot.bytesRead < snapshot.fileSize;
}

export function jobState(facts: JobFacts): JobState {
  const { snapshot, loading, failed, manifest, updateTime, now } = facts;
  if (failed) return 'unreadable';
  if (snapshot?.damage || isCutOff(facts)) return 'damaged';
  if (loading && (snapshot === null || snapshot.bytesRead < snapshot.fileSize)) return 'loading';
  if (manifest.kind === 'present') return snapshot === null ? 'finished' : 'complete';
  return now - updateTime < SILENT_MS ? 'live' : 'stalled';
}
