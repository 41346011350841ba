import pLimit from 'p-limit';
import { pause, systemClock } from '../clock';

/*
 * The turn of large pictures, in shared memory: of all reading threads, one at a time holds a large file or decodes a large picture. So their
 * memory does not grow with the number of processors, and the other threads of libuv are left to those who read small ones.
 */

/** How often a thread asks whether it is its turn, milliseconds: a large picture takes some hundreds. */
const ASK_MS = 5;

/** The number of the thread whose turn it is, 0 for none. */
export type LargeTurn = Int32Array<SharedArrayBuffer>;

/** Does something with a large picture when it is its turn. Must not be used inside of itself. */
export type InLargeTurn = <T>(work: () => Promise<T>) => Promise<T>;

export function newLargeTurn(): LargeTurn {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Takes turns for one thread. @param thread its number, not 0 */
export function inTurnOf(turn: LargeTurn, thread: number): InLargeTurn {
  const ofThread = pLimit(1);
  return (work) =>
    ofThread(async () => {
      while (Atomics.compareExchange(turn, 0, 0, thread) !== 0) await pause(systemClock, ASK_MS);
      try {
        return await work();
      } finally {
        leaveTurn(turn, thread);
      }
    });
}

/** Ends the turn of a thread, for example because it died in it. */
export function leaveTurn(turn: LargeTurn, thread: number): void {
  Atomics.compareExchange(turn, 0, thread, 0);
}
