import { MAX_RECORD_BYTES } from '../job/limits';
import { FOOTER_BYTES, HEADER_BYTES, RecordReader } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';
import { storedChecksum } from './long-record';

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

/** Whether the file contains the record; true for none. Of one that is too long to be folded only the ends are read. Throws StorageError. */
export async function isAt(file: StoredFile, mark: RecordMark | null): Promise<boolean> {
  if (mark === null) return true;
  const { offset, length, checksum } = mark;
  if (length > MAX_RECORD_BYTES) {
    const ends = [
      { position: offset, length: HEADER_BYTES },
      { position: offset + length - FOOTER_BYTES, length: FOOTER_BYTES },
    ];
    const [header, footer] = await file.readRanges(ends);
    const isThere = header.length === HEADER_BYTES && footer.length === FOOTER_BYTES;
    return isThere && storedChecksum(footer) === checksum;
  }
  const [bytes] = await file.readRanges([{ position: offset, length }]);
  const reader = new RecordReader(bytes);
  return reader.next() === 'record' && reader.checksum === checksum;
}
