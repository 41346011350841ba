/*
 * A block of a file of picture hashes. Little-endian, as all machines that Node runs on are.
 *
 *     header    48 bytes: magic, generation, number of samples, checksum of the samples, checksum of the header
 *     samples   16 bytes each: id, mark, the first 64 bits of the SHA-256 of the original
 */
import { crc32c } from '../record/crc32c';

const MAGIC = new TextEncoder().encode('SALPICT1');

export const PICTURE_HEADER_BYTES = 48;
export const PICTURE_BYTES = 16;
const GENERATION_BYTES = 24;

/** The picture of a sample that was hashed. */
export interface HashedPicture {
  id: number;
  /** See `sampleMark`. */
  mark: number;
  /** The first 64 bits of the SHA-256 of its content. */
  hash: bigint;
}

/** A block as bytes. @param generation of the job, see `IndexSnapshot` */
export function encodePictures(generation: string, pictures: readonly HashedPicture[]): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(PICTURE_HEADER_BYTES + pictures.length * PICTURE_BYTES);
  const view = new DataView(block.buffer);
  for (const [k, { id, mark, hash }] of pictures.entries()) {
    const at = PICTURE_HEADER_BYTES + k * PICTURE_BYTES;
    view.setInt32(at, id, true);
    view.setUint32(at + 4, mark, true);
    view.setBigUint64(at + 8, hash, true);
  }
  block.set(MAGIC, 0);
  block.set(generationBytes(generation), 8);
  view.setUint32(32, pictures.length, true);
  view.setUint32(36, crc32c(block, PICTURE_HEADER_BYTES), true);
  view.setUint32(44, crc32c(block, 0, 44), true);
  return block;
}

function generationBytes(generation: string): Uint8Array {
  const bytes = new Uint8Array(GENERATION_BYTES);
  new TextEncoder().encodeInto(generation, bytes);
  return bytes;
}

/**
 * Visits the pictures of all intact blocks of this generation in `content`. What lies between two of them is passed over, because a process
 * was killed while it wrote, or the disk lost it.
 */
export function visitPictures(
  content: Uint8Array,
  generation: string,
  visit: (id: number, mark: number, low: number, high: number) => void,
): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const expected = generationBytes(generation);
  for (let at = 0; at !== -1 && at + PICTURE_HEADER_BYTES <= content.length; ) {
    const end = blockEnd(content, view, at, expected);
    if (end === -1) {
      at = bytes.indexOf(MAGIC, at + 1);
      continue;
    }
    for (let k = at + PICTURE_HEADER_BYTES; k < end; k += PICTURE_BYTES)
      visit(
        view.getInt32(k, true),
        view.getUint32(k + 4, true),
        view.getUint32(k + 8, true),
        view.getUint32(k + 12, true),
      );
    at = end;
  }
}

/** Where the intact block at `at` ends; -1 where there is none. */
function blockEnd(content: Uint8Array, view: DataView, at: number, generation: Uint8Array): number {
  if (MAGIC.some((byte, k) => content[at + k] !== byte)) return -1;
  if (view.getUint32(at + 44, true) !== crc32c(content, at, at + 44)) return -1;
  if (generation.some((byte, k) => content[at + 8 + k] !== byte)) return -1;
  const end = at + PICTURE_HEADER_BYTES + view.getUint32(at + 32, true) * PICTURE_BYTES;
  if (end > content.length) return -1;
  return view.getUint32(at + 36, true) === crc32c(content, at + PICTURE_HEADER_BYTES, end) ? end : -1;
}
