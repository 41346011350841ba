import { inNextTurn, milliseconds } from './clock';

/*
 * Long work in slices: between two of them the thread answers other requests. What takes a time that depends on the numbers in a file
 * is done this way, so that no job keeps the others waiting.
 *
 * Each turn of the thread's event loop begins one waiting slice only: that of the work that has had the fewest, so a short answer does
 * not wait for long ones, however many there are.
 */

/** Entries of a job that are visited between two yields: well below a millisecond. */
export const STEP = 8_192;

/** Length of a slice, milliseconds. */
const SLICE_MS = 8;

/** Work that waits for its next slice, in order of waiting, and how many it has had. */
const waiting: { had: number; begin: () => void }[] = [];

function beginNext(): void {
  let next = 0;
  for (let k = 1; k < waiting.length; k++) if (waiting[k].had < waiting[next].had) next = k;
  const [{ begin }] = waiting.splice(next, 1);
  begin();
  if (waiting.length > 0) inNextTurn(beginNext);
}

/** Tells when a slice is over. */
export class Slice {
  #began = milliseconds();
  #had = 0;

  get isOver(): boolean {
    return milliseconds() - this.#began >= SLICE_MS;
  }

  /** Ends the slice and begins the next one when it is this work's turn. */
  async end(): Promise<void> {
    const had = ++this.#had;
    await new Promise<void>((begin) => {
      if (waiting.push({ had, begin }) === 1) inNextTurn(beginNext);
    });
    this.#began = milliseconds();
  }
}

/**
 * Runs work that yields wherever it may be interrupted, and returns its result. The time between two yields should be well below a
 * millisecond.
 */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  const slice = new Slice();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (slice.isOver) await slice.end();
  }
}

/** Runs the same work at once. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
