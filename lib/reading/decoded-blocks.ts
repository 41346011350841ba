import { type DecodedBlock, decodeBlock, EventTape } from '../event/event-tape';
import { completeUntil, RECORD_OVERHEAD, verifiedUntil } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';
import { privateMemory, SharedBlockMemory, tapeOf } from './block-memory';
import { BlockReader, ROOM_BYTES } from './block-reader';

export const BLOCK_BYTES = 2 ** 20;

/** From this size on, decoding on another thread is worth its 16 MB: it saves a third of the time. */
export const LONG_BYTES = 8 * 2 ** 20;

/** Blocks of a long file that are decoded or in use at once. */
const HELD = 3;

const sharedMemory = new SharedBlockMemory(ROOM_BYTES + BLOCK_BYTES);

/** Verifies a block and decodes as many of its events as possible onto its tape. */
export type Decode = (bytes: Uint8Array) => Promise<DecodedBlock>;

/** Decodes on the calling thread. */
export const decodeHere: Decode = async (bytes) => decodeBlock(bytes, tapeOf(bytes));

/** Only verifies the records, without decoding events. */
export const verifyHere: Decode = async (bytes) => ({ verifiedEnd: verifiedUntil(bytes), tapeLength: 0 });

/** A block of an event file that begins with a record. Valid until the next one is requested. */
export interface Block {
  bytes: Uint8Array;
  /** Offset of the block in the file. */
  start: number;
  /** The records before this byte of the block are complete and undamaged; the bytes from here on are repeated in the next block. */
  verifiedEnd: number;
  /** The decoded events of these records. */
  tape: EventTape;
}

/** A block that was read. `decoded` is null if decoding starts only when the block is needed. */
interface ReadBlock {
  bytes: Uint8Array;
  start: number;
  decoded: Promise<DecodedBlock> | null;
}

/**
 * The blocks of a file of `size` bytes, starting at byte `from`, where a record begins. Four blocks of a long file are in progress at
 * any time, so that no thread waits for another:
 *
 *     used by the caller | decoded by `decode` | queued for it  | read from the disk
 *     block n            | block n + 1         | block n + 2    | block n + 3
 *
 * @throws StorageError if the file cannot be read
 */
export async function* decodedBlocks(
  file: StoredFile,
  from: number,
  size: number,
  decode: Decode,
): AsyncGenerator<Block, void, void> {
  const left = size - from;
  const isLong = left >= LONG_BYTES;
  // One byte more than the rest of the file, so that a block that is not full marks the end.
  const length = Math.min(BLOCK_BYTES, Math.max(left + 1, RECORD_OVERHEAD));
  const held = isLong ? HELD : 1;
  const blocks = new BlockReader(file, from, length, held, isLong ? sharedMemory : privateMemory);
  const queue: Promise<ReadBlock>[] = [];
  let unused: Uint8Array | undefined;
  let isOver = false;

  const readBlock = async (): Promise<ReadBlock> => {
    const bytes = await blocks.next(unused);
    unused = bytes.subarray(completeUntil(bytes));
    return { bytes, start: blocks.end - bytes.length, decoded: isLong ? decode(bytes) : null };
  };
  // A read error ends the loop, but the blocks before it are used first.
  const fillQueue = async () => {
    while (queue.length < held && !isOver) {
      const next = readBlock();
      queue.push(next);
      await next.catch(() => {
        isOver = true;
      });
      isOver ||= blocks.atEnd;
    }
  };

  try {
    for (;;) {
      await fillQueue();
      const next = queue.shift();
      if (next === undefined) return;
      const { bytes, start, decoded } = await next;
      const { verifiedEnd, tapeLength } = await (decoded ?? decode(bytes));
      yield { bytes, start, verifiedEnd, tape: new EventTape(tapeOf(bytes), tapeLength) };
    }
  } finally {
    await Promise.allSettled(queue.map(async (next) => (await next).decoded));
    await blocks.stop();
  }
}
