import type { FileStat, Storage, StoredFile } from '../storage/storage';
import type { EventFileReader } from './event-file-reader';

/**
 * Whether the file at `path`, described by `stat`, is the one that `reader` has read so far, so that it can continue. Its inode tells;
 * but network and FUSE mounts may give one file different inode or device numbers. If they seem to, the content decides: the file has
 * not become shorter, and still has the first and the last record that were read. The reader then continues with the file at `path`.
 *
 * @param openFile opens it
 * @throws StorageError
 */
export async function isFileOf(
  reader: EventFileReader,
  path: string,
  stat: FileStat,
  storage: Storage,
  openFile: () => Promise<StoredFile> = () => storage.open(path),
): Promise<boolean> {
  const { seen } = reader;
  if (reader.isStale) return false;
  if (seen === null) return true;
  if (stat.identity === seen.identity) return reader.hasSameRecords(stat);
  const open = await reader.file.stat();
  const again = await storage.stat(path);
  const isUnstable = again.identity !== stat.identity || open.identity !== seen.identity;
  const isAlike = open.size === stat.size && open.modified === stat.modified && open.changed === stat.changed;
  if (stat.size < seen.size || !(isUnstable || isAlike)) return false;
  const file = await openFile();
  const isSame =
    (await isUnchangedIn(reader, file)) && (await reader.hasSameRecords({ ...stat, identity: seen.identity }));
  if (isSame) await reader.reopen(file);
  else await file.close();
  return isSame;
}

async function isUnchangedIn(reader: EventFileReader, file: StoredFile): Promise<boolean> {
  try {
    return await reader.isUnchanged(file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The metadata of an event file. Where its inode changes between two looks, it says nothing, and is taken to be the same. */
export async function stableStat(events: StoredFile, { seen }: EventFileReader): Promise<FileStat> {
  const stat = await events.stat();
  const { identity } = await events.stat();
  return identity === stat.identity ? stat : { ...stat, identity: seen?.identity ?? identity };
}
