import { LRUCache } from 'lru-cache';
import { pause, systemClock } from '../clock';
import { countConfusion } from '../job/confusion';
import { countJob } from '../job/counts';
import { type Distribution, distributionsOf, type WantedValues } from '../job/distributions';
import { evaluationOf } from '../job/evaluation';
import { countFacets } from '../job/facets';
import type { Job } from '../job/job';
import { type MappedPairs, mappedPairs, sampleMark, valuesByRow } from '../job/mapped-pairs';
import { type PreviewSample, previewRows } from '../job/preview';
import { type LabelValues, labelInOrder, type SampleFilter, type SampleSort } from '../job/query';
import { draftSample, type Sample, type SampleDraft, type Score, withTopRunnersUp } from '../job/sample';
import { sampleJson } from '../job/sample-json';
import { mapsOf, type SampleMaps } from '../job/sample-maps';
import { countTriage, type TriageCount, type TriagePreset, type TriageValues } from '../job/triage';
import type { Json } from '../json';
import type { EventFileReader } from '../reading/event-file-reader';
import { eachSample, readSamples, readScores } from '../reading/stored-records';
import { inSlices, Slice } from '../slices';
import type { Storage } from '../storage/storage';
import { EventFileFollower, type ReadingContext } from './event-file-follower';
import {
  type ConfusionPage,
  type FacetsPage,
  type IndexSnapshot,
  type JobDescription,
  MAX_CACHED_FACETS,
  MAX_CACHED_LABELS,
  type Neighbours,
  type PictureCheck,
  type SamplesPage,
  type SamplesQuery,
  type Version,
  type VersionedEvaluation,
} from './index-answers';
import { versionOf } from './index-snapshot';
import { OrderCache } from './order-cache';
import { RecordedPictures, rowsToCheck } from './picture-check';

const MAX_PAIRS = 10_000;

/** Lists of values that are kept; each takes four bytes a label of a sample. */
const MAX_VALUES = 12;

/** Longest answer about samples, characters of JSON. */
const MAX_ANSWER_LENGTH = 8 * 2 ** 20;

/** A job records more about the requested samples than one answer can hold. */
export class AnswerTooLongError extends Error {
  override readonly name = 'AnswerTooLongError';
  constructor() {
    super(`The answer would have more than ${MAX_ANSWER_LENGTH / 2 ** 20} MB; ask for fewer samples.`);
  }
}

/** A check of pictures pauses this long after each batch of samples, milliseconds: it has the lowest priority. */
const PAUSE_MS = 1;

/**
 * A job in the indexing worker: reads its event file and answers requests about it. The columns never leave the worker, so nothing
 * is copied and the HTTP thread never waits for a filter or a sort.
 */
