import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock, settledWithin } from '../clock';
import type { Surveyor } from '../survey/survey-thread';
import type { ExplainLoader } from './explain-loader';
import { type Log, messageOf } from './log';
import type { WithJob } from './with-job';

/** Jobs whose hashes are open at a time; the others are read again from their files. */
const MAX_OPEN = 4;

/** Samples whose originals are hashed in one step, and steps in progress at a time. */
const SAMPLES_AT_ONCE = 64;
const IN_PROGRESS = 2;

/** How far the originals of a job have been hashed. */
export interface PictureProgress {
  hashed: number;
  total: number;
  /** Why it stopped; null where it did not. */
  message: string | null;
}

/** The hashing of the originals of a job. */
interface Run {
  handle: string;
  generation: string;
  opened: Promise<void>;
  running: Promise<void> | null;
  progress: PictureProgress;
}

/** Hashes the originals of jobs that are compared, so that it is known whether two samples show the same picture. */
export class JobPictureHashes {
  readonly #surveyor: Surveyor;
  readonly #pathOf: (loader: ExplainLoader) => string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #withJob: WithJob;
  /** By job id. */
  readonly #runs = new LRUCache<string, Run>({
    max: MAX_OPEN,
    dispose: ({ handle }) => this.#surveyor.call('closePictures', handle).catch(() => {}), // the thread stopped
  });

  /** @param pathOf the file of a job's hashes */
  constructor(surveyor: Surveyor, pathOf: (loader: ExplainLoader) => string, clock: Clock, log: Log, withJob: WithJob) {
    this.#surveyor = surveyor;
    this.#pathOf = pathOf;
    this.#clock = clock;
    this.#log = log;
    this.#withJob = withJob;
  }

  /** Forgets what was open, because the thread died. */
  clear(): void {
    this.#runs.clear();
  }

  /**
   * How far the originals of a job have been hashed; goes on with it.
   *
   * @param patience how long it waits for the rest, milliseconds: those of a small job are hashed meanwhile
   */
  async ask(loader: ExplainLoader, patience = 0): Promise<PictureProgress> {
    const { snapshot } = loader;
    if (snapshot === null || snapshot.generation === null) return { hashed: 0, total: 0, message: null };
    const run = this.#obtain(loader, snapshot.generation);
    if (run.running !== null || !(await loader.hasPictureHashes())) {
      run.running ??= this.#run(loader.jobId, run).finally(() => {
        run.running = null;
      });
      if (patience > 0) await settledWithin(this.#clock, patience, run.running);
    }
    return run.progress;
  }

  #obtain(loader: ExplainLoader, generation: string): Run {
    const kept = this.#runs.get(loader.jobId);
    if (kept?.generation === generation) return kept;
    const handle = `${loader.jobId} ${randomUUID()}`;
    const opened = this.#surveyor.call('openPictures', handle, this.#pathOf(loader), generation);
    opened.catch(() => this.#runs.delete(loader.jobId));
    const progress = { hashed: 0, total: loader.sampleCount, message: null };
    const run: Run = { handle, generation, opened, running: null, progress };
    this.#runs.set(loader.jobId, run);
    return run;
  }

  /** Hashes what is missing and tells the index. */
  async #run(jobId: string, run: Run): Promise<void> {
    try {
      await run.opened;
      const marks = await this.#withJob(jobId, (loader) => loader.pictureMarks());
      if (marks === null || marks.generation !== run.generation) return;
      const { ids, revision } = marks;
      const missing = await this.#surveyor.call('missingPictures', run.handle, marks);
      run.progress = { hashed: ids.length - missing.length, total: ids.length, message: null };
      let next = 0;
      let isGone = false;
      const hash = async () => {
        while (next < missing.length && !isGone && this.#runs.peek(jobId) === run) {
          const some = [...missing.subarray(next, next + SAMPLES_AT_ONCE)];
          next += SAMPLES_AT_ONCE;
          if (!(await this.#hash(jobId, run, some))) isGone = true;
          run.progress = { ...run.progress, hashed: run.progress.hashed + some.length };
        }
      };
      await Promise.all(Array.from({ length: IN_PROGRESS }, hash));
      if (next < missing.length || isGone) return;
      const hashes = await this.#surveyor.call('pictureHashes', run.handle, marks);
      await this.#withJob(jobId, (loader) => loader.setPictureHashes(run.generation, revision, ids, hashes));
    } catch (error) {
      run.progress = { ...run.progress, message: messageOf(error) };
      this.#log.warn({ job: jobId }, `Its originals could not be hashed: ${messageOf(error)}`);
    }
  }

  /** Hashes the originals of some samples. False if the job was deleted or replaced. */
  async #hash(jobId: string, { handle, generation }: Run, ids: readonly number[]): Promise<boolean> {
    const found = await this.#withJob(jobId, async (loader) => ({
      root: loader.path,
      pictures: await loader.pictures(generation, ids),
    }));
    if (!found?.pictures) return false;
    await this.#surveyor.call('hashPictures', handle, found.root, found.pictures);
    return true;
  }
}
