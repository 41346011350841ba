import { isStorageError, type Storage } from '../storage/storage';
import {
  dataDirectoryOf,
  eventFileTime,
  firstFile,
  isDataDirectory,
  isPartName,
  namesOfFiles,
  partsOf,
} from './event-file';
import type { DirectoryLink, LinkedPlaces, ListedDirectory, ScanProblem } from './explain-directory';
import { eachInFlight } from './in-flight';
import { followLink, type LinkHolder, type LinkTarget, pathIn } from './links';
import { shownPath } from './paths';

/** What is in a directory: the part of its listing that the disk tells. */
export type Listing = Pick<
  ListedDirectory,
  'children' | 'links' | 'problems' | 'eventFile' | 'parts' | 'leftOut' | 'linked'
>;

const NONE: readonly never[] = [];

export const IS_DIRECTORY = 'has the name of an event file, but is a directory';

/** A directory of more bytes may have millions of entries: it is listed in batches, so that requests are answered meanwhile. */
const LARGE_BYTES = 2 ** 18;

/** Event files and parts of a directory that are looked at. */
const MAX_JOB_FILES = 20_000;

/**
 * Lists a directory and follows the links in it.
 *
 * @param bytes size of the directory itself
 * @param isLinked whether a link leads to the directory
 * @throws StorageError
 */
export async function listDirectory(
  storage: Storage,
  holder: LinkHolder,
  bytes: number,
  isLinked: boolean,
): Promise<Listing> {
  const { directory } = holder;
  const files: string[] = [];
  const directories: string[] = [];
  const links: string[] = [];
  const odd: ScanProblem[] = [];
  let jobFiles = 0;
  for await (const entries of bytes > LARGE_BYTES ? storage.entries(directory) : [await storage.list(directory)])
    for (const { name, kind } of entries) {
      if (kind === 'directory') directories.push(name);
      else if (kind === 'link') links.push(name);
      else if (isOfJob(name) && ++jobFiles <= MAX_JOB_FILES) {
        if (kind === 'file') files.push(name);
        else odd.push(notRead(pathIn(holder, name), 'is no regular file'));
      }
    }
  if (jobFiles > MAX_JOB_FILES) odd.push(tooMany(holder));
  for (const name of namesOfFiles(directories)) odd.push(notRead(pathIn(holder, name), IS_DIRECTORY));

  const plain = links.filter((name) => !isDataDirectory(name));
  const followed = plain.length === 0 ? null : await followAll(storage, holder, plain);
  const all = followed === null ? files : [...files, ...followed.files.keys()];
  const eventFile = firstFile(all);
  const { parts, leftOut } = eventFile === null ? { parts: NONE, leftOut: NONE } : partsOf(eventFile, all);
  const children = directories.filter((name) => !isDataDirectory(name));
  const { directories: linkedDirectories = NONE, problems = NONE } = followed ?? {};
  const listing = { children, links: linkedDirectories, problems: [...problems, ...odd], eventFile, parts, leftOut };
  if (eventFile === null) return { ...listing, linked: undefined };

  const real = followed?.files.get(eventFile);
  const dataName = dataDirectoryOf(eventFile);
  const isDataLinked = links.includes(dataName);
  // Pictures are beside the event file, or beside the link to it.
  const isHere = real === undefined || isDataLinked || directories.includes(dataName);
  const place = isHere ? directory : real.slice(0, real.lastIndexOf('/')) || '/';
  const data = isDataLinked || !isHere ? await followData(storage, { ...holder, directory: place }, dataName) : null;
  if (data?.kind === 'problem') listing.problems.push(data.problem);
  const hasLinkedParts = parts.some(({ name }) => followed?.files.has(name));
  if (real === undefined && data?.kind !== 'data' && !isLinked && !hasLinkedParts)
    return { ...listing, linked: undefined };
  const linked: LinkedPlaces = { directory: place, eventFile: real ?? `${directory}/${eventFile}` };
  if (data?.kind === 'data') linked.data = data.path;
  if (parts.length > 0) {
    const pathOf = (name: string) => followed?.files.get(name) ?? `${directory}/${name}`;
    linked.parts = Object.fromEntries(parts.map(({ name }) => [name, pathOf(name)]));
  }
  return { ...listing, linked };
}

/** Where a link in place of the data directory leads; null if there is no link. */
async function followData(storage: Storage, holder: LinkHolder, name: string): Promise<LinkTarget | null> {
  try {
    const { kind } = await storage.stat(`${holder.directory}/${name}`);
    return kind === 'link' ? await followLink(storage, holder, name) : null;
  } catch (error) {
    if (isStorageError(error)) return null; // a job without pictures
    throw error;
  }
}

/** What has the name of an event file or a part, and is none: it is not opened. */
export function notRead(relativePath: string, what: string): ScanProblem {
  return { relativePath, message: `${shownPath(relativePath)} ${what}, and is not read.` };
}

/** Whether a file is an event file or a part, by its name. */
function isOfJob(name: string): boolean {
  return !Number.isNaN(eventFileTime(name)) || isPartName(name);
}

function tooMany({ relativePath }: LinkHolder): ScanProblem {
  const most = MAX_JOB_FILES.toLocaleString('en');
  return {
    relativePath,
    message: `${shownPath(relativePath)} has more than ${most} event files and parts; ${most} are read.`,
  };
}

async function followAll(storage: Storage, holder: LinkHolder, names: readonly string[]) {
  const files = new Map<string, string>();
  const directories: DirectoryLink[] = [];
  const problems: ScanProblem[] = [];
  const sorted = [...names].sort();
  const targets = await eachInFlight(sorted, (name) => followLink(storage, holder, name));
  for (const [index, target] of targets.entries()) {
    if (target?.kind === 'file') files.set(sorted[index], target.path);
    else if (target?.kind === 'directory') directories.push(target.link);
    else if (target?.kind === 'problem') problems.push(target.problem);
  }
  return { files, directories, problems };
}
