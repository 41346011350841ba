import { randomUUID } from 'node:crypto';
import { type Clock, settledWithin } from '../clock';
import type { Surveyor } from '../survey/survey-thread';
import type { ExplainLoader } from './explain-loader';
import { type Log, messageOf } from './log';
import type { SurveyFiles } from './survey-files';
import { SurveyRun, type SurveyRunOptions } from './survey-run';
import type { WithJob } from './with-job';

/** Jobs whose surveys stay open when nobody asks them; the others are closed, and opened again from their files. */
const MAX_OPEN = 4;

/** A page of samples waits this long for a survey that is being opened: those of millions of maps take longer. */
const OPENING_MS = 200;

/** A survey that is open in the survey thread. */
export interface OpenSurvey {
  handle: string;
  generation: string;
  run: SurveyRun;
  /** Rejects if its file cannot be read. */
  opened: Promise<void>;
  isOpened: boolean;
  /** Questions that it has not answered yet: it stays open for them. */
  questions: number;
}

export interface OpenSurveysOptions {
  surveyor: Surveyor;
  files: SurveyFiles;
  clock: Clock;
  log: Log;
  withJob: WithJob;
  allPairs: SurveyRunOptions['allPairs'];
}

/** The surveys that are open: those of the jobs that somebody looked at last. */
export class OpenSurveys {
  readonly #options: OpenSurveysOptions;
  /** By job id, the one used last at the end. */
  readonly #open = new Map<string, OpenSurvey>();

  constructor(options: OpenSurveysOptions) {
    this.#options = options;
  }

  /** The open survey of what a job is now; null if there is none. */
  of(loader: ExplainLoader): OpenSurvey | null {
    const open = this.#open.get(loader.jobId);
    if (!open || open.generation !== loader.snapshot?.generation) return null;
    this.#use(loader.jobId, open);
    return open;
  }

  /** Asks the survey of a generation of a job, which stays open until it has answered. */
  async during<T>(loader: ExplainLoader, generation: string, ask: (open: OpenSurvey) => Promise<T>): Promise<T> {
    const open = this.obtain(loader, generation);
    open.questions++;
    try {
      return await ask(open);
    } finally {
      open.questions--;
      this.#closeOthers();
    }
  }

  /**
   * The survey of a job, if what it knows can be told at once, else null. One that was kept before is opened for it, but no map is read, and
   * none that is being made is closed.
   */
  async atHand(loader: ExplainLoader): Promise<OpenSurvey | null> {
    const generation = loader.snapshot?.generation;
    if (generation == null) return null;
    if (this.of(loader) === null) {
      const isFull = this.#open.size >= MAX_OPEN && [...this.#open.values()].some(({ run }) => run.isRunning);
      if (isFull || !(await this.#options.files.hasSurvey(loader))) return null;
    }
    const open = this.obtain(loader, generation);
    await settledWithin(this.#options.clock, OPENING_MS, open.opened);
    return open.isOpened ? open : null;
  }

  /** The survey of a generation of a job, which is opened if it is not open. */
  obtain(loader: ExplainLoader, generation: string): OpenSurvey {
    const { jobId } = loader;
    const kept = this.#open.get(jobId);
    if (kept?.generation === generation) {
      this.#use(jobId, kept);
      return kept;
    }
    const { surveyor, files, clock, log, withJob, allPairs } = this.#options;
    const handle = `${jobId} ${randomUUID()}`;
    const opened = surveyor.call('open', handle, files.pathOf(loader, 'survey'), generation);
    const run = new SurveyRun({
      surveyor,
      handle,
      generation,
      clock,
      withLoader: (answer) => withJob(jobId, answer),
      allPairs,
      onFailure: (error) => log.warn({ job: jobId }, `The survey of its maps stopped: ${messageOf(error)}`),
      onChanged: (samples) =>
        log.info({ job: jobId, samples }, 'Saliency maps were replaced since they were surveyed; they are read again.'),
    });
    const open = { handle, generation, run, opened, isOpened: false, questions: 0 };
    opened.then(
      () => {
        open.isOpened = true;
      },
      () => {
        if (this.#open.get(jobId) === open) this.#open.delete(jobId);
      },
    );
    if (kept) this.#close(kept);
    this.#use(jobId, open);
    this.#closeOthers(open);
    return open;
  }

  /** Closes a survey whose file is damaged, and deletes that. */
  async discard(jobId: string, open: OpenSurvey): Promise<void> {
    open.run.stop();
    await this.#options.surveyor.call('close', open.handle, true);
    if (this.#open.get(jobId) === open) this.#open.delete(jobId);
  }

  /** Forgets all, because the thread died. */
  clear(): void {
    this.stop();
    this.#open.clear();
  }

  /** Stops reading maps. */
  stop(): void {
    for (const { run } of this.#open.values()) run.stop();
  }

  #use(jobId: string, open: OpenSurvey): void {
    this.#open.delete(jobId);
    this.#open.set(jobId, open);
  }

  /** Closes surveys that nobody asks, but `one`: of more than may stay open, those that have not been used for the longest time. */
  #closeOthers(one?: OpenSurvey): void {
    for (const [jobId, open] of this.#open) {
      if (this.#open.size <= MAX_OPEN) return;
      if (open.questions > 0 || open === one) continue;
      this.#open.delete(jobId);
      this.#close(open);
    }
  }

  #close({ handle, run }: OpenSurvey): void {
    run.stop();
    this.#options.surveyor.call('close', handle).catch(() => {}); // the thread stopped
  }
}
