import { milliseconds, nextTurn } from './clock';

/*
 * Long work in slices: between two of them the thread answers other requests. What takes a time that depends on the numbers in a file
 * is done this way, so that no job keeps the others waiting.
 */

/** Entries of a job that are visited between two yields: well below a millisecond. */
export const STEP = 8_192;

/** Length of a slice, milliseconds. */
const SLICE_MS = 8;

/** Tells when a slice is over. */
export class Slice {
  #began = milliseconds();

  get isOver(): boolean {
    return milliseconds() - this.#began >= SLICE_MS;
  }

  /** Ends the slice and begins the next one after a turn. */
  async end(): Promise<void> {
    await nextTurn();
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