export class JobIndex {
  readonly #follower: EventFileFollower;
  readonly #storage: Storage;
  readonly #orders = new OrderCache();
  #description: JobDescription | null = null;
  #evaluation: VersionedEvaluation | null = null;
  #confusion: ConfusionPage | null = null;
  /** Each with the revision that its rows are of. */
  readonly #values = new LRUCache<string, { revision: string; values: Float32Array }>({ max: MAX_VALUES });
  /** Keyed by revision and filter. */
  readonly #facets = new LRUCache<string, FacetsPage>({
    max: MAX_CACHED_FACETS,
    maxSize: MAX_CACHED_LABELS,
    sizeCalculation: ({ labels }) => 1 + labels.length,
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
    this.#description = null;
    this.#evaluation = null;
    this.#confusion = null;
    this.#facets.clear();
  }

  /** Computes an answer from the columns of the job, in slices: it neither changes nor is freed meanwhile. */
  async #fromColumns<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
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
        const values = this.#valuesAt(version.revision);
        const order = await this.#orders.find(job, version.revision, query, values);
        const rows = query.ids
          ? query.ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row))
          : [...order.subarray(query.page * query.limit, (query.page + 1) * query.limit)];
        const { filter, sort } = query;
        const labels = rows.map((row) => labelInOrder(job, row, filter, sort, values));
        const ids = rows.map((row) => job.samples.column.id[row]);
        const head = { ...version, total: order.length, sampleCount: job.sampleCount, ids, labels };
        return { head, drafts: await inSlices(draftsOf(job, rows)) };
      });
      return { ...head, ...(await this.#json(reader, drafts, query.asPredecessor)) };
    });
  }

  /** Samples as JSON, sample by sample: all of them as objects would take several times the memory. */
  async #json({ job, file }: EventFileReader, drafts: readonly SampleDraft[], asRecorded?: boolean) {
    const parts: string[] = [];
    const ends: number[] = [];
    let length = 0;
    const slice = new Slice();
    for await (const sample of eachSample(job, file, drafts, asRecorded)) {
      const json = await inSlices(sampleJson(withTopRunnersUp(sample)));
      length += 1 + json.length;
      ends.push(length);
      if (length > MAX_ANSWER_LENGTH) throw new AnswerTooLongError();
      parts.push(json);
      if (slice.isOver) await slice.end();
    }
    return { samples: `[${parts.join(',')}]` as Json<Sample[]>, ends };
  }

  /** The current facets of a filter. */
  async facets(filter: SampleFilter): Promise<FacetsPage> {
    return this.#fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const key = JSON.stringify([version.revision, filter]);
      const cached = this.#facets.get(key);
      if (cached) return cached;
      const { labels, ...facets } = await inSlices(countFacets(job, filter, this.#valuesAt(version.revision)));
      const sort = { by: 'id', descending: false } as const;
      const order = await this.#orders.find(job, version.revision, { filter, sort }, this.#valuesAt(version.revision));
      const page = {
        ...version,
        total: order.length,
        labels: labels.map((label) => ({ ...label, name: job.labelName(label.label) })),
        ...facets,
      };
      this.#facets.set(key, page);
      return page;
    });
  }

  /** The samples preceding and following a sample in an order. */
  async neighbours(id: number, filter: SampleFilter, sort: SampleSort): Promise<Neighbours> {
    return this.#fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const order = await this.#orders.find(job, version.revision, { filter, sort }, this.#valuesAt(version.revision));
      const rank = order.indexOf(job.rowOf(id));
      const idAt = (index: number) =>
        rank === -1 || order[index] === undefined ? null : job.samples.column.id[order[index]];
      return { ...version, total: order.length, rank, previous: idAt(rank - 1), next: idAt(rank + 1) };
    });
  }

  /**
   * A sample, or null if the job has no shown sample with this id.
   *
   * @throws AnswerTooLongError
   */
  async sample(id: number): Promise<Json<Sample> | null> {
    return this.#follower.consistently(async ({ job, file }) => {
      const row = job.rowOf(id);
      if (row === -1 || !job.isShown(row)) return null;
      const [sample] = await readSamples(job, file, [draftSample(job, row)]);
      const json = await inSlices(sampleJson(sample));
      if (json.length > MAX_ANSWER_LENGTH) throw new AnswerTooLongError();
      return json;
    });
  }

  /** The pairs of sample and label with saliency maps, of the samples that match a filter. */
  async mappedPairs(filter: SampleFilter): Promise<Version & { pairs: MappedPairs }> {
    return this.#fromColumns(async (reader) => ({
      ...versionOf(reader),
      pairs: await inSlices(mappedPairs(reader.job, filter, this.#valuesAt(versionOf(reader).revision))),
    }));
  }

  /** Whether values are known of the records read so far, see `setValues`. */
  hasValues(key: string): boolean {
    return this.#values.get(key)?.revision === versionOf(this.#follower.current).revision;
  }

  /** The values whose rows are those of a revision. */
  #valuesAt(revision: string): LabelValues {
    return {
      get: (key) => {
        const found = this.#values.get(key);
        return found?.revision === revision ? found.values : undefined;
      },
    };
  }

  /** Keeps values of pairs of sample and label under a key, to filter and sort by; the keys used last are kept. */
  async setValues(key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    await this.#fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      this.#values.set(key, { revision, values: await inSlices(valuesByRow(reader.job, ids, labels, values)) });
    });
  }

  /** How values that are known are distributed over the pairs that match a filter. */
  async distributions(filter: SampleFilter, wanted: readonly WantedValues[]): Promise<Distribution[]> {
    return this.#fromColumns(async (reader) =>
      inSlices(distributionsOf(reader.job, filter, wanted, this.#valuesAt(versionOf(reader).revision))),
    );
  }

  /** The presets of triage over the pairs that match a filter, with the first samples of each. */
  async triage(filter: SampleFilter, counted: TriageValues, shown: number): Promise<Record<TriagePreset, TriageCount>> {
    return this.#fromColumns(async (reader) =>
      inSlices(countTriage(reader.job, filter, counted, shown, this.#valuesAt(versionOf(reader).revision))),
    );
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

  async describe(): Promise<JobDescription> {
    return this.#fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      if (this.#description?.revision !== revision) {
        const counts = await inSlices(countJob(reader.job));
        const labels = counts.labels.map((label) => ({ ...label, name: reader.job.labelName(label.label) }));
        this.#description = { ...counts, labels, revision };
      }
      return this.#description;
    });
  }

  /** The names of all labels, including labels that do not occur; index = label id. */
  async labelNames(): Promise<string[]> {
    return this.#follower.current.job.labelNames;
  }

  /** The current counts of each pair of ground truth and prediction. */
  async confusion(): Promise<ConfusionPage> {
    return this.#fromColumns(async (reader) => {
      const version = versionOf(reader);
      if (this.#confusion?.revision !== version.revision)
        this.#confusion = { ...version, ...(await inSlices(countConfusion(reader.job, MAX_PAIRS))) };
      return this.#confusion;
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
      if (this.#evaluation?.revision === version.revision) return this.#evaluation;
      const records = [...reader.job.scores.values()].sort((a, b) => a.explainer - b.explainer || a.metric - b.metric);
      const scores = await readScores(reader.file, records);
      this.#evaluation = { ...version, ...evaluationOf(reader.job, scores) };
      return this.#evaluation;
    });
  }
}

function* draftsOf(job: Job, rows: readonly number[]): Generator<void, SampleDraft[]> {
  const drafts: SampleDraft[] = [];
  for (const row of rows) {
    drafts.push(draftSample(job, row));
    yield;
  }
  return drafts;
}
