import type { Storage } from '../storage/storage';
import { isDataDirectory } from './event-file';
import { followLink, type LinkHolder } from './links';
import { isEntered, nameOf } from './paths';

/**
 * Where the directory `path` is, looked up name by name, if a scan would come to it. Null for anything else, such as a link that leads
 * out of the base directory.
 *
 * @param path normalised
 * @throws StorageError where it does not exist or cannot be read
 */
export async function findDirectory(
  storage: Storage,
  root: string,
  path: string,
  maxDepth: number,
): Promise<{ holder: LinkHolder; isLinked: boolean } | null> {
  const names = path === './' ? [] : path.slice(2).split('/');
  if (names.length > maxDepth || !names.slice(0, -1).every(isEntered) || isDataDirectory(nameOf(path))) return null;
  let holder: LinkHolder = { root, maxDepth, relativePath: './', directory: root };
  let isLinked = false;
  for (const [index, name] of names.entries()) {
    const relativePath = holder.relativePath === './' ? `./${name}` : `${holder.relativePath}/${name}`;
    const base = holder.directory === '/' ? '' : holder.directory;
    let directory = `${base}/${name}`;
    const { kind } = await storage.stat(directory);
    if (kind === 'link') {
      const target = await followLink(storage, holder, name);
      if (target?.kind !== 'directory' || (index < names.length - 1 && !target.link.isEntered)) return null;
      ({ directory } = target.link);
      isLinked = true;
    } else if (kind !== 'directory') return null;
    holder = { root, maxDepth, relativePath, directory };
  }
  return { holder, isLinked };
}
