import { displayName } from '../file-name';
import { isDataDirectory } from './event-file';

/* Paths below a base directory, relative to it, `./` in front; the base directory itself is `./`. */

/** The normal form of a job's path (`./run_1`, the base directory `./`); null for an invalid path or one outside the base directory. */
export function normalise(relativePath: string): string | null {
  if (relativePath.includes('\0') || relativePath.startsWith('/')) return null;
  const names = relativePath.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) return null;
  return `./${names.join('/')}`;
}

/** A path as messages name it, without `./`. */
export function shownPath(relativePath: string): string {
  return displayName(relativePath.replace(/^\.\//, ''));
}

export function join(base: string, relativePath: string): string {
  const rest = relativePath.replace(/^\.\//, '');
  return rest === '' ? base : `${base}/${rest}`;
}

export function nameOf(relativePath: string): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}

/** The directory that holds a path. */
export function parentOf(relativePath: string): string {
  const slash = relativePath.lastIndexOf('/');
  return slash <= 1 ? './' : relativePath.slice(0, slash);
}

/** Whether a directory is searched for jobs: a hidden directory can be a job itself, but its subdirectories are private. */
export function isEntered(name: string): boolean {
  return !name.startsWith('.') && !isDataDirectory(name);
}
