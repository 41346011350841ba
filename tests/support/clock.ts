import type { Clock } from '../../lib/clock';

/** Start time of a test clock: 2026-01-01, milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 0, 1);

interface Timer {
  due: number;
  call: () => void;
}

/** A clock that moves only when a test advances it. */
export class TestClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** @param now milliseconds since 1970 */
  constructor(now = BEGINNING) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { due: this.#now + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** The number of pending calls. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Advances the clock by `milliseconds` and makes the calls that are due meanwhile, each at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(); next !== null && next.due <= end; next = this.#next()) {
      this.#timers.delete(next);
      this.#now = next.due;
      next.call();
    }
    this.#now = end;
  }

  #next(): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.due < next.due) next = timer;
    return next;
  }
}
