import type { ComparedKeys } from '../job/compared-keys';
import type { ComparedMaps } from '../job/compared-maps';
import type { ComparedQuery } from '../job/compared-order';
import type { ComparisonSummary } from '../job/comparison-summary';
import type { LabelClass } from '../job/counts';
import type { Distribution, WantedValues } from '../job/distributions';
import type { TotalScore } from '../job/evaluation';
import type { MappedPairs } from '../job/mapped-pairs';
import type { OtherPicture, PicturePaths } from '../job/picture-paths';
import type { PreviewSample } from '../job/preview';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample, Score } from '../job/sample';
import type { SampleKeys } from '../job/sample-keys';
import type { MapsPart } from '../job/sample-maps';
import type { PictureMarks, SamplePicture } from '../job/sample-picture';
import type { RowsOf, TableRows } from '../job/table-rows';
import type { TriageCount, TriagePreset, TriageValues } from '../job/triage';
import type { Json } from '../json';
import { type Decode, decodeHere } from '../reading/decoded-blocks';
import type { PartNumbers, PartPlace } from '../reading/part';
import type { StoreOptions } from '../storage/open-storage';
import type { Storage } from '../storage/storage';
import { JobClosedError } from './event-file-follower';
import type {
  ComparedPage,
  ComparedPageQuery,
  ComparedSamples,
  ComparedVersions,
  ConfusionPage,
  FacetsPage,
  IndexSnapshot,
  JobDescription,
  MappedLabels,
  Neighbours,
  PictureCheck,
  SamplesAt,
  SamplesPage,
  SamplesQuery,
  Trusted,
  Version,
  VersionedEvaluation,
  VersionedThresholds,
} from './index-answers';
import type { IndexCache, IndexCacheOptions } from './index-cache';
import { JobComparisons } from './job-comparisons';
import { JobIndex } from './job-index';

/** The settings of the indexing worker. Always an object, because the bundler adds properties to it. */
export interface WorkerSettings {
  /** The index cache on disk, null for none. */
  cache: IndexCacheOptions | null;
  /** The object store that jobs are in, null for none. */
  store: StoreOptions | null;
}

/** A message sent by the indexing worker: a new snapshot of a job, or a warning for the log. */
export type IndexEvent = { job: string; snapshot: IndexSnapshot } | { warning: string };

/**
 * The loaded jobs in the indexing worker, and the requests that other threads can make about them.
 * `job` is a name chosen by the caller. A request about a job that is not open throws JobClosedError.
 */
