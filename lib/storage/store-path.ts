import { posix } from 'node:path';
import { StorageError } from './storage';

/* Paths in an object store: `s3://bucket/key`. A directory is a prefix of keys that ends before a slash. */

const SCHEME = 's3://';

/** Where an object, or the objects of a directory, are. */
export interface Place {
  bucket: string;
  /** Without a slash at its end; empty for the whole bucket. */
  key: string;
}

/** Whether a path is in an object store. */
export function isStorePath(path: string): boolean {
  return path.startsWith(SCHEME);
}

/** The bucket and the key of a path. Throws StorageError for names that no file has: empty ones, `.`, `..`, and with a null character. */
export function placeOf(path: string): Place {
  const [bucket, ...names] = path.slice(SCHEME.length).replace(/\/+$/, '').split('/');
  if (!isStorePath(path) || bucket === '' || !names.every(isPlainName)) throw new StorageError('bad-name', path);
  return { bucket, key: names.join('/') };
}

/** The path of a place. */
export function pathOf({ bucket, key }: Place): string {
  return key === '' ? `${SCHEME}${bucket}` : `${SCHEME}${bucket}/${key}`;
}

/** Whether a part of a key, between two slashes, can be a file name. Objects with other keys are not shown. */
export function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('\0');
}

/** The path of `relative` below `root`, where nothing can lead elsewhere. Throws StorageError: `outside` where `..` leaves `root`. */
export function pathInside(root: string, relative: string): string {
  const path = posix.normalize(relative);
  if (/^\.\.(\/|$)/.test(path)) throw new StorageError('outside', `${root}/${relative}`);
  return `${root}/${path.replace(/^\.?\/+/, '').replace(/\/$/, '')}`;
}
