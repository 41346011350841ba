/*
 * A flag in shared memory by which the HTTP thread tells reading threads that somebody waits for a page. They pause before the next
 * sample, but not for ever: a survey must end even if somebody pages all night.
 */

/** A reading thread waits this long at a time, milliseconds. */
const PAUSE_MS = 25;
/** And so often before each sample. */
const MAX_PAUSES = 8;

export type PauseFlag = Int32Array<SharedArrayBuffer>;

export function newPauseFlag(): PauseFlag {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Counts a request that is being answered; returns a function to be called once when it has been. */
export function pausing(flag: PauseFlag): () => void {
  Atomics.add(flag, 0, 1);
  return () => {
    if (Atomics.sub(flag, 0, 1) === 1) Atomics.notify(flag, 0);
  };
}

/** Waits while requests are being answered. Blocks the thread. */
export function waitWhilePaused(flag: PauseFlag): void {
  for (let pauses = 0; pauses < MAX_PAUSES; pauses++) {
    const requests = Atomics.load(flag, 0);
    if (requests <= 0) return;
    Atomics.wait(flag, 0, requests, PAUSE_MS);
  }
}
