import { LRUCache } from 'lru-cache';
import { type Clock, settledWithin } from '../clock';
import type { Version } from '../indexing/index-answers';
import type { MappedPairs } from '../job/mapped-pairs';
import type { SampleFilter } from '../job/query';
import type { Query, SurveyProgress } from '../survey/survey-service';
import type { Surveyor } from '../survey/survey-thread';
import type { ValueOf } from '../survey/values';
import type { ExplainLoader } from './explain-loader';
import { JobPictureHashes } from './job-picture-hashes';
import type { Log } from './log';
import { type OpenSurvey, OpenSurveys } from './open-surveys';
import { SurveyFiles } from './survey-files';
import type { WithJob } from './with-job';

const NO_INTEGERS = new Int32Array(0);
const NO_VALUES = new Float32Array(0);

/** Filters whose pairs are kept, and of which it is known how far their maps have been surveyed. */
const MAX_FILTERS = 64;

/** A question about a few maps waits this long for a survey that is running: they are read meanwhile. */
const PATIENCE_MS = 400;
const FEW_MAPS = 2_000;

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

/** The surveys of jobs: keeps them going while somebody looks, and asks them. */
export class JobSurveys {
  readonly #surveyor: Surveyor;
  readonly #files: SurveyFiles;
  readonly #clock: Clock;
  readonly #open: OpenSurveys;
  /** The hashes of the originals of jobs that are compared. */
  readonly pictures: JobPictureHashes;
  readonly #pairs = new LRUCache<string, Version & Pairs>({
    max: MAX_FILTERS, // shared memory of a few bytes takes pages
    maxSize: PAIRS_BYTES,
    sizeCalculation: ({ pairs }) => 64 + 18 * pairs.ids.length,
  });
  readonly #progress = new LRUCache<string, SurveyProgress>({ max: MAX_FILTERS });

  /** @param cache the cache directory, null for none */
  constructor(surveyor: Surveyor, cache: string | null, clock: Clock, log: Log, withJob: WithJob) {
    this.#surveyor = surveyor;
    this.#files = new SurveyFiles(cache);
    this.#clock = clock;
    this.pictures = new JobPictureHashes(
      surveyor,
      (loader) => this.#files.pathOf(loader, 'pictures'),
      clock,
      log,
      withJob,
    );
    const allPairs = (loader: ExplainLoader) => this.allPairs(loader);
    this.#open = new OpenSurveys({ surveyor, files: this.#files, clock, log, withJob, allPairs });
    surveyor.onLost = () => {
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
    const answer = async () => {
      const found = await this.#pairsOf(loader, filter);
      const wide = unranged === filter ? found : await this.#pairsOf(loader, unranged);
      if (found === null || wide === null || found.generation === null) return null;
      const { pairs, generation, revision, bytesRead } = found;
      return this.#asking(loader, generation, async (open) => {
        if (isWanted) {
          open.run.want(wide.revision, wide.pairs);
          if (open.run.isRunning && wide.expected <= FEW_MAPS)
            await settledWithin(this.#clock, PATIENCE_MS, open.run.ended);
        }
        // First, so that the result is of no earlier state than it says.
        const key = JSON.stringify([wide.revision, unranged]);
        const ofAll = await this.#progressOf(open, { key, pairs: wide.pairs });
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
        const { isRunning, isChecking, message } = open.run;
        const secondsLeft = open.run.secondsFor(progress.total - progress.surveyed);
        return {
          version: { generation, revision, bytesRead },
          progress: { ...progress, isRunning, isChecking, secondsLeft, message: message ?? this.#files.note },
          result,
        };
      });
    };
    // A large one opens while the pairs are looked for.
    const known = loader.snapshot?.generation;
    return known == null ? answer() : this.#open.during(loader, known, answer);
  }

  /** Asks the survey of a job when it is open; a damaged one is discarded. */
  #asking<T>(loader: ExplainLoader, generation: string, ask: (open: OpenSurvey) => Promise<T>): Promise<T> {
    return this.#open.during(loader, generation, async (open) => {
      await open.opened;
      try {
        return await ask(open);
      } catch (error) {
        if (error instanceof Error && error.name === 'DamagedSurveyError') await this.#open.discard(loader.jobId, open);
        throw error;
      }
    });
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
    if (isNeeded || (await this.#open.atHand(loader))) {
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
    if (!this.#open.of(loader)?.isOpened) return null;
    return this.#ifOpen(loader, (handle) => this.#surveyor.call('agreementAt', handle, ids, labels));
  }

  /** Asks a survey, if it is open. */
  async #ifOpen<T>(loader: ExplainLoader, ask: (handle: string) => Promise<T>): Promise<T | null> {
    const open = this.#open.of(loader);
    return open && this.#open.during(loader, open.generation, ({ handle }) => ask(handle));
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
    return this.#ifOpen(loader, (handle) =>
      this.#surveyor.call('mapNumbersAt', handle, ids, labels, loader.explainers.length),
    );
  }

  /** The agreement of each two explainers for labels of samples, see `pairNumbersAt`; null if there is no survey. */
  async pairNumbersAt(loader: ExplainLoader, ids: readonly number[], labels: readonly number[]) {
    return this.#ifOpen(loader, (handle) =>
      this.#surveyor.call('pairNumbersAt', handle, ids, labels, loader.explainers.length),
    );
  }

  /** The explainer of each pair whose map deserves a look first, see `worstMaps`; −1 where that is not known. */
  async worstMaps(
    loader: ExplainLoader,
    pairs: readonly { sample: number; label: number }[],
    by: 'agreement' | 'evidence',
  ): Promise<number[]> {
    if (pairs.length === 0) return [];
    const [ids, labels] = [pairs.map(({ sample }) => sample), pairs.map(({ label }) => label)];
    const found = await this.#ifOpen(loader, (handle) =>
      this.#surveyor.call('worstMaps', handle, ids, labels, loader.explainers.length, by),
    );
    return found ?? pairs.map(() => -1);
  }

  /** All pairs of sample and label with maps of a job, as far as it has been read; null before anything was. */
  async allPairs(loader: ExplainLoader): Promise<(Version & { pairs: MappedPairs }) | null> {
    return this.#pairsOf(loader, {});
  }

  /** The survey of a job in the survey thread. Throws StorageError if its file cannot be read. */
  async opened(loader: ExplainLoader, generation: string): Promise<string> {
    const { handle, opened } = this.#open.obtain(loader, generation);
    await opened;
    return handle;
  }

  /** Surveys all maps of a job; resolves when that has ended. */
  async survey(loader: ExplainLoader): Promise<void> {
    const found = await this.#pairsOf(loader, {});
    if (found?.generation == null) return;
    await this.#open.during(loader, found.generation, async (open) => {
      await open.opened;
      open.run.want(found.revision, found.pairs);
      await open.run.ended;
    });
  }

  async stop(): Promise<void> {
    this.#open.stop();
    await this.#surveyor.stop();
  }

  /** Counted once for each state of the survey. */
  async #progressOf({ handle, run }: OpenSurvey, query: Pick<Query, 'key' | 'pairs'>): Promise<SurveyProgress> {
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
}
