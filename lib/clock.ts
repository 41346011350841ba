/** Time, as far as the manager uses it; a test brings its own and advances it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `call` once after so many milliseconds, without keeping the process alive; returns what calls it off. */
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

/** Resolves after so many milliseconds. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve);
  });
}

/** Resolves when `work` is over, however it ends, or after so many milliseconds. */
export async function patiently(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  let callOff = () => {};
  const patience = new Promise<void>((resolve) => {
    callOff = clock.after(milliseconds, resolve);
  });
  await Promise.race([work.catch(() => {}), patience]);
  callOff();
}
