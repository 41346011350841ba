import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock, settledWithin } from '../clock';
import { encodeName } from '../file-name';
import type { Version } from '../indexing/index-answers';
import type { MappedPairs } from '../job/mapped-pairs';
import type { SampleFilter } from '../job/query';
import { localStorage, temporaryDirectory } from '../storage/local';
import { eventFilePath } from '../summary/explain-directory';
import { SKETCH_VERSION } from '../survey/survey-block';
import type { Query, SurveyProgress } from '../survey/survey-service';
import type { Surveyor } from '../survey/survey-thread';
import type { ValueOf } from '../survey/values';
import type { ExplainLoader } from './explain-loader';
import { JobPictureHashes } from './job-picture-hashes';
import { type Log, messageOf } from './log';
import { SurveyRun } from './survey-run';
import type { WithJob } from './with-job';

/** Jobs whose surveys stay open when nobody asks them; the others are closed, and opened again from their files. */
const MAX_OPEN = 4;

const NO_INTEGERS = new Int32Array(0);
const NO_VALUES = new Float32Array(0);

/** Filters whose pairs are kept, and of which it is known how far their maps have been surveyed. */
const MAX_FILTERS = 64;

/** A question about a few maps waits this long for a survey that is running: they are read meanwhile. */
const PATIENCE_MS = 400;
const FEW_MAPS = 2_000;

/** A page of samples waits this long for a survey that is being opened: those of millions of maps take longer. */
const OPENING_MS = 200;

/** Memory for lists of pairs, bytes. */
const PAIRS_BYTES = 64 * 2 ** 20;

/** A question about a job's survey, and how far it has got. */
export interface Surveyed<T> {
  version: Version;
  progress: SurveyProgress & {
    isRunning: boolean;
    isChecking: boolean;
    secondsLeft: number | null;
    message: string | null;
  };
  result: T;
}

/** The pairs of sample and label that match a filter, and the number of their maps as far as the index tells. */
interface Pairs {
  pairs: MappedPairs;
  expected: number;
}

/** A survey that is open. */
interface Open {
  handle: string;
  generation: string;
  run: SurveyRun;
  opened: Promise<void>;
  isOpened: boolean;
  /** Questions that it has not answered yet: it stays open for them. */
  questions: number;
}

