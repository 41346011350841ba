import type { FileStat } from '../storage/storage';
import { jobTime, type PartName } from './event-file';

/* Descriptions of the directories below a base directory, and whether they are still current. */

/** A directory that holds an event file: an explain job. */
export interface ExplainDirectory {
  /** Relative to the base directory, `./` in front; the base directory itself is `./`. */
  relativePath: string;
  /** Name of the latest event file, which is the job; that of its first part where the event file is missing. */
  eventFile: string;
  /** Start of the run, from the event file's name; milliseconds since 1970. */
  createTime: number;
  /** When the event file, or a part of it, was last written; milliseconds since 1970. */
  updateTime: number;
  /** Size of the event file and its parts, bytes. */
  size: number;
  /** Differs between event files that had the same path at different times. */
  identity: string;
  /** Differs between two contents of the event file, where the storage can tell. */
  version?: string;
  /** Where the files really are, if a symbolic link leads there; always inside the base directory. */
  linked?: LinkedPlaces;
  /** The parts beside the event file, in their order; only of a job that has some. */
  parts?: readonly PartFile[];
  /** Names of parts that are not read, because another file is the same part, or there are too many; only of a job that has some. */
  leftOut?: readonly string[];
}

/** A part of a job other than its event file, as it is on disk. */
export interface PartFile extends PartName {
  /** Bytes. */
  size: number;
  /** Last modification, milliseconds since 1970. */
  modified: number;
  identity: string;
  version?: string;
}

/** Absolute paths with all links resolved. */
export interface LinkedPlaces {
  /** The directory that the paths of pictures are relative to. */
  directory: string;
  eventFile: string;
  /** Where parts really are that are links, by name. */
  parts?: Readonly<Record<string, string>>;
  /** The data directory, if it is a link. */
  data?: string;
}

/** Where the pictures of a job are. */
export interface PicturePlace {
  /** The directory that their paths are relative to. */
  root: string;
  /** The directory to which a link in place of the data directory leads: absolute, without links, inside of the base directory. */
  linked?: string;
}

/** Why a symbolic link is not followed: it leads out of the base directory, to nothing, back to itself, or to another kind of file. */
export type LinkProblem = 'outside' | 'broken' | 'loop' | 'wrong-kind';

/** A directory that could not be read, or a link that is not followed. */
export interface ScanProblem {
  relativePath: string;
  message: string;
  /** Undefined if it is no link. */
  link?: LinkProblem;
}

export interface ExplainDirectories {
  /** Number of all jobs, not only those of the page. */
  total: number;
  /** Latest written first, equal ones by path. */
  directories: ExplainDirectory[];
  /** The first hundred problems. */
  problems: ScanProblem[];
}

/** The result of a scan. Scans with equal results return the same object, so that anything derived from it can be cached. */
export interface FoundJobs extends ExplainDirectories {
  byPath: ExplainDirectory[];
  /** Number of all problems. */
  problemCount: number;
}

export const NO_JOBS: FoundJobs = { total: 0, directories: [], byPath: [], problems: [], problemCount: 0 };

/** A directory changed less than this many milliseconds before it was listed may change again without a new time. */
const SETTLED_MS = 2_000;

/** A link to a directory inside of the base directory. */
export interface DirectoryLink {
  name: string;
  /** Absolute path with all links resolved. */
  directory: string;
  /** Whether the directories in it are searched for jobs: only if the scan does not come to them without the link. */
  isEntered: boolean;
}

/** The cached listing of a directory: an unchanged directory costs a stat instead of a listing. */
export interface ListedDirectory {
  relativePath: string;
  modified: number;
  identity: string;
  /** When it was listed, milliseconds since 1970; minus infinity if it must be listed anew. */
  listedAt: number;
  children: string[];
  /** Links to directories, by name. */
  links: readonly DirectoryLink[];
  problems: readonly ScanProblem[];
  eventFile: string | null;
  /** Names of the parts of the event file, in their order, and of those that are not read. */
  parts: readonly PartName[];
  leftOut: readonly string[];
  linked: LinkedPlaces | undefined;
  job: ExplainDirectory | null;
}

/** The absolute path of a job's event file; `path` is that of its directory. */
export function eventFilePath(path: string, { eventFile, linked }: ExplainDirectory): string {
  return linked?.eventFile ?? `${path}/${eventFile}`;
}

/** The absolute path of a part of a job; `path` is that of its directory. */
export function partPath(path: string, { linked }: Pick<ExplainDirectory, 'linked'>, name: string): string {
  return linked?.parts?.[name] ?? `${path}/${name}`;
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

/** Whether a job of one file is still as it was described. */
export function isAsDescribed(job: ExplainDirectory, listed: ListedDirectory, stat: FileStat): boolean {
  return (
    job.eventFile === listed.eventFile &&
    job.parts === undefined &&
    job.size === stat.size &&
    job.updateTime === stat.modified &&
    job.identity === stat.identity &&
    job.linked?.directory === listed.linked?.directory &&
    job.linked?.eventFile === listed.linked?.eventFile &&
    job.linked?.data === listed.linked?.data
  );
}

/** The job in a listed directory, whose event file has the metadata `stat`, and its parts. */
export function describe(
  { relativePath, linked, leftOut }: Pick<ListedDirectory, 'relativePath' | 'linked' | 'leftOut'>,
  eventFile: string,
  { size, modified, identity, version }: FileStat,
  parts: readonly PartFile[] = [],
): ExplainDirectory {
  const createTime = jobTime(eventFile) * 1000;
  const job: ExplainDirectory = { relativePath, eventFile, createTime, updateTime: modified, size, identity };
  if (version !== undefined) job.version = version;
  if (linked !== undefined) job.linked = linked;
  if (leftOut.length > 0) job.leftOut = leftOut;
  if (parts.length === 0) return job;
  for (const part of parts) {
    job.size += part.size;
    job.updateTime = Math.max(job.updateTime, part.modified);
  }
  return { ...job, parts };
}
