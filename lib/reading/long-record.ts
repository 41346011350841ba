import { crc32c, maskCrc } from '../record/crc32c';
import { FOOTER_BYTES, HEADER_BYTES } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';
import { BLOCK_BYTES } from './decoded-blocks';

/** The checksums of a record that is too long to be folded: the stored one, and the one of its payload. */
export interface LongRecord {
  stored: number;
  computed: number;
  footer: Uint8Array;
}

/**
 * Reads a record of `length` bytes at `offset`, block by block, to verify it.
 *
 * @param onBlock called before each block; it returns false to stop
 * @returns null if reading was stopped, or the file has become shorter
 * @throws StorageError if the file cannot be read
 */
export async function readLongRecord(
  file: StoredFile,
  offset: number,
  length: number,
  onBlock: () => boolean,
): Promise<LongRecord | null> {
  const end = offset + length - FOOTER_BYTES;
  const part = new Uint8Array(BLOCK_BYTES);
  let crc = 0;
  for (let at = offset + HEADER_BYTES; at < end; ) {
    const filled = await file.read(part.subarray(0, end - at), at);
    if (filled === 0 || !onBlock()) return null;
    crc = crc32c(part, 0, filled, crc);
    at += filled;
  }
  const [footer] = await file.readRanges([{ position: end, length: FOOTER_BYTES }]);
  return footer.length < FOOTER_BYTES ? null : { stored: storedChecksum(footer), computed: maskCrc(crc), footer };
}

/** The checksum in the footer of a record. */
export function storedChecksum({ buffer, byteOffset, length }: Uint8Array): number {
  return new DataView(buffer, byteOffset, length).getUint32(0, true);
}
