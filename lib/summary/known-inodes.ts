import { type FileStat, isStorageError, type Storage, type StorageError } from '../storage/storage';

/** A directory or file as it was seen last. */
interface Known {
  identity: string;
  /** Bytes; undefined for a directory. */
  size?: number;
}

/**
 * The metadata of many paths, as `Storage.statAll`. Where something seems to be another file than before, it is looked at twice: some
 * network and FUSE mounts show another inode or device number at every look. There, it keeps its identity unless it became shorter.
 */
export async function statKnown(
  storage: Storage,
  paths: readonly string[],
  known: (index: number) => Known | null | undefined,
): Promise<(FileStat | StorageError)[]> {
  const stats = await storage.statAll(paths);
  const others: number[] = [];
  for (const [index, stat] of stats.entries()) {
    const before = isStorageError(stat) ? null : known(index);
    if (before && before.identity !== (stat as FileStat).identity) others.push(index);
  }
  if (others.length === 0) return stats;
  const again = await storage.statAll(others.map((index) => paths[index]));
  for (const [at, index] of others.entries()) {
    const [first, second, before] = [stats[index], again[at], known(index)];
    if (isStorageError(first) || isStorageError(second) || !before) continue;
    const isShifting = first.identity !== second.identity;
    if (isShifting && second.size >= (before.size ?? 0)) stats[index] = { ...second, identity: before.identity };
  }
  return stats;
}
