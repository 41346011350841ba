import type { ApiProblem } from './problem';

/*
 * A table that is sent with its progress, as frames:
 *
 *     entries done    32 bits, little-endian
 *     entries in all  32 bits
 *     length          32 bits; 0xffffffff in the last frame
 *     the next bytes of the file; in the last frame a problem document, or nothing if the table is complete
 */

const HEAD_BYTES = 12;
const LAST = 0xffffffff;
const NO_BYTES = new Uint8Array(0);

/** A part of the file of a table, and how many of the entries that it is made from are done with it. */
export interface TablePart {
  bytes: Uint8Array;
  done: number;
  total: number;
}

function frame(numbers: readonly number[], bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(HEAD_BYTES + bytes.length);
  const view = new DataView(content.buffer);
  for (const [k, value] of numbers.entries()) view.setUint32(4 * k, value, true);
  content.set(bytes, HEAD_BYTES);
  return content;
}

/** The frame of a part. */
export function frameOf({ bytes, done, total }: TablePart): Uint8Array<ArrayBuffer> {
  return frame([done, total, bytes.length], bytes);
}

/** The last frame: of a table that is complete, or of one that cannot be finished because of a problem. */
export function lastFrameOf(problem: ApiProblem | null): Uint8Array<ArrayBuffer> {
  return frame([0, 0, LAST], problem === null ? NO_BYTES : new TextEncoder().encode(JSON.stringify(problem)));
}

/** A table broke off, or the server says why it cannot finish it. */
export class TableBrokenError extends Error {
  override readonly name = 'TableBrokenError';

  /** @param problem null if the stream ended before its last frame */
  constructor(readonly problem: ApiProblem | null) {
    super(problem?.detail ?? 'The table broke off.');
  }
}

/**
 * The parts of a table that is sent as frames.
 *
 * @throws TableBrokenError
 */
export async function* readFrames(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<TablePart & { bytes: Uint8Array<ArrayBuffer> }, void, void> {
  const reader = stream.getReader();
  let waiting: Uint8Array = NO_BYTES;
  try {
    for (;;) {
      const { value, done: isEnd } = await reader.read();
      if (isEnd) break;
      waiting = joined(waiting, value);
      for (;;) {
        if (waiting.length < HEAD_BYTES) break;
        const view = new DataView(waiting.buffer, waiting.byteOffset);
        const [done, total, length] = [0, 4, 8].map((at) => view.getUint32(at, true));
        if (length === LAST || waiting.length < HEAD_BYTES + length) break;
        const bytes = new Uint8Array(length);
        bytes.set(waiting.subarray(HEAD_BYTES, HEAD_BYTES + length));
        yield { bytes, done, total };
        waiting = waiting.subarray(HEAD_BYTES + length);
      }
    }
  } finally {
    await reader.cancel();
  }
  const isLast =
    waiting.length >= HEAD_BYTES && new DataView(waiting.buffer, waiting.byteOffset).getUint32(8, true) === LAST;
  if (!isLast) throw new TableBrokenError(null);
  if (waiting.length === HEAD_BYTES) return;
  const problem: ApiProblem = JSON.parse(new TextDecoder().decode(waiting.subarray(HEAD_BYTES)));
  throw new TableBrokenError(problem);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
