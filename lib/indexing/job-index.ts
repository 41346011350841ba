import { LRUCache } from 'lru-cache';
import { countConfusion } from '../job/confusion';
import { countJob } from '../job/counts';
import { type Distribution, distributionsOf, type WantedValues } from '../job/distributions';
import { countFacets } from '../job/facets';
import type { Job } from '../job/job';
import { type MappedPairs, mappedPairs, sampleMark } from '../job/mapped-pairs';
import { type OtherPicture, type PicturePaths, picturePaths } from '../job/picture-paths';
import { roundConfidence } from '../job/prediction';
import { labelInOrder, NO_VALUES, type SampleFilter, type SampleSort, valueInOrder } from '../job/query';
import { draftPictures, draftSample, type Sample } from '../job/sample';
import { countGroups, type SampleKeys, sampleKeys } from '../job/sample-keys';
import { type MapsPart, mapsOf } from '../job/sample-maps';
import { trustIn } from '../job/thresholds';
import { countTriage, type TriageCount, type TriagePreset, type TriageValues } from '../job/triage';
import { type Json, listJson } from '../json';
import type { JobReader } from '../reading/job-reader';
import type { PartNumbers, PartPlace } from '../reading/part';
import { firstBatch, readSamples } from '../reading/stored-records';
import { inSlices } from '../slices';
import { EventFileFollower, type ReadingContext } from './event-file-follower';
import {
  type ConfusionPage,
  type FacetsPage,
  type IndexSnapshot,
  type JobDescription,
  MAX_CACHED_FACETS,
  MAX_CACHED_LENGTH,
  type Neighbours,
  type SamplesPage,
  type SamplesQuery,
  type Trusted,
  type Version,
  type VersionedThresholds,
} from './index-answers';
import { versionOf } from './index-snapshot';
import { IndexedLabels } from './indexed-labels';
import { IndexedPictures } from './indexed-pictures';
import { IndexedScores } from './indexed-scores';
import { IndexedTables } from './indexed-tables';
import { IndexedValues } from './indexed-values';
import { OrderCache } from './order-cache';
import { draftsOf, oneSampleJson, samplesJson } from './samples-json';
import { ThresholdCache, underThreshold } from './under-threshold';

const MAX_PAIRS = 10_000;

let nextNumber = 0;
const BY_ID = { by: 'id', descending: false } as const;

/**
 * A job in the indexing worker: reads its event file and answers requests about it. The columns never leave the worker, so nothing
 * is copied and the HTTP thread never waits for a filter or a sort.
 */
