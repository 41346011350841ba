import { displayName } from '../file-name';
import { type EntryKind, isStorageError, type Storage } from '../storage/storage';
import { eventFileTime, isDataDirectory, isPartName } from './event-file';
import type { DirectoryLink, LinkProblem, ScanProblem } from './explain-directory';
import { isEntered, shownPath } from './paths';

/*
 * Symbolic links below the base directory. A link is followed if its real path is inside of the base directory; from then on, only that
 * path is used, so that a link that is changed later leads nowhere else (docs/operations.md).
 */

/** The directory that holds links. */
export interface LinkHolder {
  /** The base directory, with all links resolved. */
  root: string;
  maxDepth: number;
  relativePath: string;
  /** Its absolute path, with all links resolved. */
  directory: string;
}

/** Where a link leads: to a directory, to the data directory of a job, to an event file, to nothing that concerns the scan (null), or to a problem. */
export type LinkTarget =
  | { kind: 'directory'; link: DirectoryLink }
  | { kind: 'data'; path: string }
  | { kind: 'file'; path: string }
  | { kind: 'problem'; problem: ScanProblem };

/** The path of an entry of the directory, relative to the base directory. */
export function pathIn({ relativePath }: Pick<LinkHolder, 'relativePath'>, name: string): string {
  return relativePath === './' ? `./${name}` : `${relativePath}/${name}`;
}

/** Follows the link `name`. Throws only what is no StorageError. */
export async function followLink(storage: Storage, holder: LinkHolder, name: string): Promise<LinkTarget | null> {
  const { root, directory } = holder;
  const path = pathIn(holder, name);
  const refused = (link: LinkProblem, why: string): LinkTarget => {
    const message = `${shownPath(path)} is a link ${why}, and is not followed.`;
    return { kind: 'problem', problem: { relativePath: path, link, message } };
  };
  const isEventFile = !Number.isNaN(eventFileTime(name)) || isPartName(name);
  const isData = isDataDirectory(name);
  let target: string;
  let kind: EntryKind;
  try {
    target = await storage.resolve(`${directory}/${name}`);
    ({ kind } = await storage.stat(target));
  } catch (error) {
    if (!isStorageError(error)) throw error;
    if (error.code === 'ELOOP') return refused('loop', 'that leads back to itself');
    if (error.fault === 'not-found') return refused('broken', 'to something that does not exist');
    return { kind: 'problem', problem: { relativePath: path, message: error.message } };
  }
  if (isEventFile && kind !== 'file')
    return refused('wrong-kind', `to ${displayName(target)}, which is no regular file`);
  if (isData && kind !== 'directory') return refused('wrong-kind', `to ${displayName(target)}, which is no directory`);
  if (!isEventFile && kind !== 'directory') return null;
  if (!isInside(root, target)) return refused('outside', `to ${displayName(target)}, outside of the base directory`);
  if (isEventFile) return { kind: 'file', path: target };
  if (isData) return { kind: 'data', path: target };
  if (isInside(target, directory)) return null; // a loop, of which everything is listed in its place
  const names = target.slice(root.length).split('/').filter(Boolean);
  if (names.some(isDataDirectory)) return null;
  const isReached = names.length < holder.maxDepth && names.every(isEntered);
  return { kind: 'directory', link: { name, directory: target, isEntered: !isReached } };
}

/** Whether `path` is `root` or below it; both absolute and without links. */
function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
}
