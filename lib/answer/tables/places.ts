/** Waits for a place. */
interface Waiting {
  job: string;
  begin(): void;
}

/** Places that are given in order of waiting, except that a job that has as many as one may have lets others pass. */
export class Places {
  readonly #ofAll: number;
  readonly #ofEach: number;
  readonly #taken = new Map<string, number>();
  #total = 0;
  readonly #waiting: Waiting[] = [];

  /** @param ofAll places that there are @param ofEach those that a job may have at a time */
  constructor(ofAll: number, ofEach: number) {
    this.#ofAll = ofAll;
    this.#ofEach = ofEach;
  }

  /** Waits for a place of a job; returns a function that gives it back, to be called once. */
  take(job: string): Promise<() => void> {
    return new Promise((resolve) => {
      this.#waiting.push({ job, begin: () => resolve(() => this.#giveBack(job)) });
      this.#beginNext();
    });
  }

  #of(job: string): number {
    return this.#taken.get(job) ?? 0;
  }

  #beginNext(): void {
    if (this.#total === this.#ofAll) return;
    const at = this.#waiting.findIndex(({ job }) => this.#of(job) < this.#ofEach);
    if (at === -1) return;
    const [{ job, begin }] = this.#waiting.splice(at, 1);
    this.#total++;
    this.#taken.set(job, this.#of(job) + 1);
    begin();
  }

  #giveBack(job: string): void {
    this.#total--;
    const left = this.#of(job) - 1;
    if (left > 0) this.#taken.set(job, left);
    else this.#taken.delete(job);
    this.#beginNext();
  }
}