export class JobIndex {
  /** Tells it from all others. */
  readonly number = nextNumber++;
  readonly #follower: EventFileFollower;
  readonly pictures: IndexedPictures;
  readonly scores: IndexedScores;
  readonly labels: IndexedLabels;
  /** Values that were counted elsewhere. */
  readonly values: IndexedValues;
  readonly tables: IndexedTables;
  readonly #orders = new OrderCache();
  readonly #thresholds = new ThresholdCache();
  /** With the threshold that it is of; undefined: the recorded one. */
  #confusion: { threshold: number | undefined; page: ConfusionPage } | null = null;
  /** Keyed by revision and filter. */
  readonly #facets = new LRUCache<string, FacetsPage>({
    max: MAX_CACHED_FACETS,
    maxSize: MAX_CACHED_LENGTH,
    sizeCalculation: ({ labels }) => labels.length,
  });

  /** For the parameters see `EventFileFollower`. */
  constructor(context: ReadingContext, publish: (snapshot: IndexSnapshot) => void) {
    this.#follower = new EventFileFollower(context, publish, () => this.#clearCaches());
    this.pictures = new IndexedPictures(this.#follower, context.storage);
    this.scores = new IndexedScores(this.#follower);
    this.labels = new IndexedLabels(this.#follower);
    this.values = new IndexedValues(this.#follower);
    this.tables = new IndexedTables(this.#follower, this.#orders, this.values);
  }

  /** See `EventFileFollower.advance`. */
  advance(path: string, parts?: readonly PartPlace[], first?: PartNumbers): Promise<IndexSnapshot> {
    return this.#follower.advance(path, parts, first);
  }

  /** Stops reading and closes the file. */
  close(): Promise<void> {
    return this.#follower.close();
  }

  #clearCaches(): void {
    this.#orders.clear();
    this.#thresholds.clear();
    this.scores.clear();
    this.#confusion = null;
    this.#facets.clear();
  }

  /** See `EventFileFollower.fromColumns`. */
  fromColumns<T>(answer: (reader: JobReader) => Promise<T>): Promise<T> {
    return this.#follower.fromColumns(answer);
  }

  /**
   * A page of the samples that currently match a filter.
   *
   * @throws AnswerTooLongError
   */
  async samples(query: SamplesQuery): Promise<SamplesPage> {
    return this.#follower.consistently(async (reader) => {
      const { job } = reader;
      const { head, drafts } = await reader.inTurn(async () => {
        const version = versionOf(reader);
        const values = this.values.at(version.revision);
        const { rows: order, valued } = await this.#orders.find(job, version.revision, query, values);
        const rows = query.ids
          ? query.ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row))
          : [...order.subarray(query.page * query.limit, (query.page + 1) * query.limit)];
        const { filter, sort } = query;
        const isByNumber = sort.by !== 'id' && sort.by !== 'rank';
        const { labels, sortValues } = await underThreshold(
          job,
          filter.threshold,
          values,
          (view, own) => ({
            labels: rows.map((row) => labelInOrder(view, row, filter, sort, own)),
            sortValues: isByNumber ? rows.map((row) => valueInOrder(view, row, filter, sort, own)) : null,
          }),
          rows,
        );
        const ids = rows.map((row) => job.samples.column.id[row]);
        const pictures = rows.map((row) => job.samples.column.picture[row]);
        const atThreshold = await this.#thresholds.trust(job, version.revision, filter.threshold);
        const total = order.length;
        const head = {
          ...version,
          atThreshold,
          total,
          valued,
          sampleCount: job.sampleCount,
          ids,
          labels,
          sortValues,
          pictures,
        };
        return { head, drafts: await inSlices(draftsOf(job, rows, filter.threshold)) };
      });
      return { ...head, ...(await samplesJson(reader, drafts, { asRecorded: query.asPredecessor })) };
    });
  }

  /** The current facets of a filter. */
  async facets(filter: SampleFilter): Promise<FacetsPage> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const key = JSON.stringify([version.revision, filter]);
      const cached = this.#facets.get(key);
      if (cached) return cached;
      const values = this.values.at(version.revision);
      const { labels, ...facets } = await underThreshold(job, filter.threshold, values, (view, own) =>
        inSlices(countFacets(view, filter, own)),
      );
      const order = await this.#rowsOf(job, version.revision, filter);
      const page = {
        ...version,
        atThreshold: await this.#thresholds.trust(job, version.revision, filter.threshold),
        total: order.length,
        labels: await inSlices(
          listJson(labels.map(({ label, count }) => ({ id: label, name: job.labelName(label), count }))),
        ),
        ...facets,
      };
      this.#facets.set(key, page);
      return page;
    });
  }

  /** The samples preceding and following a sample in an order. */
  async neighbours(id: number, filter: SampleFilter, sort: SampleSort): Promise<Neighbours> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const values = this.values.at(version.revision);
      const { rows: order } = await this.#orders.find(job, version.revision, { filter, sort }, values);
      const row = job.rowOf(id);
      const rank = order.indexOf(row);
      const label =
        row === -1
          ? -1
          : await underThreshold(
              job,
              filter.threshold,
              values,
              (view, own) => labelInOrder(view, row, filter, sort, own),
              [row],
            );
      const idAt = (index: number) =>
        rank === -1 || order[index] === undefined ? null : job.samples.column.id[order[index]];
      const atThreshold = await this.#thresholds.trust(job, version.revision, filter.threshold);
      const beside = { previous: idAt(rank - 1), next: idAt(rank + 1) };
      return { ...version, atThreshold, total: order.length, rank, ...beside, label };
    });
  }

  /**
   * A sample, or null if the job has no shown sample with this id.
   *
   * @param threshold undefined for the recorded one
   * @throws AnswerTooLongError
   */
  async sample(id: number, threshold?: number): Promise<(Trusted & { sample: Json<Sample> }) | null> {
    return this.#follower.consistently(async (reader) => {
      const { job } = reader;
      const row = job.rowOf(id);
      if (row === -1 || !job.isShown(row)) return null;
      const atThreshold = threshold === undefined ? null : trustIn(job, row, threshold);
      return { atThreshold, sample: await oneSampleJson(reader, draftSample(job, row, threshold)) };
    });
  }

  /** Where the original of a sample and another picture of it are; null if there is no such sample. */
  async picturePaths(id: number, other: OtherPicture | null): Promise<PicturePaths | null> {
    return this.#follower.consistently(async ({ job, file }) => {
      const row = job.rowOf(id);
      if (row === -1 || !job.isShown(row)) return null;
      const [paths] = await readSamples(job, file, [draftPictures(job, row)], (sample) => picturePaths(sample, other));
      return paths;
    });
  }

  /** The pairs of sample and label with saliency maps, of the samples that match a filter. */
  async mappedPairs(filter: SampleFilter): Promise<Version & { pairs: MappedPairs }> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const values = this.values.at(version.revision);
      const pairs = await underThreshold(job, filter.threshold, values, (view, own) =>
        inSlices(mappedPairs(view, filter, own)),
      );
      return { ...version, pairs };
    });
  }

  /** See `EventFileFollower.consistently`. */
  consistently<T>(answer: (reader: JobReader) => Promise<T>): Promise<T> {
    return this.#follower.consistently(answer);
  }

  /** How values that are known are distributed over the pairs that match a filter. */
  async distributions(filter: SampleFilter, wanted: readonly WantedValues[]): Promise<Distribution[]> {
    return this.fromColumns(async (reader) => {
      const values = this.values.at(versionOf(reader).revision);
      return underThreshold(reader.job, filter.threshold, values, (view, own) =>
        inSlices(distributionsOf(view, filter, wanted, own)),
      );
    });
  }

  /** The presets of triage over the pairs that match a filter, with the first samples of each. */
  async triage(filter: SampleFilter, counted: TriageValues, shown: number): Promise<Record<TriagePreset, TriageCount>> {
    return this.fromColumns(async (reader) => {
      const values = this.values.at(versionOf(reader).revision);
      return underThreshold(reader.job, filter.threshold, values, (view, own) =>
        inSlices(countTriage(view, filter, counted, shown, own)),
      );
    });
  }

  /** The keys of the samples that match a filter, or of those with some ids that the job shows; by ascending id, or as listed. */
  async sampleKeys(which: SampleFilter | readonly number[]): Promise<Version & SampleKeys> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const rows = isList(which)
        ? which.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row))
        : await this.#rowsOf(job, version.revision, which);
      return { ...version, ...(await inSlices(sampleKeys(job, rows))) };
    });
  }

  /** How many of the samples that match a filter each group has, see `countGroups`. */
  async countGroups(filter: SampleFilter, samples: SampleKeys, groups: Uint16Array, count: number): Promise<number[]> {
    return this.fromColumns(async (reader) => {
      const rows = await this.#rowsOf(reader.job, versionOf(reader).revision, filter);
      return inSlices(countGroups(reader.job, rows, samples, groups, count));
    });
  }

  async #rowsOf(job: Job, revision: string, filter: SampleFilter): Promise<Uint32Array> {
    return (await this.#orders.find(job, revision, { filter, sort: BY_ID }, this.values.at(revision))).rows;
  }

  /**
   * The maps of the first of some samples, as a survey reads them, as many as are read together; `rest` are the ids of the others. Samples
   * that are not shown are omitted. Null if the event file was replaced.
   */
  async maps(generation: string, ids: readonly number[]): Promise<MapsPart | null> {
    return this.#follower.consistently(async (reader) => {
      const { job, file } = reader;
      if (versionOf(reader).generation !== generation) return null;
      const rows = ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row));
      const marks = new Map(rows.map((row) => [job.samples.column.id[row], sampleMark(job, row)]));
      const drafts = rows.map((row) => draftPictures(job, row));
      const first = firstBatch(drafts);
      const samples = await readSamples(job, file, first, (sample) => mapsOf(sample, marks.get(sample.id) ?? 0));
      return { samples, rest: drafts.slice(first.length).map(({ id }) => id) };
    });
  }

  /** Counts, and the labels that occur. */
  async describe(threshold?: number): Promise<JobDescription> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const { revision } = versionOf(reader);
      const counts = await underThreshold(job, threshold, NO_VALUES, (view) => inSlices(countJob(view)));
      const labels = counts.labels.map(({ label, ...own }) => ({ id: label, name: job.labelName(label), ...own }));
      const atThreshold = await this.#thresholds.trust(job, revision, threshold);
      return { ...counts, labels: await inSlices(listJson(labels)), revision, atThreshold };
    });
  }

  /** How far counts can be trusted under a threshold. */
  async trust(threshold: number): Promise<Version & Trusted> {
    return this.fromColumns(async (reader) => {
      const version = versionOf(reader);
      return { ...version, atThreshold: await this.#thresholds.trust(reader.job, version.revision, threshold) };
    });
  }

  /** What the job counts at each threshold. */
  async thresholds(): Promise<VersionedThresholds> {
    return this.fromColumns(async (reader) => {
      const version = versionOf(reader);
      const recorded = roundConfidence(reader.job.threshold);
      return { ...version, recorded, ...(await this.#thresholds.counts(reader.job, version.revision)) };
    });
  }

  /** The current counts of each pair of ground truth and prediction. */
  async confusion(threshold?: number): Promise<ConfusionPage> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      if (this.#confusion?.page.revision !== version.revision || this.#confusion.threshold !== threshold) {
        const counts = await underThreshold(job, threshold, NO_VALUES, (view) =>
          inSlices(countConfusion(view, MAX_PAIRS)),
        );
        const atThreshold = await this.#thresholds.trust(job, version.revision, threshold);
        this.#confusion = { threshold, page: { ...version, atThreshold, ...counts } };
      }
      return this.#confusion.page;
    });
  }
}

function isList(which: SampleFilter | readonly number[]): which is readonly number[] {
  return Array.isArray(which);
}
