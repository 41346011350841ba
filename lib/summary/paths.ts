import { isDataDirectory } from './event-file';

/* Paths below a base directory, relative to it, `./` in front; the base directory itself is `./`. */

/** A job's path in its one form (`./run_1`, the base directory `./`), or null where it is none or leaves the base directory. */
export function normalise(relativePath: string): string | null {
  if (relativePath.includes('\0') || relativePath.startsWith('/')) return null;
  const names = relativePath.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) return null;
  return `./${names.join('/')}`;
}

export function join(base: string, relativePath: string): string {
  const rest = relativePath.replace(/^\.\//, '');
  return rest === '' ? base : `${base}/${rest}`;
}

export function nameOf(relativePath: string): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}

/** Whether what lies below a directory is looked for: a hidden directory may be a job, but what it holds is somebody else's. */
export function isEntered(name: string): boolean {
  return !name.startsWith('.') && !isDataDirectory(name);
}
