import type { Clock } from '../clock';
import { displayName } from '../file-name';
import type { MappedPairs } from '../job/mapped-pairs';
import { type ReplacingStorage, StorageError } from '../storage/storage';
import type { ExplainDirectory } from '../summary/explain-directory';
import { bestSet, MAX_SHARD_MAPS, putShard, rangeOf, readShard, type Shard, wantedShards } from '../survey/shards';
import type { Failure } from '../survey/survey-sample';
import type { Surveyor } from '../survey/survey-thread';
import type { ExplainLoader } from './explain-loader';
import type { JobSurveys } from './job-surveys';
import { messageOf } from './log';
import { eachStep, type JobMaps, SAMPLES_AT_ONCE } from './map-steps';
import type { WithJob } from './with-job';

/** Maps that are named among those that could not be read. */
const MAX_FAILURES = 20;

/** How far some work with shards has got. */
export interface ShardProgress {
  isRunning: boolean;
  /** Maps of the shard, or shards that are collected. */
  done: number;
  total: number;
  /** Whether the shard was there before. */
  wasThere: boolean;
  unreadable: number;
  failures: (Omit<Failure, 'explainer'> & { explainer: string })[];
  /** Seconds left; null while unknown. */
  secondsLeft: number | null;
  /** Why it failed; null where it did not. */
  message: string | null;
}

export interface JobShardsOptions {
  /** The directory of the shards. */
  place: string;
  storage: ReplacingStorage;
  surveyor: Surveyor;
  surveys: JobSurveys;
  clock: Clock;
  withJob: WithJob;
  /** Looks at a job on disk. */
  look: (jobId: string) => Promise<ExplainDirectory | null>;
}

/** Surveys slices of jobs into files of their own, and makes surveys of such files: what `salient survey --shard` and `--collect` do. */
export class JobShards {
  readonly #options: JobShardsOptions;
  readonly #progress = new Map<string, ShardProgress>();
  /** The job of each revision: the shards of two jobs with the same records would have the same names. */
  readonly #jobs = new Map<string, string>();

  constructor(options: JobShardsOptions) {
    this.#options = options;
  }

  /** Makes a shard of a job, unless it is there. Begins with the first call; further ones tell how far it is. */
  make(loader: ExplainLoader, shard: number, of: number): ShardProgress {
    return this.#begin(`${shard}/${of} ${loader.jobId}`, (progress) => this.#make(loader, shard, of, progress));
  }

  /** Makes the survey of a job of its shards. Begins with the first call; further ones tell how far it is. */
  collect(loader: ExplainLoader): ShardProgress {
    return this.#begin(`all ${loader.jobId}`, (progress) => this.#collect(loader, progress));
  }

