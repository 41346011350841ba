import pLimit from 'p-limit';
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
  SamplesPage,
  SamplesQuery,
  Trusted,
  Version,
  VersionedEvaluation,
  VersionedThresholds,
} from '../indexing/index-answers';
import type { IndexService } from '../indexing/index-service';
import type { Indexer } from '../indexing/indexer';
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
import { fromJson, type Json } from '../json';

/* What the rest of the program asks about a job; the indexing worker answers. */

/**
 * Questions about a job that the worker is asked at a time; further ones wait here. The worker answers in the order of asking, so this
 * is how many questions about one job a question about another one may have to wait for.
 */
const QUESTIONS_AT_ONCE = 2;

/** The arguments of a method of the worker after the job, or after both jobs. */
type AfterJob<A> = A extends [string, ...infer R] ? R : never;

let nextHandle = 0;

/** Questions about one job, as far as it has been read. */
export abstract class JobQuestions {
  /** The latest summary; null before the first block was read. Replaced as a whole, never modified. */
  snapshot: IndexSnapshot | null = null;
  /** The job's name in the worker; unique to this object. */
  protected readonly handle: string;
  readonly #questions = pLimit(QUESTIONS_AT_ONCE);
  /** Apart, so that a comparison with a slow job does not keep this one waiting. */
  readonly #comparisons = pLimit(1);
  readonly #description = new Kept<JobDescription>();
  readonly #mappedLabels = new Kept<MappedLabels>();

  /** @param jobId the job's path relative to the base directory, as in `./run_1` */
  constructor(
    readonly jobId: string,
    readonly indexer: Indexer,
  ) {
    this.handle = `${nextHandle++} ${jobId}`;
  }

  /** Forgets answers, because the worker that gave them died. */
  protected forget(): void {
    this.#description.clear();
    this.#mappedLabels.clear();
  }

  /** A page of the matching samples. Null before anything was read. */
  async samples(query: SamplesQuery): Promise<SamplesPage | null> {
    return this.snapshot === null ? null : this.#ask('samples', query);
  }

  /** Counts and histograms of the matching samples. Null before anything was read. */
  async facets(filter: SampleFilter): Promise<FacetsPage | null> {
    return this.snapshot === null ? null : this.#ask('facets', filter);
  }

  /** The previous and the next sample in an order. Null before anything was read. */
  async neighbours(id: number, filter: SampleFilter, sort: SampleSort): Promise<Neighbours | null> {
    return this.snapshot === null ? null : this.#ask('neighbours', id, filter, sort);
  }

  /** One sample under a threshold (undefined: the recorded one), null if the job shows none with this id. */
  async sample(id: number, threshold?: number): Promise<(Trusted & { sample: Sample }) | null> {
    const found = this.snapshot === null ? null : await this.#ask('sample', id, threshold);
    return found && { ...found, sample: fromJson(found.sample) };
  }

  /** Where the original of a sample and another picture of it are. Null if there is no such sample, or nothing was read. */
  async picturePaths(id: number, other: OtherPicture | null): Promise<PicturePaths | null> {
    return this.snapshot === null ? null : this.#ask('picturePaths', id, other);
  }

  /** The pairs of sample and label with saliency maps, of the samples that match. Null before anything was read. */
  async mappedPairs(filter: SampleFilter): Promise<(Version & { pairs: MappedPairs }) | null> {
    return this.snapshot === null ? null : this.#ask('mappedPairs', filter);
  }

  /** Whether the samples can be filtered and sorted by the values of this key. */
  async hasValues(key: string): Promise<boolean> {
    return this.snapshot !== null && this.#ask('hasValues', key);
  }

  /** Lets the samples be filtered and sorted by values of pairs of sample and label. */
  async setValues(key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    await this.#ask('setValues', key, ids, labels, values);
  }

  /** Lets the samples be filtered and sorted by values of their own. */
  async setSampleValues(key: string, samples: SampleKeys, values: Float32Array): Promise<void> {
    await this.#ask('setSampleValues', key, samples, values);
  }

  /** The keys of the samples that match, or of those with some ids. Null before anything was read. */
  async sampleKeys(which: SampleFilter | readonly number[]): Promise<(Version & SampleKeys) | null> {
    return this.snapshot === null ? null : this.#ask('sampleKeys', which);
  }

  /** How many of the samples that match each group has: `groups` gives that of each of `samples`. */
  async countGroups(filter: SampleFilter, samples: SampleKeys, groups: Uint16Array, count: number): Promise<number[]> {
    return this.#ask('countGroups', filter, samples, groups, count);
  }