export class IndexService {
  readonly #jobs = new Map<string, JobIndex>();
  readonly #comparisons = new JobComparisons();

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
  async advance(job: string, path: string, parts?: readonly PartPlace[], first?: PartNumbers): Promise<IndexSnapshot> {
    let index = this.#jobs.get(job);
    if (!index) {
      index = this.#newIndex(job);
      this.#jobs.set(job, index);
    }
    return index.advance(path, parts, first);
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

  async sample(job: string, id: number, threshold?: number): Promise<(Trusted & { sample: Json<Sample> }) | null> {
    return this.#get(job).sample(id, threshold);
  }

  async picturePaths(job: string, id: number, other: OtherPicture | null): Promise<PicturePaths | null> {
    return this.#get(job).picturePaths(id, other);
  }

  async mappedPairs(job: string, filter: SampleFilter): Promise<Version & { pairs: MappedPairs }> {
    return this.#get(job).mappedPairs(filter);
  }

  async hasValues(job: string, key: string): Promise<boolean> {
    return this.#get(job).values.has(key);
  }

  async setValues(job: string, key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    return this.#get(job).values.set(key, ids, labels, values);
  }

  async setSampleValues(job: string, key: string, samples: SampleKeys, values: Float32Array): Promise<void> {
    return this.#get(job).values.setOfSamples(key, samples, values);
  }

  async sampleKeys(job: string, which: SampleFilter | readonly number[]): Promise<Version & SampleKeys> {
    return this.#get(job).sampleKeys(which);
  }

  async countGroups(
    job: string,
    filter: SampleFilter,
    samples: SampleKeys,
    groups: Uint16Array,
    count: number,
  ): Promise<number[]> {
    return this.#get(job).countGroups(filter, samples, groups, count);
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

  async maps(job: string, generation: string, ids: readonly number[]): Promise<MapsPart | null> {
    return this.#get(job).maps(generation, ids);
  }

  /** See `IndexedTables`. */
  async tableRows(
    job: string,
    filter: SampleFilter,
    sort: SampleSort,
    of: RowsOf,
  ): Promise<Version & { rows: TableRows }> {
    return this.#get(job).tables.rows(filter, sort, of);
  }

  async samplesAt(
    job: string,
    generation: string,
    ids: readonly number[],
    threshold?: number,
  ): Promise<SamplesAt | null> {
    return this.#get(job).tables.samples(generation, ids, threshold);
  }

  async preview(job: string): Promise<PreviewSample[]> {
    return this.#get(job).pictures.preview();
  }

  async checkPictures(job: string, directory: string, linked?: string): Promise<PictureCheck | null> {
    return this.#get(job).pictures.check(directory, linked);
  }

  async describe(job: string, threshold?: number): Promise<JobDescription> {
    return this.#get(job).describe(threshold);
  }

  async trust(job: string, threshold: number): Promise<Version & Trusted> {
    return this.#get(job).trust(threshold);
  }

  async thresholds(job: string): Promise<VersionedThresholds> {
    return this.#get(job).thresholds();
  }

  async mappedLabels(job: string): Promise<MappedLabels> {
    return this.#get(job).labels.mapped();
  }

  async namesOf(job: string, labels: readonly number[]): Promise<string[]> {
    return this.#get(job).labels.namesOf(labels);
  }

  async labelsNamed(job: string, names: readonly string[]): Promise<number[]> {
    return this.#get(job).labels.named(names);
  }

  async classes(job: string): Promise<Json<LabelClass[]>[]> {
    return this.#get(job).labels.classes();
  }

  async scores(job: string): Promise<Score[]> {
    return this.#get(job).scores.all();
  }

  async confusion(job: string, threshold?: number): Promise<ConfusionPage> {
    return this.#get(job).confusion(threshold);
  }

  async evaluation(job: string): Promise<VersionedEvaluation> {
    return this.#get(job).scores.evaluation();
  }

  async pictureMarks(job: string): Promise<Version & PictureMarks> {
    return this.#get(job).pictures.marks();
  }

  async pictures(job: string, generation: string, ids: readonly number[]): Promise<SamplePicture[] | null> {
    return this.#get(job).pictures.originals(generation, ids);
  }

  async hasPictureHashes(job: string): Promise<boolean> {
    return this.#get(job).pictures.hasHashes();
  }

  async setPictureHashes(
    job: string,
    generation: string,
    revision: string,
    ids: Int32Array,
    hashes: BigUint64Array,
  ): Promise<void> {
    return this.#get(job).pictures.setHashes(generation, revision, ids, hashes);
  }

  /** Two jobs compared, which may be the same; see `JobComparisons`. */
  async compare(a: string, b: string): Promise<ComparedVersions & ComparisonSummary> {
    return this.#comparisons.compare(this.#get(a), this.#get(b));
  }

  async comparedMaps(a: string, b: string): Promise<ComparedVersions & { maps: ComparedMaps }> {
    return this.#comparisons.maps(this.#get(a), this.#get(b));
  }

  async comparedSamples(a: string, b: string, query: ComparedPageQuery): Promise<ComparedPage> {
    return this.#comparisons.samples(this.#get(a), this.#get(b), query);
  }

  async comparedKeys(a: string, b: string, query: ComparedQuery): Promise<ComparedVersions & { keys: ComparedKeys }> {
    return this.#comparisons.keys(this.#get(a), this.#get(b), query);
  }

  async comparedSamplesAt(
    a: string,
    b: string,
    generations: readonly [string | null, string | null],
    keys: ComparedKeys,
  ): Promise<ComparedSamples | null> {
    return this.#comparisons.samplesAt(this.#get(a), this.#get(b), generations, keys);
  }

  async totals(job: string): Promise<TotalScore[]> {
    return this.#get(job).scores.totals();
  }

  /** Closes a job and its file. */
  async close(job: string): Promise<void> {
    const index = this.#jobs.get(job);
    this.#jobs.delete(job);
    if (index) this.#comparisons.forget(index);
    await index?.close();
  }

  #get(job: string): JobIndex {
    const index = this.#jobs.get(job);
    if (!index) throw new JobClosedError();
    return index;
  }
}
