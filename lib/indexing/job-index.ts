import { LRUCache } from 'lru-cache';
import { pause, systemClock } from '../clock';
import { countConfusion } from '../job/confusion';
import { classesJson, countJob, type LabelClass } from '../job/counts';
import { type Distribution, distributionsOf, type WantedValues } from '../job/distributions';
import { evaluationJson, evaluationOf, type TotalScore } from '../job/evaluation';
import { countFacets } from '../job/facets';
import type { Job } from '../job/job';
import { type MappedPairs, mappedPairs, sampleMark, valuesByRow } from '../job/mapped-pairs';
import { hashesByRow } from '../job/match-samples';
import { roundConfidence } from '../job/prediction';
import { type PreviewSample, previewRows } from '../job/preview';
import { type LabelValues, labelInOrder, NO_VALUES, type SampleFilter, type SampleSort } from '../job/query';
import { draftSample, type Sample, type SampleDraft, type Score, withTopRunnersUp } from '../job/sample';
import { sampleJson } from '../job/sample-json';
import { countGroups, type SampleKeys, sampleKeys, valuesBySample } from '../job/sample-keys';
import { mapsOf, type SampleMaps } from '../job/sample-maps';
import { type PictureMarks, pictureMarks, type SamplePicture } from '../job/sample-picture';
import { trustIn } from '../job/thresholds';
import { countTriage, type TriageCount, type TriagePreset, type TriageValues } from '../job/triage';
import { type Json, listJson } from '../json';
import type { EventFileReader } from '../reading/event-file-reader';
import { eachSample, readPictures, readSamples, readScores } from '../reading/stored-records';
import { inSlices, Slice } from '../slices';
import type { Storage } from '../storage/storage';
import { EventFileFollower, type ReadingContext } from './event-file-follower';
import {
  type ConfusionPage,
  type FacetsPage,
  type IndexSnapshot,
  type JobDescription,
  MAX_CACHED_FACETS,
  MAX_CACHED_LENGTH,
  type MappedLabels,
  type Neighbours,
  type PictureCheck,
  type SamplesJson,
  type SamplesPage,
  type SamplesQuery,
  type Trusted,
  type Version,
  type VersionedEvaluation,
  type VersionedThresholds,
} from './index-answers';
import { versionOf } from './index-snapshot';
import { OrderCache } from './order-cache';
import { RecordedPictures, rowsToCheck } from './picture-check';
import { ThresholdCache, underThreshold } from './under-threshold';

const MAX_PAIRS = 10_000;

/** Lists of values that are kept; each takes four bytes a sample, or a label of a sample. */
const MAX_VALUES = 16;

/** Longest answer about samples, characters of JSON. */
const MAX_ANSWER_LENGTH = 8 * 2 ** 20;

/** A job records more about the requested samples than one answer can hold. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  constructor() {
    super(`The answer would have more than ${MAX_ANSWER_LENGTH / 2 ** 20} MB; ask for fewer samples.`);
  }
}

let nextNumber = 0;
const BY_ID = { by: 'id', descending: false } as const;

/** A check of pictures pauses this long after each batch of samples, milliseconds: it has the lowest priority. */
const PAUSE_MS = 1;

/**
 * A job in the indexing worker: reads its event file and answers requests about it. The columns never leave the worker, so nothing
 * is copied and the HTTP thread never waits for a filter or a sort.
 */
