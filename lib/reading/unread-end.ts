import { crc32c } from '../record/crc32c';
import type { RecordFault } from '../record/record-reader';
import { RECORD_OVERHEAD } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';

/*
 * The end of an event file that cannot be read yet. After a crash, or while a network file system has not received everything, a file
 * can be longer than its content: the bytes that are not written yet read as zeros (docs/format.md §2).
 */

const HEADER_BYTES = 12;

/** Of a long record, its last bytes are noted: they are written last. */
const NOTED_BYTES = 64 * 1024;

const CHUNK_BYTES = 2 ** 20;

/** Bytes after the last record that was read; they tell whether there may be more to read. */
export interface UnreadBytes {
  offset: number;
  length: number;
  checksum: number;
}

/** Notes the end of `bytes[from, to)`, which begins at byte `start` of the file. */
export function noteUnread(bytes: Uint8Array, from: number, to: number, start: number): UnreadBytes {
  const begin = Math.max(from, to - NOTED_BYTES);
  return { offset: start + begin, length: to - begin, checksum: crc32c(bytes, begin, to) };
}

/** Whether the file still has the same bytes in this place. Throws StorageError. */
export async function isAsNoted(file: StoredFile, { offset, length, checksum }: UnreadBytes): Promise<boolean> {
  const [bytes] = await file.readRanges([{ position: offset, length }]);
  return bytes.length === length && crc32c(bytes) === checksum;
}

/** The number of bytes, from the start of the faulty record, that must be written before it can be valid. */
export function faultyLength(fault: RecordFault): number {
  return fault.kind === 'payload-checksum' ? fault.length + RECORD_OVERHEAD : HEADER_BYTES;
}

/**
 * Where the zeros begin that end the part `bytes[from, to)`, at most `to`: a part that is not written completely ends in zeros.
 *
 * @returns an offset in `bytes`
 */
export function zerosBefore(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && bytes[at - 1] === 0) at--;
  return at;
}

/** Zeros that are read to know whether anything follows: a gigabyte takes seconds, and a sparse file may claim to have terabytes. */
const MAX_ZEROS = 2 ** 30;

/**
 * Whether all bytes of the file from `from` to `size` are zeros; false, too, if these are more than a gigabyte. Stops at the first that is
 * not. Throws StorageError.
 */
export async function isZeroUntil(file: StoredFile, from: number, size: number): Promise<boolean> {
  if (size - from > MAX_ZEROS) return false;
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, Math.max(1, size - from)));
  for (let at = from; at < size; ) {
    const filled = await file.read(chunk.subarray(0, Math.min(chunk.length, size - at)), at);
    if (filled === 0) return true; // the file has become shorter
    if (zerosBefore(chunk, 0, filled) > 0) return false;
    at += filled;
  }
  return true;
}
