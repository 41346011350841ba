import 'server-only';
import { AbandonedError } from './computed-cache';

/** A picture to be made. */
export interface Work {
  /** The job that it belongs to. */
  job: string;
  /** Memory that it takes at most, bytes. */
  bytes: number;
  /** Whether it takes long: such pictures get half of the slots at most, so that others need not wait for them. */
  isLarge: boolean;
}

interface Waiting extends Work {
  isWanted(): boolean;
  begin(): void;
  abandon(): void;
}

export interface QueueLimits {
  /** Pictures that are made at a time. */
  slots: number;
  /** Memory for all of them, bytes. A picture that takes more is made alone. */
  bytes: number;
}

/**
 * Decides which picture is made next. Jobs take turns, so that one that asks for many pictures does not delay another; large pictures
 * of all jobs together get half of the slots.
 */
export class PictureQueue {
  /** What waits, by job; the job whose turn it is comes first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #running = 0;
  #large = 0;
  #bytes = 0;

  constructor(readonly limits: QueueLimits) {}

  /**
   * Makes a picture when it is its turn.
   *
   * @param isWanted whether anybody still waits for it; asked at its turn
   * @throws AbandonedError if nobody did
   */
  async run<T>(work: Work, make: () => Promise<T>, isWanted: () => boolean = () => true): Promise<T> {
    await new Promise<void>((begin, reject) => {
      const waiting = { ...work, isWanted, begin, abandon: () => reject(new AbandonedError()) };
      const others = this.#waiting.get(work.job);
      if (others) others.push(waiting);
      else this.#waiting.set(work.job, [waiting]);
      this.#fill();
    });
    try {
      return await make();
    } finally {
      this.#count(work, -1);
      this.#fill();
    }
  }

  #count({ bytes, isLarge }: Work, step: 1 | -1): void {
    this.#running += step;
    this.#bytes += step * bytes;
    if (isLarge) this.#large += step;
  }

  /** Begins with as many pictures as there is room for. */
  #fill(): void {
    for (let next = this.#take(); next !== null; next = this.#take()) {
      if (!next.isWanted()) {
        next.abandon();
        continue;
      }
      this.#count(next, 1);
      next.begin();
    }
  }

  /** The next picture that there is room for; its job goes to the end. */
  #take(): Waiting | null {
    if (this.#running >= this.limits.slots) return null;
    for (const [job, waiting] of this.#waiting) {
      const index = waiting.findIndex((work) => this.#hasRoom(work) || !work.isWanted());
      if (index === -1) continue;
      const [work] = waiting.splice(index, 1);
      this.#waiting.delete(job);
      if (waiting.length > 0) this.#waiting.set(job, waiting);
      return work;
    }
    return null;
  }

  #hasRoom({ bytes, isLarge }: Work): boolean {
    const largeSlots = Math.max(1, Math.floor(this.limits.slots / 2));
    if (isLarge && this.#large >= largeSlots) return false;
    return this.#running === 0 || this.#bytes + bytes <= this.limits.bytes;
  }
}