export class JobIndex {
  /** Tells it from all others. */
  readonly number = nextNumber++;
  readonly #follower: EventFileFollower;
  readonly #storage: Storage;
  readonly #orders = new OrderCache();
  readonly #thresholds = new ThresholdCache();
  /** With the threshold that it is of; undefined: the recorded one. */
  #confusion: { threshold: number | undefined; page: ConfusionPage } | null = null;
  #evaluation: VersionedEvaluation | null = null;
  /** Each with the revision that its rows are of. */
  readonly #values = new LRUCache<string, { revision: string; values: Float32Array }>({ max: MAX_VALUES });
  /** The hashes of the originals by row; rows that were read later have none. */
  #pictures: { generation: string; revision: string; hashes: BigUint64Array } | null = null;
  /** Keyed by revision and filter. */
  readonly #facets = new LRUCache<string, FacetsPage>({
    max: MAX_CACHED_FACETS,
    maxSize: MAX_CACHED_LENGTH,
    sizeCalculation: ({ labels }) => labels.length,
  });

  /** For the parameters see `EventFileFollower`. */
  constructor(context: ReadingContext, publish: (snapshot: IndexSnapshot) => void) {
    this.#storage = context.storage;
    this.#follower = new EventFileFollower(context, publish, () => this.#clearCaches());
  }

  /** See `EventFileFollower.advance`. */
  advance(path: string): Promise<IndexSnapshot> {
    return this.#follower.advance(path);
  }

  /** Stops reading and closes the file. */
  close(): Promise<void> {
    return this.#follower.close();
  }

  #clearCaches(): void {
    this.#orders.clear();
    this.#thresholds.clear();
    this.#evaluation = null;
    this.#confusion = null;
    this.#facets.clear();
  }

  /** Computes an answer from the columns of the job, in slices: it neither changes nor is freed meanwhile. */
  async fromColumns<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
    const reader = this.#follower.current;
    return reader.whileOpen(() => reader.inTurn(() => answer(reader)));
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
        const values = this.valuesAt(version.revision);
        const order = await this.#orders.find(job, version.revision, query, values);
        const rows = query.ids
          ? query.ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row))
          : [...order.subarray(query.page * query.limit, (query.page + 1) * query.limit)];
        const { filter, sort } = query;
        const labels = await underThreshold(
          job,
          filter.threshold,
          values,
          (view, own) => rows.map((row) => labelInOrder(view, row, filter, sort, own)),
          rows,
        );
        const ids = rows.map((row) => job.samples.column.id[row]);
        const pictures = rows.map((row) => job.samples.column.picture[row]);
        const atThreshold = await this.#thresholds.trust(job, version.revision, filter.threshold);
        const total = order.length;
        const head = { ...version, atThreshold, total, sampleCount: job.sampleCount, ids, labels, pictures };
        return { head, drafts: await inSlices(draftsOf(job, rows, filter.threshold)) };
      });
      return { ...head, ...(await this.samplesJson(reader, drafts, query.asPredecessor)) };
    });
  }

  /** Samples as JSON, sample by sample: all of them as objects would take several times the memory. */
  async samplesJson(
    { job, file }: Pick<EventFileReader, 'job' | 'file'>,
    drafts: readonly SampleDraft[],
    asRecorded?: boolean,
  ): Promise<SamplesJson> {
    const parts: string[] = [];
    const ends: number[] = [];
    const imagePaths: string[] = [];
    let length = 0;
    const slice = new Slice();
    for await (const sample of eachSample(job, file, drafts, asRecorded)) {
      const json = await inSlices(sampleJson(withTopRunnersUp(sample)));
      length += 1 + json.length;
      ends.push(length);
      imagePaths.push(sample.imagePath);
      if (length > MAX_ANSWER_LENGTH) throw new AnswerTooLongError();
      parts.push(json);
      if (slice.isOver) await slice.end();
    }
    return { samples: `[${parts.join(',')}]` as Json<Sample[]>, ends, imagePaths };
  }

  /** The current facets of a filter. */
  async facets(filter: SampleFilter): Promise<FacetsPage> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const key = JSON.stringify([version.revision, filter]);
      const cached = this.#facets.get(key);
      if (cached) return cached;
      const values = this.valuesAt(version.revision);
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
      const values = this.valuesAt(version.revision);
      const order = await this.#orders.find(job, version.revision, { filter, sort }, values);
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
    return this.#follower.consistently(async ({ job, file }) => {
      const row = job.rowOf(id);
      if (row === -1 || !job.isShown(row)) return null;
      const atThreshold = threshold === undefined ? null : trustIn(job, row, threshold);
      const [sample] = await readSamples(job, file, [draftSample(job, row, threshold)]);
      const json = await inSlices(sampleJson(sample));
      if (json.length > MAX_ANSWER_LENGTH) throw new AnswerTooLongError();
      return { atThreshold, sample: json };
    });
  }

  /** The pairs of sample and label with saliency maps, of the samples that match a filter. */
  async mappedPairs(filter: SampleFilter): Promise<Version & { pairs: MappedPairs }> {
    return this.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const values = this.valuesAt(version.revision);
      const pairs = await underThreshold(job, filter.threshold, values, (view, own) =>
        inSlices(mappedPairs(view, filter, own)),
      );
      return { ...version, pairs };
    });
  }

  /** Whether values are known of the records read so far, see `setValues`. */
  hasValues(key: string): boolean {
    return this.#values.get(key)?.revision === versionOf(this.#follower.current).revision;
  }

  /** The values whose rows are those of a revision. */
  valuesAt(revision: string): LabelValues {
    const get = (key: string) => {
      const found = this.#values.get(key);
      return found?.revision === revision ? found.values : undefined;
    };
    return { get, ofSamples: get };
  }

  /** See `EventFileFollower.consistently`. */
  consistently<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
    return this.#follower.consistently(answer);
  }

  /** The shown samples with their marks, whose originals are to be hashed. */
  async pictureMarks(): Promise<Version & PictureMarks> {
    return this.fromColumns(async (reader) => ({
      ...versionOf(reader),
      ...(await inSlices(pictureMarks(reader.job))),
    }));
  }

  /** The originals of samples. Null if the event file was replaced. */
  async pictures(generation: string, ids: readonly number[]): Promise<SamplePicture[] | null> {
    return this.#follower.consistently(async (reader) => {
      const { job, file } = reader;
      if (versionOf(reader).generation !== generation) return null;
      const rows = ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row));
      const drafts = rows.map((row) => draftSample(job, row));
      const marks = rows.map((row) => sampleMark(job, row));
      return readPictures(file, drafts, marks);
    });
  }

  /** Whether the hashes of the originals are known of everything that has been read. */
  hasPictureHashes(): boolean {
    return this.#pictures?.revision === versionOf(this.#follower.current).revision;
  }

  /** Keeps the hashes of the originals that had been read at `revision`. */
  async setPictureHashes(generation: string, revision: string, ids: Int32Array, hashes: BigUint64Array): Promise<void> {
    await this.fromColumns(async (reader) => {
      if (versionOf(reader).generation !== generation) return;
      const byRow = await inSlices(hashesByRow(reader.job, ids, hashes));
      this.#pictures = { generation, revision, hashes: byRow };
    });
  }

  /** The hashes of the originals by row, and the revision that they were made of; null where they are not known. */
  pictureHashesOf({ generation }: Version): { revision: string; hashes: BigUint64Array } | null {
    return this.#pictures?.generation === generation ? this.#pictures : null;
  }

  /** Keeps values of pairs of sample and label under a key, to filter and sort by; the keys used last are kept. */
  async setValues(key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    await this.fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      this.#values.set(key, { revision, values: await inSlices(valuesByRow(reader.job, ids, labels, values)) });
    });
  }

  /** How values that are known are distributed over the pairs that match a filter. */
  async distributions(filter: SampleFilter, wanted: readonly WantedValues[]): Promise<Distribution[]> {
    return this.fromColumns(async (reader) => {
      const values = this.valuesAt(versionOf(reader).revision);
      return underThreshold(reader.job, filter.threshold, values, (view, own) =>
        inSlices(distributionsOf(view, filter, wanted, own)),
      );
    });
  }

  /** The presets of triage over the pairs that match a filter, with the first samples of each. */
  async triage(filter: SampleFilter, counted: TriageValues, shown: number): Promise<Record<TriagePreset, TriageCount>> {
    return this.fromColumns(async (reader) => {
      const values = this.valuesAt(versionOf(reader).revision);
      return underThreshold(reader.job, filter.threshold, values, (view, own) =>
        inSlices(countTriage(view, filter, counted, shown, own)),
      );
    });
  }

  /** Keeps values of samples under a key, to filter and sort by; only of samples that still have their pictures. */
  async setSampleValues(key: string, samples: SampleKeys, values: Float32Array): Promise<void> {
    await this.fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      this.#values.set(key, { revision, values: await inSlices(valuesBySample(reader.job, samples, values)) });
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

  #rowsOf(job: Job, revision: string, filter: SampleFilter): Promise<Uint32Array> {
    return this.#orders.find(job, revision, { filter, sort: BY_ID }, this.valuesAt(revision));
  }

  /** The maps of samples, as a survey reads them; samples that are not shown are omitted. Null if the event file was replaced. */
  async maps(generation: string, ids: readonly number[]): Promise<SampleMaps[] | null> {
    return this.#follower.consistently(async (reader) => {
      const { job, file } = reader;
      if (versionOf(reader).generation !== generation) return null;
      const rows = ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row));
      const marks = rows.map((row) => sampleMark(job, row));
      const samples = await readSamples(
        job,
        file,
        rows.map((row) => draftSample(job, row)),
      );
      return samples.map((sample, k) => mapsOf(sample, marks[k]));
    });
  }

  /** The samples of the job's preview: of different labels if possible. */
  async preview(): Promise<PreviewSample[]> {
    return this.#follower.consistently(async ({ job, file }) => {
      const samples = await readSamples(
        job,
        file,
        previewRows(job).map((row) => draftSample(job, row)),
      );
      return samples.map(({ id, imagePath }) => ({ id, imagePath }));
    });
  }

  /**
   * Checks which of the recorded pictures exist. Takes seconds for a large job, in steps of a few milliseconds with pauses.
   *
   * @param directory the job's directory
   * @param linked where its data directory is, if that is a link
   * @returns null if the event file was replaced meanwhile
   * @throws StorageError if `directory` cannot be resolved
   */
  async checkPictures(directory: string, linked?: string): Promise<PictureCheck | null> {
    const version = versionOf(this.#follower.current);
    const { length } = this.#follower.current.job.samples;
    const pictures = new RecordedPictures();
    let rowsChecked = 0;
    for (const rows of rowsToCheck(this.#follower.current.job)) {
      const samples = await this.#follower.consistently(async (reader) => {
        if (versionOf(reader).generation !== version.generation) return null;
        const { job, file } = reader;
        const drafts = rows.filter((row) => job.isShown(row)).map((row) => draftSample(job, row));
        return readSamples(job, file, drafts);
      });
      if (samples === null) return null;
      for (const { imagePath, maps } of samples) {
        pictures.add(imagePath);
        for (const { path } of maps) pictures.add(path);
      }
      rowsChecked += rows.length;
      await pause(systemClock, PAUSE_MS);
    }
    const found = await pictures.check(this.#storage, directory, linked);
    const checked = pictures.count;
    return { ...version, ...found, checked, total: rowsChecked >= length ? checked : null };
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

  /** The labels with saliency maps. */
  async mappedLabels(): Promise<MappedLabels> {
    return this.fromColumns(async (reader) => {
      const { labels } = await inSlices(countJob(reader.job));
      const mapped = labels.filter(({ maps }) => maps > 0).sort((a, b) => b.maps - a.maps || a.label - b.label);
      const named = mapped.map(({ label, maps }) => ({ id: label, name: reader.job.labelName(label), maps }));
      return { ...versionOf(reader), first: named[0]?.id ?? null, labels: await inSlices(listJson(named)) };
    });
  }

  /** The names of some labels: `#` and the id of one that has none. */
  async namesOf(labels: readonly number[]): Promise<string[]> {
    const { job } = this.#follower.current;
    return labels.map((label) => job.labelName(label));
  }

  /** The ids of the labels that have one of these names, ascending: two labels may have the same. */
  async labelsNamed(names: readonly string[]): Promise<number[]> {
    const wanted = new Set(names);
    return this.#follower.current.job.labelNames.flatMap((name, label) => (wanted.has(name) ? label : []));
  }

  /** All labels that have a name, index = label id, in parts of a thousand, each a list as JSON. */
  async classes(): Promise<Json<LabelClass[]>[]> {
    return this.fromColumns(async ({ job }) => inSlices(classesJson(job, await inSlices(countJob(job)))));
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

  /** The scores, in recorded order. */
  async scores(): Promise<Score[]> {
    return this.#follower.consistently(({ job, file }) => readScores(file, [...job.scores.values()]));
  }

  /** The scores and their version, ordered by explainer, then metric, as the job lists them. */
  async evaluation(): Promise<VersionedEvaluation> {
    return this.#follower.consistently(async (reader) => {
      const version = versionOf(reader);
      if (this.#evaluation?.revision !== version.revision) {
        const evaluation = evaluationOf(reader.job, await this.#scoresOf(reader));
        this.#evaluation = { ...version, evaluation: await inSlices(evaluationJson(evaluation)) };
      }
      return this.#evaluation;
    });
  }

  /** The scores without those by label, in the same order. */
  async totals(): Promise<TotalScore[]> {
    return this.#follower.consistently(async (reader) =>
      (await this.#scoresOf(reader)).map(({ labels, ...score }) => score),
    );
  }

  #scoresOf({ job, file }: EventFileReader): Promise<Score[]> {
    const records = [...job.scores.values()].sort((a, b) => a.explainer - b.explainer || a.metric - b.metric);
    return readScores(file, records);
  }
}

function isList(which: SampleFilter | readonly number[]): which is readonly number[] {
  return Array.isArray(which);
}

function* draftsOf(job: Job, rows: readonly number[], threshold: number | undefined): Generator<void, SampleDraft[]> {
  const drafts: SampleDraft[] = [];
  for (const row of rows) {
    drafts.push(draftSample(job, row, threshold));
    yield;
  }
  return drafts;
}
