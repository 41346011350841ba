import { type DecodedBlock, decodeBlock, EventTape } from '../event/event-tape';
import { framedUntil, RECORD_OVERHEAD, wholeUntil } from '../record/record-reader';
import type { StoredFile } from '../storage/storage';
import { ownMemory, SharedBlockMemory, tapeOf } from './block-memory';
import { BlockReader, ROOM_BYTES } from './block-reader';

export const BLOCK_BYTES = 2 ** 20;

/** From so many bytes on, what decoding on another thread saves, a third of the time, is worth the 16 MB that it takes. */
export const LONG_BYTES = 8 * 2 ** 20;

/** Blocks of a long file that are decoded or used at once. */
const HELD = 3;

const sharedMemory = new SharedBlockMemory(ROOM_BYTES + BLOCK_BYTES);

/** Verifies a block and decodes what it can of it onto the tape behind it. */
export type Decode = (bytes: Uint8Array) => Promise<DecodedBlock>;

/** On the thread that asks. */
export const decodeHere: Decode = async (bytes) => decodeBlock(bytes, tapeOf(bytes));

/** For one who asks for nothing but where the records stop being whole and sound: no event is decoded. */
export const verifyHere: Decode = async (bytes) => ({ verifiedEnd: wholeUntil(bytes), tapeLength: 0 });

/** A block of an event file that begins with a record. Valid until the next one is asked for. */
export interface Block {
  bytes: Uint8Array;
  /** The byte of the file at which it begins. */
  start: number;
  /** The records before this byte of the block are whole and sound; what is behind them comes again in the next one. */
  verifiedEnd: number;
  /** Those of their events that have been decoded. */
  tape: EventTape;
}

/** A block on its way; decoding begins when it is this block's turn, where it has not begun. */
interface Taken {
  bytes: Uint8Array;
  start: number;
  decoded: Promise<DecodedBlock> | null;
}

/**
 * The blocks of a file of `size` bytes from byte `from` on, where a record begins. Of a long file four are under way at any time, so
 * that no thread ever waits for another to hand it the next one:
 *
 *     used by the caller | decoded by `decode` | waits for that | read from the disk
 *     block n            | block n + 1         | block n + 2    | block n + 3
 *
 * @throws StorageError where the file cannot be read
 */
export async function* decodedBlocks(
  file: StoredFile,
  from: number,
  size: number,
  decode: Decode,
): AsyncGenerator<Block, void, void> {
  const left = size - from;
  const isLong = left >= LONG_BYTES;
  // One byte more than is there, so that a block that is not filled means the end.
  const length = Math.min(BLOCK_BYTES, Math.max(left + 1, RECORD_OVERHEAD));
  const held = isLong ? HELD : 1;
  const blocks = new BlockReader(file, from, length, held, isLong ? sharedMemory : ownMemory);
  const taken: Promise<Taken>[] = [];
  let unused: Uint8Array | undefined;
  let isOver = false;

  const take = async (): Promise<Taken> => {
    const bytes = await blocks.next(unused);
    unused = bytes.subarray(framedUntil(bytes));
    return { bytes, start: blocks.end - bytes.length, decoded: isLong ? decode(bytes) : null };
  };
  // One that cannot be read ends it, but what is before it is used first.
  const takeAhead = async () => {
    while (taken.length < held && !isOver) {
      const next = take();
      taken.push(next);
      await next.catch(() => {
        isOver = true;
      });
      isOver ||= blocks.atEnd;
    }
  };

  try {
    for (;;) {
      await takeAhead();
      const next = taken.shift();
      if (next === undefined) return;
      const { bytes, start, decoded } = await next;
      const { verifiedEnd, tapeLength } = await (decoded ?? decode(bytes));
      yield { bytes, start, verifiedEnd, tape: new EventTape(tapeOf(bytes), tapeLength) };
    }
  } finally {
    await Promise.allSettled(taken.map(async (next) => (await next).decoded));
    await blocks.stop();
  }
}
