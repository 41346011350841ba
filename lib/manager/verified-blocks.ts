import { RECORD_OVERHEAD, wholeUntil } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';
import { ownMemory, SharedBlockMemory } from './block-memory';
import { BlockReader, ROOM_BYTES } from './block-reader';

export const BLOCK_BYTES = 2 ** 20;

/** From so many bytes on, what verifying on another thread saves, 0.3 s a gigabyte, is worth the 16 MB that it takes. */
export const LONG_BYTES = 64 * 2 ** 20;

const sharedMemory = new SharedBlockMemory(ROOM_BYTES + BLOCK_BYTES);

/** Finds out where the records of a block stop being whole and sound, as `wholeUntil` does. */
export type Verify = (bytes: Uint8Array) => Promise<number>;

/** Verifies on the thread that asks. */
export const verifyHere: Verify = async (bytes) => wholeUntil(bytes);

/** A block of an event file that begins with a record. Valid until the next one is asked for. */
export interface Block {
  bytes: Uint8Array;
  /** The byte of the file at which it begins. */
  start: number;
  /** The records before this byte of the block are whole and sound; what is behind them comes again in the next one. */
  verifiedEnd: number;
}

/**
 * The blocks of a file of `size` bytes from byte `from` on, where a record begins. Three are under way at any time:
 *
 *     used by the caller      | verified by `verify` | read from the disk
 *     block n                 | block n + 1          | block n + 2
 *
 * @throws StorageError where the file cannot be read
 */
export async function* verifiedBlocks(
  file: StoredFile,
  from: number,
  size: number,
  verify: Verify,
): AsyncGenerator<Block, void, void> {
  const left = size - from;
  const [verifyBlock, memory] = left < LONG_BYTES ? [verifyHere, ownMemory] : [verify, sharedMemory];
  // One byte more than is there, so that a block that is not filled means the end.
  const length = Math.min(BLOCK_BYTES, Math.max(left + 1, RECORD_OVERHEAD));
  const blocks = new BlockReader(file, from, length, 2, memory);
  const take = async (unused?: Uint8Array) => {
    const bytes = await blocks.next(unused);
    return { bytes, start: blocks.end - bytes.length, verified: verifyBlock(bytes) };
  };
  let ahead = take();
  try {
    for (;;) {
      const { bytes, start, verified } = await ahead;
      const verifiedEnd = await verified;
      const isLast = blocks.atEnd;
      if (!isLast) {
        ahead = take(bytes.subarray(verifiedEnd));
        // The other thread must have its work before the caller takes this one. A failure is told behind this block.
        await ahead.catch(() => {});
      }
      yield { bytes, start, verifiedEnd };
      if (isLast) return;
    }
  } finally {
    await ahead.then(({ verified }) => verified).catch(() => {});
    await blocks.stop();
  }
}