/** The surveys of jobs: opens them, keeps them going while somebody looks, and asks them. */
export class JobSurveys {
  readonly #surveyor: Surveyor;
  readonly #cache: string | null;
  /** Where surveys are kept until the server stops, if there is no cache directory; null before the first one. */
  #temporary: string | null = null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #withJob: WithJob;
  /** The hashes of the originals of jobs that are compared. */
  readonly pictures: JobPictureHashes;
  /** By job id, the one used last at the end. */
  readonly #open = new Map<string, Open>();
  readonly #pairs = new LRUCache<string, Version & Pairs>({
    max: MAX_FILTERS, // shared memory of a few bytes takes pages
    maxSize: PAIRS_BYTES,
    sizeCalculation: ({ pairs }) => 64 + 18 * pairs.ids.length,
  });
  readonly #progress = new LRUCache<string, SurveyProgress>({ max: MAX_FILTERS });

  /** @param cache the cache directory, null for none */
  constructor(surveyor: Surveyor, cache: string | null, clock: Clock, log: Log, withJob: WithJob) {
    this.#surveyor = surveyor;
    this.#cache = cache;
    this.#clock = clock;
    this.#log = log;
    this.#withJob = withJob;
    this.pictures = new JobPictureHashes(surveyor, (loader) => this.#pathOf(loader, 'pictures'), clock, log, withJob);
    surveyor.onLost = () => {
      for (const { run } of this.#open.values()) run.stop();
      this.#open.clear();
      this.pictures.clear();
    };
  }

  /** Reading of maps pauses until the function that is returned is called. */
  pause(): () => void {
    return this.#surveyor.pause();
  }

  /**
   * Asks the survey of a job about the samples that match a filter, and keeps it going.
   *
   * @param isWanted whether the maps are to be read next
   * @param unranged the filter without the ranges of numbers of the maps, which match nothing that has not been surveyed: while its maps
   *   are not all surveyed, the progress is theirs
   * @param isQuick whether numbers of fewer pairs of sample and label will do, where all take long
   * @returns null before anything of the job was read
   */
  async ask<T>(
    loader: ExplainLoader,
    filter: SampleFilter,
    ask: (call: Surveyor['call'], handle: string, query: Query) => Promise<T>,
    isWanted = true,
    unranged: SampleFilter = filter,
    isQuick = false,
  ): Promise<Surveyed<T> | null> {
    // A large one opens while the pairs are looked for.
    const known = loader.snapshot?.generation;
    const held = known == null ? null : this.#obtain(loader, known);
    if (held) held.questions++;
    try {
      const found = await this.#pairsOf(loader, filter);
      const wide = unranged === filter ? found : await this.#pairsOf(loader, unranged);
      if (found === null || wide === null || found.generation === null) return null;
      const { pairs, generation, revision, bytesRead } = found;
      const open = this.#obtain(loader, generation);
      await open.opened;
      try {
        if (isWanted) {
          open.run.want(wide.revision, wide.pairs);
          if (open.run.isRunning && wide.expected <= FEW_MAPS)
            await settledWithin(this.#clock, PATIENCE_MS, open.run.ended);
        }
        // First, so that the result is of no earlier state than it says.
        const ofAll = await this.#progressOf(open, {
          key: JSON.stringify([wide.revision, unranged]),
          pairs: wide.pairs,
        });
        const isPartial = ofAll.surveyed < ofAll.total;
        const isDraft = isPartial || isQuick;
        const query = {
          key: JSON.stringify([revision, filter, isDraft]),
          pairs,
          explainers: loader.explainers.length,
          isDraft,
        };
        const progress = isPartial || wide === found ? ofAll : await this.#progressOf(open, query);
        const result = await ask(this.#surveyor.call, open.handle, query);
        const left = progress.total - progress.surveyed;
        const { isRunning, isChecking, message } = open.run;
        const secondsLeft = open.run.secondsFor(left);
        return {
          version: { generation, revision, bytesRead },
          progress: { ...progress, isRunning, isChecking, secondsLeft, message: message ?? this.#note },
          result,
        };
      } catch (error) {
        if (error instanceof Error && error.name === 'DamagedSurveyError') await this.#discard(loader.jobId, open);
        throw error;
      }
    } finally {
      if (held) held.questions--;
      this.#closeOthers();
    }
  }

  /**
   * How far the maps of the samples that match a filter have been surveyed, as far as that is known at once.
   *
   * @param isNeeded whether to begin the survey where it has not begun
   */
  async peek(
    loader: ExplainLoader,
    filter: SampleFilter,
    isNeeded: boolean,
  ): Promise<{ surveyed: number; total: number }> {
    if (isNeeded || (await this.#isAtHand(loader))) {
      const found = await this.ask(loader, filter, async () => null, isNeeded);
      if (found) return { surveyed: found.progress.surveyed, total: found.progress.total };
    }
    return { surveyed: 0, total: (await this.#pairsOf(loader, filter))?.expected ?? 0 };
  }

  /** Gives values of maps to the index of a job, as far as they have been surveyed, and returns their key. */
  async giveValues(loader: ExplainLoader, value: ValueOf): Promise<string> {
    const state = await this.ask(loader, {}, async () => null);
    const key = JSON.stringify([value, state?.version.revision, state?.progress.version]);
    if (await loader.hasValues(key)) return key;
    const found = await this.ask(loader, {}, (call, handle, query) => call('values', handle, query, value), false);
    const { ids = NO_INTEGERS, labels = NO_INTEGERS, values = NO_VALUES } = found?.result ?? {};
    await loader.setValues(key, ids, labels, values);
    return key;
  }

  /** The agreement of the maps of labels of samples; null for those that are not known, or if there is no survey. */
  async agreementAt(loader: ExplainLoader, ids: readonly number[], labels: readonly number[]) {
    const open = this.#openOf(loader);
    return open?.isOpened ? this.#surveyor.call('agreementAt', open.handle, ids, labels) : null;
  }

  /**
   * Lets the survey of a job answer questions about single pairs of sample and label.
   *
   * @param isWanted whether it goes on, or begins
   */
  async open(loader: ExplainLoader, filter: SampleFilter, isWanted: boolean): Promise<void> {
    await this.ask(loader, filter, async () => null, isWanted);
  }

  /** What was counted from the maps of labels of samples, see `mapNumbersAt`; null if there is no survey. */
  async mapNumbersAt(loader: ExplainLoader, ids: readonly number[], labels: readonly number[]) {
    const open = this.#openOf(loader);
    if (open === null) return null;
    return this.#surveyor.call('mapNumbersAt', open.handle, ids, labels, loader.explainers.length);
  }

  /** The agreement of each two explainers for labels of samples, see `pairNumbersAt`; null if there is no survey. */
  async pairNumbersAt(loader: ExplainLoader, ids: readonly number[], labels: readonly number[]) {
    const open = this.#openOf(loader);
    if (open === null) return null;
    return this.#surveyor.call('pairNumbersAt', open.handle, ids, labels, loader.explainers.length);
  }

  /** The open survey of what a job is now; null if there is none. */
  #openOf(loader: ExplainLoader): Open | null {
    const open = this.#open.get(loader.jobId);
    if (!open || open.generation !== loader.snapshot?.generation) return null;
    this.#use(loader.jobId, open);
    return open;
  }

  /**
   * Whether what a survey knows can be told at once. One that was kept before is opened for it, but no map is read, and none that is
   * being made is closed.
   */
  async #isAtHand(loader: ExplainLoader): Promise<boolean> {
    const generation = loader.snapshot?.generation;
    if (generation == null) return false;
    if (this.#openOf(loader) === null) {
      const isFull = this.#open.size >= MAX_OPEN && [...this.#open.values()].some(({ run }) => run.isRunning);
      if (isFull || !(await this.#isKept(loader))) return false;
    }
    const open = this.#obtain(loader, generation);
    await settledWithin(this.#clock, OPENING_MS, open.opened);
    return open.isOpened;
  }

  async #isKept(loader: ExplainLoader): Promise<boolean> {
    const directory = this.#cache ?? this.#temporary;
    if (directory === null) return false;
    return localStorage.stat(this.#pathOf(loader, 'survey')).then(
      () => true,
      () => false,
    );
  }

  /** The explainer of each pair whose map deserves a look first, see `worstMaps`; −1 where that is not known. */
  async worstMaps(
    loader: ExplainLoader,
    pairs: readonly { sample: number; label: number }[],
    by: 'agreement' | 'evidence',
  ): Promise<number[]> {
    const open = this.#openOf(loader);
    if (open === null || pairs.length === 0) return pairs.map(() => -1);
    const [ids, labels] = [pairs.map(({ sample }) => sample), pairs.map(({ label }) => label)];
    return this.#surveyor.call('worstMaps', open.handle, ids, labels, loader.explainers.length, by);
  }

  /** All pairs of sample and label with maps of a job, as far as it has been read; null before anything was. */
  async allPairs(loader: ExplainLoader): Promise<(Version & { pairs: MappedPairs }) | null> {
    return this.#pairsOf(loader, {});
  }

  /** The survey of a job in the survey thread. Throws StorageError if its file cannot be read. */
  async opened(loader: ExplainLoader, generation: string): Promise<string> {
    const { handle, opened } = this.#obtain(loader, generation);
    await opened;
    return handle;
  }

  /** Surveys all maps of a job; resolves when that has ended. */
  async survey(loader: ExplainLoader): Promise<void> {
    const found = await this.#pairsOf(loader, {});
    if (found?.generation == null) return;
    const open = this.#obtain(loader, found.generation);
    await open.opened;
    open.run.want(found.revision, found.pairs);
    await open.run.ended;
  }

  async stop(): Promise<void> {
    for (const { run } of this.#open.values()) run.stop();
    await this.#surveyor.stop();
  }

  /** Counted once for each state of the survey. */
  async #progressOf({ handle, run }: Open, query: Pick<Query, 'key' | 'pairs'>): Promise<SurveyProgress> {
    const key = JSON.stringify([handle, run.changes, query.key]);
    const kept = this.#progress.get(key);
    if (kept) return kept;
    const progress = await this.#surveyor.call('progress', handle, query);
    this.#progress.set(key, progress);
    return progress;
  }

  async #pairsOf(loader: ExplainLoader, filter: SampleFilter): Promise<(Version & Pairs) | null> {
    const { revision = '', generation = '' } = loader.snapshot ?? {};
    const key = JSON.stringify([loader.jobId, generation, revision, filter]);
    const kept = this.#pairs.get(key);
    if (kept) return kept;
    const mapped = await loader.mappedPairs(filter);
    if (mapped === null) return null;
    const { expected, matches } = mapped.pairs;
    const found = { ...mapped, expected: Math.round(expected.reduce((sum, maps, k) => sum + maps * matches[k], 0)) };
    if (found.revision === revision) this.#pairs.set(key, found);
    return found;
  }

  #obtain(loader: ExplainLoader, generation: string): Open {
    const { jobId } = loader;
    const kept = this.#open.get(jobId);
    if (kept?.generation === generation) {
      this.#use(jobId, kept);
      return kept;
    }
    const handle = `${jobId} ${randomUUID()}`;
    const path = this.#pathOf(loader, 'survey');
    const opened = this.#surveyor.call('open', handle, path, generation);
    const run = new SurveyRun({
      surveyor: this.#surveyor,
      handle,
      generation,
      clock: this.#clock,
      withLoader: (answer) => this.#withJob(jobId, answer),
      allPairs: async (current) => this.#pairsOf(current, {}),
      onFailure: (error) => this.#log.warn({ job: jobId }, `The survey of its maps stopped: ${messageOf(error)}`),
      onChanged: (samples) =>
        this.#log.info(
          { job: jobId, samples },
          'Saliency maps were replaced since they were surveyed; they are read again.',
        ),
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

  #use(jobId: string, open: Open): void {
    this.#open.delete(jobId);
    this.#open.set(jobId, open);
  }

  /** Closes surveys that nobody asks, but `one`: of more than may stay open, those that have not been used for the longest time. */
  #closeOthers(one?: Open): void {
    for (const [jobId, open] of this.#open) {
      if (this.#open.size <= MAX_OPEN) return;
      if (open.questions > 0 || open === one) continue;
      this.#open.delete(jobId);
      this.#close(open);
    }
  }

  get #directory(): string {
    if (this.#cache !== null) return this.#cache;
    this.#temporary ??= temporaryDirectory();
    return this.#temporary;
  }

  /** Said with every answer where surveys are kept only until the server stops. */
  get #note(): string | null {
    return this.#temporary && `There is no cache directory, so the survey is kept in ${this.#temporary}.`;
  }

  #pathOf(loader: ExplainLoader, kind: 'survey' | 'pictures'): string {
    const path = eventFilePath(loader.ownPath, loader.directory);
    const hash = createHash('sha1').update(`survey ${SKETCH_VERSION}\n`).update(encodeName(path)).digest('hex');
    return `${this.#directory}/${hash}.${kind}`;
  }

  #close({ handle, run }: Open): void {
    run.stop();
    this.#surveyor.call('close', handle).catch(() => {}); // the thread stopped
  }

  async #discard(jobId: string, { handle, run }: Open): Promise<void> {
    run.stop();
    await this.#surveyor.call('close', handle, true);
    this.#open.delete(jobId);
  }
}
