import type { PreviewSample } from '../job/preview';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample, Score } from '../job/sample';
import { type Decode, decodeHere } from '../reading/decoded-blocks';
import type { Storage } from '../storage/storage';
import { JobClosedError } from './event-file-follower';
import type {
  ConfusionPage,
  FacetsPage,
  IndexSnapshot,
  JobDescription,
  Neighbours,
  PictureCheck,
  SamplesPage,
  SamplesQuery,
  VersionedEvaluation,
} from './index-answers';
import type { IndexCache, IndexCacheOptions } from './index-cache';
import { JobIndex } from './job-index';

/** What the indexing worker is started with. An object always: the bundler puts something of its own into it. */
export interface WorkerSettings {
  /** Where indexes are kept on disk, null for nowhere. */
  cache: IndexCacheOptions | null;
}

/** News that the indexing worker sends by itself: a job has been read further, or something for the log. */
export type IndexEvent = { job: string; snapshot: IndexSnapshot } | { warning: string };

/**
 * Every job that is loaded, in the indexing worker, and the questions that can be asked about them from outside.
 * `job` is any name the asker gives to a job; asking about one that is not open is an error.
 */
export class IndexService {
  readonly #jobs = new Map<string, JobIndex>();

  readonly #newIndex: (job: string) => JobIndex;

  /**
   * @param now a clock in milliseconds, of which only differences count
   * @param cache where indexes are kept for the next time, null for nowhere
   * @param decode verifies and decodes a block
   */
  constructor(
    storage: Storage,
    publish: (event: IndexEvent) => void,
    now: () => number,
    cache: IndexCache | null = null,
    decode: Decode = decodeHere,
  ) {
    const means = { storage, now, cache, decode };
    this.#newIndex = (job) => new JobIndex(means, (snapshot) => publish({ job, snapshot }));
  }

  /** See `EventFileFollower.advance`. */
  async advance(job: string, path: string): Promise<IndexSnapshot> {
    let index = this.#jobs.get(job);
    if (!index) {
      index = this.#newIndex(job);
      this.#jobs.set(job, index);
    }
    return index.advance(path);
  }

  async samples(job: string, query: SamplesQuery): Promise<SamplesPage> {
    return this.#get(job).samples(query);
  }

  async facets(job: string, filter: SampleFilter): Promise<FacetsPage> {
    return this.#get(job).facets(filter);
  }

  async neighbours(job: string, id: number, filter: SampleFilter, sort: SampleSort): Promise<Neighbours> {
    return this.#get(job).neighbours(id, filter, sort);
  }

  async sample(job: string, id: number): Promise<Sample | null> {
    return this.#get(job).sample(id);
  }

  async preview(job: string): Promise<PreviewSample[]> {
    return this.#get(job).preview();
  }

  async checkPictures(job: string, directory: string): Promise<PictureCheck | null> {
    return this.#get(job).checkPictures(directory);
  }

  async describe(job: string): Promise<JobDescription> {
    return this.#get(job).describe();
  }

  async labelNames(job: string): Promise<string[]> {
    return this.#get(job).labelNames();
  }

  async scores(job: string): Promise<Score[]> {
    return this.#get(job).scores();
  }

  async confusion(job: string): Promise<ConfusionPage> {
    return this.#get(job).confusion();
  }

  async evaluation(job: string): Promise<VersionedEvaluation> {
    return this.#get(job).evaluation();
  }

  /** Forgets a job and closes its file. */
  async close(job: string): Promise<void> {
    const index = this.#jobs.get(job);
    this.#jobs.delete(job);
    await index?.close();
  }

  #get(job: string): JobIndex {
    const index = this.#jobs.get(job);
    if (!index) throw new JobClosedError();
    return index;
  }
}
