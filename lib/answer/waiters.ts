import 'server-only';

/** Counts who waits for what, by name. */
export class Waiters {
  readonly #counts = new Map<string, number>();

  /** Whether anybody waits for something. */
  isWaiting(name: string): boolean {
    return this.#counts.has(name);
  }

  /** Runs `use`, and counts one who waits for `name` until it is done or `signal` is aborted. */
  async during<T>(name: string, signal: AbortSignal | undefined, use: () => Promise<T>): Promise<T> {
    let isLeft = false;
    const leave = () => {
      if (isLeft) return;
      isLeft = true;
      this.#add(name, -1);
    };
    this.#add(name, 1);
    if (signal?.aborted) leave();
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await use();
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
    }
  }

  #add(name: string, step: 1 | -1): void {
    const count = (this.#counts.get(name) ?? 0) + step;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }
}
