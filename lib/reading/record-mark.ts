import { RecordReader } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';

/** Position and checksum of a record, to detect that the file was rewritten. */
export interface RecordMark {
  offset: number;
  length: number;
  checksum: number;
}

/** The mark of the record last read, in a block that begins at byte `start` of the file. */
export function markOf({ recordStart, offset, checksum }: RecordReader, start: number): RecordMark {
  return { offset: start + recordStart, length: offset - recordStart, checksum };
}

/** Whether the file contains the record; true for none. Throws StorageError. */
export async function isAt(file: StoredFile, mark: RecordMark | null): Promise<boolean> {
  if (mark === null) return true;
  const [bytes] = await file.readRanges([{ position: mark.offset, length: mark.length }]);
  const reader = new RecordReader(bytes);
  return reader.next() === 'record' && reader.checksum === mark.checksum;
}
