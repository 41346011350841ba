import type { MappedPairs } from '../job/mapped-pairs';
import type { ExplainLoader } from './explain-loader';
import { MapCheck, type MapCheckOptions } from './map-check';
import { eachStep, JobGoneError } from './map-steps';

/** Wants that are kept, the most urgent ones: each holds its list of pairs. The maps of the others are read with all of the job. */
const MAX_WANTED = 4;

/** The rate is that of the last maps, so that pauses and slow files count. */
const RATE_MS = 5_000;

export interface SurveyRunOptions extends MapCheckOptions {
  allPairs: (loader: ExplainLoader) => Promise<{ revision: string; pairs: MappedPairs } | null>;
  onFailure: (error: unknown) => void;
  /** Called with the number of samples whose maps are read again because their files were replaced. */
  onChanged: (samples: number) => void;
}

/**
 * The reading of the maps of a job: first those that somebody looks at, then all. Goes on until everything has been read; what has
 * been recorded since is read when somebody asks again.
 */
export class SurveyRun {
  readonly #options: SurveyRunOptions;
  /** What is wanted, the most urgent last. */
  #wanted: { revision: string; pairs: MappedPairs }[] = [];
  /** The revision of which all maps have been read. */
  #finished: string | null = null;
  #isStopped = false;
  #running: Promise<void> | null = null;
  /** Maps that were read at some times, the latest last. */
  #read: { at: number; maps: number }[] = [];
  message: string | null = null;
  /** Changes whenever the survey does. */
  changes = 0;
  readonly #mapCheck: MapCheck;
  #checking: Promise<void> | null = null;

  constructor(options: SurveyRunOptions) {
    this.#options = options;
    this.#mapCheck = new MapCheck(options);
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Whether files of maps are being compared with those that were read. */
  get isChecking(): boolean {
    return this.#checking !== null;
  }

  /** Resolves when the current reading has ended. */
  get ended(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Wants these pairs to be read next, and then all of the job. */
  want(revision: string, pairs: MappedPairs): void {
    if (this.#isStopped) return;
    if (this.#finished === revision) {
      this.#check();
      return;
    }
    if (this.#wanted.at(-1)?.pairs !== pairs) {
      const others = this.#wanted.filter((wanted) => wanted.pairs !== pairs && wanted.revision === revision);
      this.#wanted = [...others, { revision, pairs }].slice(-MAX_WANTED);
    }
    this.#start();
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Looks whether files of maps were replaced, beside everything else, and reads those. */
  #check(): void {
    if (!this.#mapCheck.isDue) return;
    const check = async () => {
      const changed = await this.#mapCheck.check();
      if (changed === 0 || this.#isStopped) return;
      this.changes++;
      this.#options.onChanged(changed);
      this.#finished = null;
      this.#start();
    };
    this.#checking ??= check()
      .catch(() => {}) // the survey was closed; the next request reports it
      .finally(() => {
        this.#checking = null;
      });
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Seconds until so many maps are read, at the current rate; null while that is unknown, 0 for none. */
  secondsFor(maps: number): number | null {
    if (maps <= 0) return 0;
    const [first] = this.#read;
    const last = this.#read.at(-1);
    if (!first || !last || last.at <= first.at) return null;
    const rate = this.#read.slice(1).reduce((sum, read) => sum + read.maps, 0) / (last.at - first.at);
    return maps / rate / 1000;
  }

  async #run(): Promise<void> {
    this.message = null;
    try {
      while (!this.#isStopped) {
        const wanted = this.#wanted.at(-1);
        const next = wanted ?? (await this.#options.withLoader(this.#options.allPairs));
        if (next === null) throw new JobGoneError();
        if (!(await this.#readAll(next.pairs, wanted))) continue;
        this.#wanted = this.#wanted.filter((other) => other !== next);
        if (wanted !== undefined) continue;
        this.#finished = next.revision;
        this.#check();
        return;
      }
    } catch (error) {
      this.#wanted = [];
      if (this.#isStopped || error instanceof JobGoneError) return;
      this.message = error instanceof Error ? error.message : String(error);
      this.#options.onFailure(error);
    }
  }

  /** Reads what is missing of some pairs. Returns false where something else became more urgent. */
  async #readAll(pairs: MappedPairs, urgent: { pairs: MappedPairs } | undefined): Promise<boolean> {
    const { surveyor, handle, clock } = this.#options;
    const missing = await surveyor.call('missing', handle, pairs);
    const isOvertaken = () => this.#isStopped || this.#wanted.at(-1) !== urgent;
    await eachStep(this.#options, missing, isOvertaken, async ({ root, samples }) => {
      await surveyor.call('read', handle, root, samples);
      this.changes++;
      const now = clock.now();
      this.#read.push({ at: now, maps: samples.reduce((sum, { maps }) => sum + maps.length, 0) });
      while (this.#read.length > 2 && this.#read[0].at < now - RATE_MS) this.#read.shift();
    });
    return !isOvertaken();
  }
}
