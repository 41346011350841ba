import { LRUCache } from 'lru-cache';
import { WireError } from '../event/wire';
import { countConfusion } from '../job/confusion';
import { countJob } from '../job/counts';
import { evaluationOf } from '../job/evaluation';
import { countFacets } from '../job/facets';
import { findAsPredecessor } from '../job/predecessor';
import { roundConfidence } from '../job/prediction';
import { findSamples, type SampleFilter, type SampleSort } from '../job/query';
import { amongOthers, draftSample, RecordChangedError, type Sample, type Score } from '../job/sample';
import { toJson } from '../json';
import type { Storage } from '../storage/storage';
import { EventFileReader } from './event-file-reader';
import type {
  ConfusionPage,
  FacetsPage,
  IndexSnapshot,
  JobDescription,
  Neighbours,
  SamplesPage,
  SamplesQuery,
  Version,
  VersionedEvaluation,
} from './index-answers';
import type { IndexCache } from './index-cache';
import { readSamples, readScores } from './stored-records';

/** Asked about a job that has left in the meantime, as one whose directory is gone; asked again, it is loaded again or unknown. */
export class JobClosedError extends Error {
  override readonly name = 'JobClosedError';
  constructor() {
    super('The job was closed while it was asked about; ask again.');
  }
}

/** How often a file is read anew that is rewritten faster than it can be read, before that is an error. */
const TRIES = 4;

const ORDERS_KEPT = 16;
/** What kept orders may take beside a job, as a share of what it takes itself; two are kept in any case. */
const ORDERS_SHARE = 1 / 8;
const MOST_PAIRS = 10_000;
const PUBLISH_EVERY_MS = 100;

/**
 * One job in the indexing worker: reads its event file and answers questions about it. The columns never leave the worker,
 * so that nothing is copied and the thread that serves HTTP never waits for a filter or a sort.
 */
export class JobIndex {
  #reader: EventFileReader | null = null;
  #path: string | null = null;
  readonly #orders = new LRUCache<string, Uint32Array>({ max: ORDERS_KEPT });
  #description: JobDescription | null = null;
  #evaluation: VersionedEvaluation | null = null;
  #advancing: Promise<IndexSnapshot> | null = null;
  /** While the index is put on disk, nothing is read on. */
  #keeping: Promise<void> | undefined;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  readonly #storage: Storage;
  readonly #publish: (snapshot: IndexSnapshot) => void;
  readonly #now: () => number;
  readonly #cache: IndexCache | null;

  /**
   * @param publish is given a snapshot every tenth of a second while reading, and at its end
   * @param now a clock in milliseconds, of which only differences count
   * @param cache where the index is kept for the next time, null for nowhere
   */
  constructor(
    storage: Storage,
    publish: (snapshot: IndexSnapshot) => void,
    now: () => number,
    cache: IndexCache | null,
  ) {
    this.#storage = storage;
    this.#publish = publish;
    this.#now = now;
    this.#cache = cache;
  }