  /** How values given by `setValues` are distributed over the pairs that match. Null before anything was read. */
  async distributions(filter: SampleFilter, wanted: readonly WantedValues[]): Promise<Distribution[] | null> {
    return this.snapshot === null ? null : this.#ask('distributions', filter, wanted);
  }

  /** The presets of triage over the pairs that match, with the first samples of each. Null before anything was read. */
  async triage(
    filter: SampleFilter,
    counted: TriageValues,
    shown: number,
  ): Promise<Record<TriagePreset, TriageCount> | null> {
    return this.snapshot === null ? null : this.#ask('triage', filter, counted, shown);
  }

  /** The maps of the first of some samples, as a survey reads them. Null if the job is no longer of this generation. */
  async maps(generation: string, ids: readonly number[]): Promise<MapsPart | null> {
    return this.snapshot === null ? null : this.#ask('maps', generation, ids);
  }

  /** What a table of the samples that match is about. Null before anything was read. */
  async tableRows(filter: SampleFilter, sort: SampleSort, of: RowsOf): Promise<(Version & { rows: TableRows }) | null> {
    return this.snapshot === null ? null : this.#ask('tableRows', filter, sort, of);
  }

  /** Samples by id, each with the checksum of the path of its original. Null if the job is no longer of this generation. */
  async samplesAt(
    generation: string,
    ids: readonly number[],
    threshold?: number,
  ): Promise<{ samples: Sample[]; pictures: number[] } | null> {
    const found = this.snapshot === null ? null : await this.#ask('samplesAt', generation, ids, threshold);
    return found && { ...found, samples: fromJson(found.samples) };
  }

  /** The samples of the job's preview, of different labels; empty before anything was read. */
  async preview(): Promise<PreviewSample[]> {
    return this.snapshot === null ? [] : this.#ask('preview');
  }

  /**
   * Labels that occur, and counts, under the recorded threshold or another one. Null before anything was read. The last one is kept
   * until more has been read, because every page of the job begins with it.
   */
  async describe(threshold?: number): Promise<JobDescription | null> {
    const ask = () => this.#ask('describe', threshold);
    return this.#description.find(this.snapshot, ask, threshold);
  }

  /** How far counts can be trusted under a threshold. Null before anything was read. */
  async trust(threshold: number): Promise<(Version & Trusted) | null> {
    return this.snapshot === null ? null : this.#ask('trust', threshold);
  }

  /** What the job counts at each threshold. Null before anything was read. */
  async thresholds(): Promise<VersionedThresholds | null> {
    return this.snapshot === null ? null : this.#ask('thresholds');
  }

  /** The labels with saliency maps, the most first. Null before anything was read. Kept as the description is. */
  async mappedLabels(): Promise<MappedLabels | null> {
    return this.#mappedLabels.find(this.snapshot, () => this.#ask('mappedLabels'));
  }

  /** The names of labels by id; `#` and the id of one that has none. */
  async namesOf(labels: readonly number[]): Promise<Map<number, string>> {
    const ids = [...new Set(labels)];
    if (this.snapshot === null || ids.length === 0) return new Map();
    const names = await this.#ask('namesOf', ids);
    return new Map(ids.map((id, i) => [id, names[i]]));
  }

  /** The ids of the labels that have one of these names, ascending; empty before anything was read. */
  async labelsNamed(names: readonly string[]): Promise<number[]> {
    return this.snapshot === null ? [] : this.#ask('labelsNamed', names);
  }

  /** All labels that have a name, index = label id, in parts of a thousand; empty before anything was read. */
  async classes(): Promise<Json<LabelClass[]>[]> {
    return this.snapshot === null ? [] : this.#ask('classes');
  }

  /** Evaluation scores, in recorded order. */
  async scores(): Promise<Score[]> {
    return this.snapshot === null ? [] : this.#ask('scores');
  }

  /** How often each ground truth occurs with each prediction. Null before anything was read. */
  async confusion(threshold?: number): Promise<ConfusionPage | null> {
    return this.snapshot === null ? null : this.#ask('confusion', threshold);
  }

  /** Evaluation scores with explainers and metrics. Null before anything was read. */
  async evaluation(): Promise<VersionedEvaluation | null> {
    return this.snapshot === null ? null : this.#ask('evaluation');
  }

  /** The samples whose originals are to be hashed. Null before anything was read. */
  async pictureMarks(): Promise<(Version & PictureMarks) | null> {
    return this.snapshot === null ? null : this.#ask('pictureMarks');
  }

