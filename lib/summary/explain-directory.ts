import type { FileStat } from '../storage/storage';
import { eventFileTime } from './event-file';

/* What is known of the directories below a base directory, and whether it still holds. */

/** A directory that holds an event file: an explain job. */
export interface ExplainDirectory {
  /** Relative to the base directory, `./` in front; the base directory itself is `./`. */
  relativePath: string;
  /** Name of the latest event file, which is the job. */
  eventFile: string;
  /** When the run began: the number in the event file's name. Milliseconds since 1970. */
  createTime: number;
  /** When the event file was last written, milliseconds since 1970. */
  updateTime: number;
  /** Of the event file, bytes. */
  size: number;
  /** Tells the event file from another one that had its place before. */
  identity: string;
}

/** A directory that could not be looked into. */
export interface ScanProblem {
  relativePath: string;
  message: string;
}

export interface ExplainDirectories {
  /** All there are, not only those of the page. */
  total: number;
  /** Latest written first, equal ones by path. */
  directories: ExplainDirectory[];
  problems: ScanProblem[];
}

/** What a look found: all of it. Looks that find the same give the same object, so what is made of it can be kept. */
export interface FoundJobs extends ExplainDirectories {
  byPath: ExplainDirectory[];
}

export const NO_JOBS: FoundJobs = { total: 0, directories: [], byPath: [], problems: [] };

/** A directory changed less than this many milliseconds before it was listed may change again without a new time. */
const SETTLED_MS = 2_000;

/** What the watcher remembers of a directory, so that a quiet one costs a stat and not a listing. */
export interface KnownDirectory {
  relativePath: string;
  modified: number;
  identity: string;
  listedAt: number;
  children: string[];
  eventFile: string | null;
  job: ExplainDirectory | null;
}

/** Whether a directory that is now as `stat` says holds what it held when it was listed. */
export function isAsListed(known: KnownDirectory | undefined, stat: FileStat): known is KnownDirectory {
  return (
    known !== undefined &&
    known.identity === stat.identity &&
    known.modified === stat.modified &&
    known.listedAt - stat.modified > SETTLED_MS
  );
}

export function isAsDescribed(job: ExplainDirectory, eventFile: string | null, stat: FileStat): boolean {
  return (
    job.eventFile === eventFile &&
    job.size === stat.size &&
    job.updateTime === stat.modified &&
    job.identity === stat.identity
  );
}

export function describe(
  relativePath: string,
  eventFile: string,
  { size, modified, identity }: FileStat,
): ExplainDirectory {
  const createTime = eventFileTime(eventFile) * 1000;
  return { relativePath, eventFile, createTime, updateTime: modified, size, identity };
}
