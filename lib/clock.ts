/** The clock used by the manager. Tests replace it with one that they advance. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `call` once after `milliseconds`, without keeping the process alive; returns a function that cancels it. */
  after(milliseconds: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Milliseconds since some moment; only differences matter. Never set back. */
export const milliseconds = () => performance.now();

/** Resolves when everything that waits for this thread has had a turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Calls `call` in the next turn of this thread's event loop. */
export function inNextTurn(call: () => void): void {
  setImmediate(call);
}

/** Resolves after so many milliseconds. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}

/** Resolves when `work` is settled, but after `milliseconds` at the latest. */
export async function settledWithin(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  let cancel = () => {};
  const timeout = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve);
  });
  await Promise.race([work.catch(() => {}), timeout]);
  cancel();
}
