import type { FileStat } from '../storage/storage';
import { eventFileTime } from './event-file';

/* Descriptions of the directories below a base directory, and whether they are still current. */

/** A directory that holds an event file: an explain job. */
export interface ExplainDirectory {
  /** Relative to the base directory, `./` in front; the base directory itself is `./`. */
  relativePath: string;
  /** Name of the latest event file, which is the job. */
  eventFile: string;
  /** Start of the run, from the event file's name; milliseconds since 1970. */
  createTime: number;
  /** When the event file was last written, milliseconds since 1970. */
  updateTime: number;
  /** Size of the event file, bytes. */
  size: number;
  /** Differs between event files that had the same path at different times. */
  identity: string;
}

/** A directory that could not be read. */
export interface ScanProblem {
  relativePath: string;
  message: string;
}

export interface ExplainDirectories {
  /** Number of all jobs, not only those of the page. */
  total: number;
  /** Latest written first, equal ones by path. */
  directories: ExplainDirectory[];
  problems: ScanProblem[];
}

/** The result of a scan. Scans with equal results return the same object, so that anything derived from it can be cached. */
export interface FoundJobs extends ExplainDirectories {
  byPath: ExplainDirectory[];
}

export const NO_JOBS: FoundJobs = { total: 0, directories: [], byPath: [], problems: [] };

/** A directory changed less than this many milliseconds before it was listed may change again without a new time. */
const SETTLED_MS = 2_000;

/** The cached listing of a directory: an unchanged directory costs a stat instead of a listing. */
export interface ListedDirectory {
  relativePath: string;
  modified: number;
  identity: string;
  listedAt: number;
  children: string[];
  eventFile: string | null;
  job: ExplainDirectory | null;
}

/** Whether a cached listing is still current, given the directory's `stat`. */
export function isAsListed(listed: ListedDirectory | undefined, stat: FileStat): listed is ListedDirectory {
  return (
    listed !== undefined &&
    listed.identity === stat.identity &&
    listed.modified === stat.modified &&
    listed.listedAt - stat.modified > SETTLED_MS
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