  #begin(key: string, work: (progress: ShardProgress) => Promise<void>): ShardProgress {
    const known = this.#progress.get(key);
    if (known) return known;
    const progress: ShardProgress = {
      ...{ isRunning: true, done: 0, total: 0, wasThere: false, unreadable: 0, failures: [] },
      ...{ secondsLeft: null, message: null },
    };
    this.#progress.set(key, progress);
    void work(progress)
      .catch((error) => {
        progress.message = messageOf(error);
      })
      .finally(() => {
        progress.isRunning = false;
      });
    return progress;
  }

  /** The maps of a job as it is now. Throws Error if another job has the same records. */
  async #stateOf(loader: ExplainLoader): Promise<Omit<Shard, 'shard' | 'of'> & { pairs: MappedPairs }> {
    const { generation, revision, pairs } = (await this.#options.surveys.allPairs(loader)) ?? {};
    if (generation == null || revision === undefined || pairs === undefined)
      throw new Error('Nothing of the job could be read.');
    const other = this.#jobs.get(revision) ?? loader.jobId;
    if (other !== loader.jobId)
      throw new Error(`It has the same records as ${displayName(other)}: give each of them a place of its own.`);
    this.#jobs.set(revision, loader.jobId);
    return { generation, revision, pairs };
  }

  async #make(loader: ExplainLoader, shard: number, of: number, progress: ShardProgress): Promise<void> {
    const { place, storage, look } = this.#options;
    const { jobId, directory } = loader;
    const { generation, revision, pairs } = await this.#stateOf(loader);
    const own = { generation, revision, shard, of };
    if (typeof (await readShard(storage, place, own)) !== 'string') {
      progress.wasThere = true;
      return;
    }
    if (!(await storage.isWritable(place))) throw new StorageError('not-written', place);
    const { ids, maps } = sliceOf(pairs, own);
    if (maps > MAX_SHARD_MAPS)
      throw new Error(
        `The shard has ${maps} maps; up to ${MAX_SHARD_MAPS} are possible: divide the job into more shards.`,
      );
    progress.total = maps;
    const blocks = await this.#read(loader, generation, ids, progress);
    progress.total = progress.done;
    if (progress.done > 0 && progress.unreadable === progress.done)
      throw new Error('None of its maps can be read; the shard is not made.');
    const now = await look(jobId);
    if (now?.size !== directory.size || now.updateTime !== directory.updateTime)
      throw new Error('The job has changed meanwhile; the shard is not made.');
    await putShard(storage, place, own, blocks);
  }

  /** The blocks of samples, in their order. */
  async #read(
    { jobId, explainers }: ExplainLoader,
    generation: string,
    ids: Int32Array,
    progress: ShardProgress,
  ): Promise<Uint8Array[]> {
    const { surveyor, clock, withJob } = this.#options;
    const job: JobMaps = { generation, withLoader: (answer) => withJob(jobId, answer) };
    const never = () => false;
    const began = clock.now();
    const blocks: Uint8Array[][] = [];
    await eachStep(job, ids, never, async ({ root, samples }, index) => {
      const made = await surveyor.call('readBlocks', root, generation, samples);
      blocks[index] = made.map(({ block }) => block);
      const failures = made.flatMap((one) => one.failures);
      progress.unreadable += failures.length;
      for (const { explainer, ...failure } of failures.slice(0, MAX_FAILURES - progress.failures.length))
        progress.failures.push({ ...failure, explainer: explainers[explainer] ?? '' });
      progress.done += samples.reduce((sum, sample) => sum + sample.maps.length, 0);
      progress.total = Math.max(progress.total, progress.done);
      const left = progress.total - progress.done;
      progress.secondsLeft = Math.ceil((left * (clock.now() - began)) / 1000 / Math.max(1, progress.done));
    });
    return blocks.flat();
  }

  async #collect(loader: ExplainLoader, progress: ShardProgress): Promise<void> {
    const { place, storage, surveyor, surveys } = this.#options;
    const { generation, revision } = await this.#stateOf(loader);
    const set = await bestSet(storage, place, revision);
    const { of } = set;
    const missing = new Set(set.missing);
    // Where one is missing, the others are only checked.
    const handle = missing.size === 0 ? await surveys.opened(loader, generation) : null;
    progress.total = of;
    const damaged: number[] = [];
    for (let shard = 0; shard < of; shard++) {
      const blocks = missing.has(shard) ? [] : await readShard(storage, place, { generation, revision, shard, of });
      if (typeof blocks === 'string') damaged.push(shard);
      else if (handle !== null) for (const block of blocks) await surveyor.call('addMade', handle, block);
      progress.done = shard + 1;
    }
    const wanted = wantedShards(set, damaged, displayName(place));
    if (wanted !== null) throw new Error(wanted);
  }
}

/** The samples of a shard, by ascending id, and about how many maps they have. Shards divide the steps in which a survey is made. */
function sliceOf({ ids, expected }: MappedPairs, shard: Shard): { ids: Int32Array; maps: number } {
  const firsts = Int32Array.from(ids.keys()).filter((k) => k === 0 || ids[k] !== ids[k - 1]);
  const { from, to } = rangeOf(shard, Math.ceil(firsts.length / SAMPLES_AT_ONCE));
  const own = firsts.subarray(from * SAMPLES_AT_ONCE, to * SAMPLES_AT_ONCE);
  const end = firsts[to * SAMPLES_AT_ONCE] ?? ids.length;
  const maps = expected.subarray(own[0] ?? end, end).reduce((sum, count) => sum + count, 0);
  return { ids: own.map((k) => ids[k]), maps: Math.round(maps) };
}
