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
