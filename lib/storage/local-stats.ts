import type { Dirent, Stats } from 'node:fs';
import type { EntryKind, FileStat } from './storage';

/** What an entry of a directory is. */
export function kindOf(entry: Pick<Dirent | Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** What is kept of the metadata that the system tells. */
export function statOf(stats: Stats): FileStat {
  const { size, mtimeMs, ctimeMs, dev, ino } = stats;
  return { kind: kindOf(stats), size, modified: mtimeMs, changed: ctimeMs, identity: `${dev}-${ino}` };
}