  /**
   * Reads on in the event file at `path`, or starts over where it is another file than before: replaced, rewritten or newer.
   *
   * @throws StorageError where it cannot be read; what was read before stays
   */
  async advance(path: string): Promise<IndexSnapshot> {
    while (this.#advancing) await this.#advancing.catch(() => {});
    this.#advancing = this.#advance(path);
    try {
      return await this.#advancing;
    } finally {
      this.#advancing = null;
    }
  }

  async #advance(path: string): Promise<IndexSnapshot> {
    await this.#keeping;
    let snapshot = await this.#readOnce(path);
    // Rewritten while it was read: what was read is of two files.
    for (let tries = 1; snapshot === null && tries < TRIES; tries++) snapshot = await this.#readOnce(path);
    if (snapshot === null) throw new RecordChangedError(0);
    if (this.#closed) return snapshot;
    this.#publish(snapshot);
    if (this.#reader) this.#keeping = this.#cache?.keep(path, this.#reader, () => this.#keepAgain(path));
    return snapshot;
  }

  /** The disk that would not take the index is asked again, which is what reading on ends with. */
  #keepAgain(path: string): void {
    if (!this.#closed && path === this.#path) this.advance(path).catch(() => {}); // the next look for jobs finds out why
  }

  /** Reads to the end of the file; null where it was found to be another one by then. */
  async #readOnce(path: string): Promise<IndexSnapshot | null> {
    const known = this.#reader;
    const isSame = known !== null && path === this.#path && (await known.isSameFile(await this.#storage.stat(path)));
    // What turned out stale seemed to be the same file: its index on disk would mislead in the same way.
    const reader = isSame ? known : await this.#open(path, known?.isStale === true);
    try {
      await reader.whileOpen(() =>
        reader.readOn(() => {
          // What was read of the old file answers until there is something of the new one.
          if (!this.#closed) this.#replace(reader);
          if (!this.#closed) this.#publishNow(reader);
          return !this.#closed;
        }),
      );
      reader.isStale = !(await reader.whileOpen(() => reader.isUnchanged()));
    } finally {
      if (this.#reader !== reader) await reader.retire();
    }
    this.#path = path;
    return reader.isStale ? null : this.#snapshot(reader);
  }

  /** A reader of the event file at `path`: from where its index on disk ends, or from the start if there is none or `anew`. */
  async #open(path: string, anew: boolean): Promise<EventFileReader> {
    const file = await this.#storage.open(path);
    const kept = anew ? null : await this.#cache?.restore(path, file);
    return kept ?? new EventFileReader(file);
  }

  /** Ends the reading and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#advancing?.catch(() => {});
    await this.#keeping;
    this.#replace(null);
  }

  /** Answers from `reader` from now on. */
  #replace(reader: EventFileReader | null): void {
    const old = this.#reader;
    if (old === reader) return;
    this.#reader = reader;
    this.#description = null;
    this.#evaluation = null;
    this.#orders.clear();
    this.#publishedAt = Number.NEGATIVE_INFINITY;
    void old?.retire();
  }

  /** A page of the samples that match a filter, as they are at this moment. */
  async samples(query: SamplesQuery): Promise<SamplesPage> {
    return this.#consistently(async (reader) => {
      const { job } = reader;
      const order = this.#order(reader, query);
      const rows = query.ids
        ? query.ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row))
        : [...order.subarray(query.page * query.limit, (query.page + 1) * query.limit)];
      const head = { ...versionOf(reader), total: order.length, sampleCount: job.sampleCount };
      const drafts = rows.map((row) => draftSample(job, row));
      const samples = await readSamples(job, reader.file, drafts, query.asPredecessor);
      return { ...head, samples: toJson(samples.map(amongOthers)) };
    });
  }

  /** The facets of a filter, as they are at this moment. */
  async facets(filter: SampleFilter): Promise<FacetsPage> {
    const reader = this.#current();
    const { job } = reader;
    const { labels, ...facets } = countFacets(job, filter);
    return {
      ...versionOf(reader),
      total: this.#order(reader, { filter, sort: { by: 'id', descending: false } }).length,
      labels: labels.map((label) => ({ ...label, name: job.labelName(label.label) })),
      ...facets,
    };
  }

  /** The samples before and behind one in an order. */
  async neighbours(id: number, filter: SampleFilter, sort: SampleSort): Promise<Neighbours> {
    const reader = this.#current();
    const { job } = reader;
    const order = this.#order(reader, { filter, sort });
    const rank = order.indexOf(job.rowOf(id));
    const idAt = (place: number) =>
      rank === -1 || order[place] === undefined ? null : job.samples.column.id[order[place]];
    return { ...versionOf(reader), total: order.length, rank, previous: idAt(rank - 1), next: idAt(rank + 1) };
  }

  /** One sample, or null where the job shows none with this id. */
  async sample(id: number): Promise<Sample | null> {
    return this.#consistently(async ({ job, file }) => {
      const row = job.rowOf(id);
      if (row === -1 || !job.isShown(row)) return null;
      const [sample] = await readSamples(job, file, [draftSample(job, row)]);
      return sample;
    });
  }

  async describe(): Promise<JobDescription> {
    const reader = this.#current();
    const { revision } = versionOf(reader);
    if (this.#description?.revision !== revision) {
      const counts = countJob(reader.job);
      const labels = counts.labels.map((label) => ({ ...label, name: reader.job.labelName(label.label) }));
      this.#description = { ...counts, labels, revision };
    }
    return this.#description;
  }

  /** The names of all labels, those that do not occur too; index = label id. */
  async labelNames(): Promise<string[]> {
    return this.#current().job.labelNames;
  }

  /** How often each ground truth stands beside each prediction, as it is at this moment. */
  async confusion(): Promise<ConfusionPage> {
    const reader = this.#current();
    const { samples, pairs } = countConfusion(reader.job);
    return { ...versionOf(reader), samples, pairCount: pairs.length, pairs: pairs.slice(0, MOST_PAIRS) };
  }

  /** The scores, in the order in which they were recorded. */
  async scores(): Promise<Score[]> {
    return this.#consistently(({ job, file }) => readScores(file, job.scores));
  }

  /** The scores by explainer then metric, in the order in which the job names them, and the version that they are from. */
  async evaluation(): Promise<VersionedEvaluation> {
    return this.#consistently(async (reader) => {
      const version = versionOf(reader);
      if (this.#evaluation?.revision === version.revision) return this.#evaluation;
      const records = [...reader.job.scores].sort((a, b) => a.explainer - b.explainer || a.metric - b.metric);
      const scores = await readScores(reader.file, records);
      this.#evaluation = { ...version, ...evaluationOf(reader.job, scores) };
      return this.#evaluation;
    });
  }

  #current(): EventFileReader {
    if (this.#reader === null) throw new JobClosedError();
    return this.#reader;
  }

  /** Answers from the current file; where that turns out to have been rewritten, reads it anew and answers again. */
  async #consistently<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const reader = this.#current();
      try {
        return await reader.whileOpen(async () => {
          const value = await answer(reader);
          if (await reader.isUnchanged()) return value;
          throw new RecordChangedError(0);
        });
      } catch (error) {
        const isOtherContent = error instanceof RecordChangedError || error instanceof WireError;
        if (!isOtherContent || this.#path === null || tries === TRIES) throw error;
        reader.isStale = true;
        await this.advance(this.#path);
      }
    }
  }

  #order(
    reader: EventFileReader,
    { filter, sort, asPredecessor = false }: Pick<SamplesQuery, 'filter' | 'sort' | 'asPredecessor'>,
  ): Uint32Array {
    const key = JSON.stringify([versionOf(reader).revision, filter, sort, asPredecessor]);
    let order = this.#orders.get(key);
    if (!order) {
      order = (asPredecessor ? findAsPredecessor : findSamples)(reader.job, filter, sort);
      this.#orders.set(key, order);
      const bound = reader.job.byteLength * ORDERS_SHARE;
      while (this.#orders.size > 2 && this.#ordersBytes > bound) this.#orders.pop();
    }
    return order;
  }

  get #ordersBytes(): number {
    let bytes = 0;
    for (const order of this.#orders.values()) bytes += order.byteLength;
    return bytes;
  }

  #publishNow(reader: EventFileReader): void {
    if (this.#now() - this.#publishedAt < PUBLISH_EVERY_MS) return;
    this.#publishedAt = this.#now();
    this.#publish(this.#snapshot(reader));
  }

  #snapshot(reader: EventFileReader): IndexSnapshot {
    const { job } = reader;
    const problems = job.allProblems();
    return {
      ...versionOf(reader),
      fileSize: Math.max(reader.fileSize, reader.bytesRead),
      damage: reader.damage,
      problems: problems.list,
      problemCount: problems.count,
      sampleCount: job.sampleCount,
      labelCount: job.labelsShown.size,
      explainers: job.explainers.list.slice(),
      metrics: job.metrics.list.slice(),
      scoreCount: job.scores.length,
      threshold: roundConfidence(job.threshold),
      hasUncertainty: job.hasUncertainty,
      hasCounterfactuals: job.hasCounterfactuals,
      memory: job.byteLength * (1 + ORDERS_SHARE),
    };
  }
}

function versionOf(reader: EventFileReader): Version {
  const { generation, bytesRead, fingerprint } = reader;
  return { generation, bytesRead, revision: `${bytesRead}-${fingerprint.value}` };
}
