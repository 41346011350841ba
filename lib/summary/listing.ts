import type { Storage } from '../storage/storage';
import { dataDirectoryOf, isDataDirectory, latestEventFile } from './event-file';
import type { DirectoryLink, ListedDirectory, ScanProblem } from './explain-directory';
import { eachInFlight } from './in-flight';
import { followLink, type LinkHolder } from './links';

/** What is in a directory: the part of its listing that the disk tells. */
export type Listing = Pick<ListedDirectory, 'children' | 'links' | 'problems' | 'eventFile' | 'linked'>;

const NONE: readonly never[] = [];

/**
 * Lists a directory and follows the links in it.
 *
 * @param isLinked whether a link leads to the directory
 * @throws StorageError
 */
export async function listDirectory(storage: Storage, holder: LinkHolder, isLinked: boolean): Promise<Listing> {
  const { directory } = holder;
  const entries = await storage.list(directory);
  const files: string[] = [];
  const directories: string[] = [];
  const links: string[] = [];
  for (const { name, kind } of entries) {
    if (kind === 'file') files.push(name);
    else if (kind === 'directory') directories.push(name);
    else if (kind === 'link' && !isDataDirectory(name)) links.push(name);
  }

  const followed = links.length === 0 ? null : await followAll(storage, holder, links);
  const eventFile = latestEventFile(followed === null ? files : [...files, ...followed.files.keys()]);
  const children = directories.filter((name) => !isDataDirectory(name));
  const { directories: linkedDirectories = NONE, problems = NONE } = followed ?? {};
  const real = eventFile === null ? undefined : followed?.files.get(eventFile);
  let linked: ListedDirectory['linked'];
  if (eventFile !== null && real !== undefined) {
    // Pictures are beside the event file, or beside the link to it.
    const isHere = directories.includes(dataDirectoryOf(eventFile));
    linked = { directory: isHere ? directory : real.slice(0, real.lastIndexOf('/')) || '/', eventFile: real };
  } else if (eventFile !== null && isLinked) linked = { directory, eventFile: `${directory}/${eventFile}` };
  return { children, links: linkedDirectories, problems, eventFile, linked };
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
    else if (target) problems.push(target.problem);
  }
  return { files, directories, problems };
}
