import type { Distribution, WantedValues } from '../job/distributions';
import type { MappedPairs } from '../job/mapped-pairs';
import type { PreviewSample } from '../job/preview';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample, Score } from '../job/sample';
import type { SampleMaps } from '../job/sample-maps';
import type { TriageCount, TriagePreset, TriageValues } from '../job/triage';
import type { Json } from '../json';
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
  Version,
  VersionedEvaluation,
} from './index-answers';
import type { IndexCache, IndexCacheOptions } from './index-cache';
import { JobIndex } from './job-index';

/** The settings of the indexing worker. Always an object, because the bundler adds properties to it. */
export interface WorkerSettings {
  /** The index cache on disk, null for none. */
  cache: IndexCacheOptions | null;
}

/** A message sent by the indexing worker: a new snapshot of a job, or a warning for the log. */
export type IndexEvent = { job: string; snapshot: IndexSnapshot } | { warning: string };

/**
 * The loaded jobs in the indexing worker, and the requests that other threads can make about them.
 * `job` is a name chosen by the caller. A request about a job that is not open throws JobClosedError.
 */
export class IndexService {
  readonly #jobs = new Map<string, JobIndex>();

  readonly #newIndex: (job: string) => JobIndex;

  /**
   * @param now a clock in milliseconds; only differences matter
   * @param cache the index cache on disk, null for none
   * @param decode verifies and decodes a block
   */
  constructor(
    storage: Storage,
    publish: (event: IndexEvent) => void,
    now: () => number,
    cache: IndexCache | null = null,
    decode: Decode = decodeHere,
  ) {
    const context = { storage, now, cache, decode };
    this.#newIndex = (job) => new JobIndex(context, (snapshot) => publish({ job, snapshot }));
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

  async sample(job: string, id: number): Promise<Json<Sample> | null> {
    return this.#get(job).sample(id);
  }

  async mappedPairs(job: string, filter: SampleFilter): Promise<Version & { pairs: MappedPairs }> {
    return this.#get(job).mappedPairs(filter);
  }

  async hasValues(job: string, key: string): Promise<boolean> {
    return this.#get(job).hasValues(key);
  }

  async setValues(job: string, key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    return this.#get(job).setValues(key, ids, labels, values);
  }

  async distributions(job: string, filter: SampleFilter, wanted: readonly WantedValues[]): Promise<Distribution[]> {
    return this.#get(job).distributions(filter, wanted);
  }

  async triage(
    job: string,
    filter: SampleFilter,
    counted: TriageValues,
    shown: number,
  ): Promise<Record<TriagePreset, TriageCount>> {
    return this.#get(job).triage(filter, counted, shown);
  }

  async maps(job: string, generation: string, ids: readonly number[]): Promise<SampleMaps[] | null> {
    return this.#get(job).maps(generation, ids);
  }

  async preview(job: string): Promise<PreviewSample[]> {
    return this.#get(job).preview();
  }

  async checkPictures(job: string, directory: string, linked?: string): Promise<PictureCheck | null> {
    return this.#get(job).checkPictures(directory, linked);
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

  /** Closes a job and its file. */
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