  /** The originals of samples. Null if the job is no longer of this generation. */
  async pictures(generation: string, ids: readonly number[]): Promise<SamplePicture[] | null> {
    return this.snapshot === null ? null : this.#ask('pictures', generation, ids);
  }

  /** Whether the hashes of the originals are known for everything that has been read. */
  async hasPictureHashes(): Promise<boolean> {
    return this.snapshot !== null && this.#ask('hasPictureHashes');
  }

  /** Lets the samples be compared by the hashes of their originals, which were made of a generation and revision. */
  async setPictureHashes(generation: string, revision: string, ids: Int32Array, hashes: BigUint64Array): Promise<void> {
    await this.#ask('setPictureHashes', generation, revision, ids, hashes);
  }

  /** This job as A compared with another one, or with itself, as B. Null before anything of both was read. */
  async compare(other: JobQuestions): Promise<(ComparedVersions & ComparisonSummary) | null> {
    if (this.snapshot === null || other.snapshot === null) return null;
    return this.#compare('compare', other);
  }

  /** The labels with maps in both jobs. Null before anything of both was read. */
  async comparedMaps(other: JobQuestions): Promise<(ComparedVersions & { maps: ComparedMaps }) | null> {
    if (this.snapshot === null || other.snapshot === null) return null;
    return this.#compare('comparedMaps', other);
  }

  /** A page of the compared samples. Null before anything of both was read. */
  async comparedSamples(other: JobQuestions, query: ComparedPageQuery): Promise<ComparedPage | null> {
    if (this.snapshot === null || other.snapshot === null) return null;
    return this.#compare('comparedSamples', other, query);
  }

  /** What a table of the compared samples that match is about. Null before anything of both was read. */
  async comparedKeys(
    other: JobQuestions,
    query: ComparedQuery,
  ): Promise<(ComparedVersions & { keys: ComparedKeys }) | null> {
    if (this.snapshot === null || other.snapshot === null) return null;
    return this.#compare('comparedKeys', other, query);
  }

  /** Compared samples by their keys. Null if a job has another generation than the one given. */
  async comparedSamplesAt(
    other: JobQuestions,
    generations: readonly [string | null, string | null],
    keys: ComparedKeys,
  ): Promise<ComparedSamples | null> {
    if (this.snapshot === null || other.snapshot === null) return null;
    return this.#compare('comparedSamplesAt', other, generations, keys);
  }

  /** The scores without those by label; empty before anything was read. */
  async totals(): Promise<TotalScore[]> {
    return this.snapshot === null ? [] : this.#ask('totals');
  }

  #ask<M extends keyof IndexService & string>(method: M, ...rest: AfterJob<Parameters<IndexService[M]>>) {
    const args = [this.handle, ...rest] as unknown as Parameters<IndexService[M]>;
    return this.#questions((): Promise<unknown> => this.indexer.call(method, ...args)) as ReturnType<IndexService[M]>;
  }

  #compare<M extends 'compare' | 'comparedMaps' | 'comparedSamples' | 'comparedKeys' | 'comparedSamplesAt'>(
    method: M,
    other: JobQuestions,
    ...rest: AfterJob<AfterJob<Parameters<IndexService[M]>>>
  ) {
    const args = [this.handle, other.handle, ...rest] as unknown as Parameters<IndexService[M]>;
    return this.#comparisons((): Promise<unknown> => this.indexer.call(method, ...args)) as ReturnType<IndexService[M]>;
  }
}

interface Answer<T> {
  revision: string;
  threshold: number | undefined;
  found: T | Promise<T>;
}

/**
 * An answer about what has been read of a job, until more has been read. Its promise is not kept, because that holds the request that it
 * was made for.
 */
class Kept<T> {
  #kept: Answer<T> | null = null;

  /** The answer about what is read so far; null before anything was read. */
  async find(snapshot: IndexSnapshot | null, ask: () => Promise<T>, threshold?: number): Promise<T | null> {
    if (snapshot === null) return null;
    if (this.#kept?.revision !== snapshot.revision || this.#kept.threshold !== threshold) {
      const asked = ask();
      const kept: Answer<T> = { revision: snapshot.revision, threshold, found: asked };
      this.#kept = kept;
      asked.then(
        (found) => {
          kept.found = found;
        },
        () => {
          if (this.#kept === kept) this.#kept = null;
        },
      );
    }
    return this.#kept.found;
  }

  clear(): void {
    this.#kept = null;
  }
}
