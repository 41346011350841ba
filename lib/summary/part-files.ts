import { type FileStat, isStorageError, type StorageError } from '../storage/storage';
import type { PartName } from './event-file';
import type { ExplainDirectory, ListedDirectory, PartFile } from './explain-directory';

/* The parts of a job, as a scan looks at them (format.md, "A job of many parts"). */

/**
 * The parts that a scan looks at: where the directory was just listed all of them, otherwise only the last one of each writer, because no
 * other may change.
 */
export function partsToStat({ parts, job }: ListedDirectory, isJustListed: boolean): readonly PartName[] {
  if (isJustListed || job === null) return parts;
  return parts.filter(({ writer }, index) => parts[index + 1]?.writer !== writer);
}

/** The parts of a listed directory with their metadata, and whether all that were looked at are there. */
export function describeParts(
  { parts, job }: Pick<ListedDirectory, 'parts' | 'job'>,
  stats: ReadonlyMap<string, FileStat | StorageError>,
): { files: PartFile[]; areThere: boolean } {
  const before = new Map((job?.parts ?? []).map((file) => [file.name, file]));
  const files: PartFile[] = [];
  let areThere = true;
  for (const part of parts) {
    const stat = stats.get(part.name);
    if (stat === undefined) {
      const known = before.get(part.name);
      if (known) files.push(known);
    } else if (isStorageError(stat) || stat.kind !== 'file') areThere = false;
    else files.push({ ...part, size: stat.size, modified: stat.modified, identity: stat.identity });
  }
  return { files, areThere };
}

/** Whether two lists describe the same parts in the same state. */
export function areSameParts(a: readonly PartFile[] = [], b: readonly PartFile[] = []): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((part, i) => {
      const other = b[i];
      return (
        part === other ||
        (part.name === other.name &&
          part.size === other.size &&
          part.modified === other.modified &&
          part.version === other.version &&
          part.identity === other.identity)
      );
    })
  );
}

/** Whether a job of many parts is as it was described before. */
export function isSameJob(a: ExplainDirectory, b: ExplainDirectory): boolean {
  const { parts: partsOfA, leftOut: leftOutOfA, linked: linkedOfA, ...restOfA } = a;
  const { parts: partsOfB, leftOut: leftOutOfB, linked: linkedOfB, ...restOfB } = b;
  const json = (value: unknown) => JSON.stringify(value);
  return (
    areSameParts(partsOfA, partsOfB) &&
    json([leftOutOfA, linkedOfA, restOfA]) === json([leftOutOfB, linkedOfB, restOfB])
  );
}
