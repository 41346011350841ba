import { LRUCache } from 'lru-cache';
import { WireError } from '../event/wire';
import { type Confusion, countConfusion } from '../job/confusion';
import { countJob, type JobCounts } from '../job/counts';
import { type Evaluation, evaluationOf } from '../job/evaluation';
import { countFacets, type Facets } from '../job/facets';
import type { Job, ScoreRecord } from '../job/job';
import { findAsPredecessor } from '../job/predecessor';
import type { Problem } from '../job/problems';
import { findSamples, type SampleFilter, type SampleSort } from '../job/query';
import {
  completeSample,
  draftSample,
  RecordChangedError,
  readScore,
  type Sample,
  type SampleDraft,
  type Score,
} from '../job/sample';
import { RecordReader } from '../record/record-reader';
import type { Storage, StoredFile } from '../storage/storage';
import { type Damage, EventFileReader } from './event-file-reader';

/** What is known of a job's event file without asking for a sample; published while it is read, never changed after. */
export interface IndexSnapshot {
  /** Tells this content from any other at the same path; null before the first record was read. */
  generation: string | null;
  /** Stands for the records read so far: equal content, equal revision, in every process. */
  revision: string;
  /** End of the last whole record, and size of the file, bytes. */
  bytesRead: number;
  fileSize: number;
  damage: Damage | null;
  problems: Problem[];
  problemCount: number;
  sampleCount: number;
  /** Labels that occur. */
  labelCount: number;
  explainers: string[];
  metrics: string[];
  scoreCount: number;
  threshold: number;
  hasUncertainty: boolean;
  hasCounterfactuals: boolean;
  /** Memory the index takes, bytes. */
  memory: number;
}

export interface SamplesQuery {
  filter: SampleFilter;
  sort: SampleSort;
  /** From 0 on. */
  page: number;
  limit: number;
  /** Instead of the page: these samples, in this order; ids that are not there are left out. */
  ids?: number[];
  /** Filter and sort as the predecessor does, and give what was recorded in its order: for the compatibility API. */
  asPredecessor?: boolean;
}

type Version = Pick<IndexSnapshot, 'generation' | 'revision' | 'bytesRead'>;

export type VersionedEvaluation = Version & Evaluation;

/** The most frequent pairs, and how many there are. */
export type ConfusionPage = Version & Confusion & { pairCount: number };

export interface SamplesPage extends Version {
  /** Samples that match. */
  total: number;
  /** Samples of the job. */
  sampleCount: number;
  samples: Sample[];
}

/** What a filter finds, and what it would find if one of its parts were another one. */
export interface FacetsPage extends Omit<Facets, 'labels'> {
  generation: string | null;
  revision: string;
  bytesRead: number;
  /** Samples that match. */
  total: number;
  labels: (Facets['labels'][number] & { name: string })[];
}

/** Where a sample stands among those that match. */
export interface Neighbours {
  generation: string | null;
  revision: string;
  bytesRead: number;
  total: number;
  /** From 0 on; -1 where the sample does not match. */
  rank: number;
  /** Ids of the samples before and behind it, null at the ends. */
  previous: number | null;
  next: number | null;
}

/** A job's labels that occur, with their names, and its counts. */
export interface JobDescription extends Omit<JobCounts, 'labels'> {
  revision: string;
  labels: (JobCounts['labels'][number] & { name: string })[];
}

const ORDERS_KEPT = 16;
const MOST_PAIRS = 10_000;
const PUBLISH_EVERY_MS = 100;

/** A record is first read as this many bytes; a longer one takes a second read. */
const RECORD_GUESS = 1024;

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
  #publishedAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  readonly #storage: Storage;
  readonly #publish: (snapshot: IndexSnapshot) => void;
  readonly #now: () => number;

  /**
   * @param publish is given a snapshot every tenth of a second while reading, and at its end
   * @param now a clock in milliseconds, of which only differences count
   */
  constructor(storage: Storage, publish: (snapshot: IndexSnapshot) => void, now: () => number) {
    this.#storage = storage;
    this.#publish = publish;
    this.#now = now;
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
    const known = this.#reader;
    const isSame = known !== null && path === this.#path && (await known.isSameFile(await this.#storage.stat(path)));
    const reader = isSame ? known : new EventFileReader(await this.#storage.open(path));
    try {
      await reader.whileOpen(() =>
        reader.readOn(() => {
          // What was read of the old file answers until there is something of the new one.
          if (!this.#closed) this.#replace(reader);
          if (!this.#closed) this.#publishNow(reader);
          return !this.#closed;
        }),
      );
    } finally {
      if (this.#reader !== reader) await reader.retire();
    }
    this.#path = path;
    const snapshot = this.#snapshot(reader);
    if (!this.#closed) this.#publish(snapshot);
    return snapshot;
  }

  /** Ends the reading and closes the file. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#advancing?.catch(() => {});
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
      return { ...head, samples: await complete(job, reader.file, drafts, query.asPredecessor) };
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
      const [sample] = await complete(job, file, [draftSample(job, row)]);
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
    if (this.#reader === null) throw new Error('The job is not open.');
    return this.#reader;
  }

  /** Answers from the current file; where that turns out to have been rewritten, reads it anew and answers again. */
  async #consistently<T>(answer: (reader: EventFileReader) => Promise<T>): Promise<T> {
    const reader = this.#current();
    try {
      return await reader.whileOpen(() => answer(reader));
    } catch (error) {
      const isOtherContent = error instanceof RecordChangedError || error instanceof WireError;
      if (!isOtherContent || this.#path === null) throw error;
      reader.isStale = true;
      await this.advance(this.#path);
      const fresh = this.#current();
      return fresh.whileOpen(() => answer(fresh));
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
    }
    return order;
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
      threshold: job.threshold,
      hasUncertainty: job.hasUncertainty,
      hasCounterfactuals: job.hasCounterfactuals,
      memory: job.byteLength,
    };
  }
}

function versionOf(reader: EventFileReader): Version {
  const { generation, bytesRead, fingerprint } = reader;
  return { generation, bytesRead, revision: `${bytesRead}-${fingerprint.value}` };
}

async function complete(
  job: Job,
  file: StoredFile,
  drafts: readonly SampleDraft[],
  asRecorded = false,
): Promise<Sample[]> {
  const payloads = await readPayloads(
    file,
    drafts.flatMap((draft) => draft.offsets),
  );
  let next = 0;
  return drafts.map((draft) => {
    const own = payloads.slice(next, next + draft.offsets.length);
    next += draft.offsets.length;
    return completeSample(job, draft, own, asRecorded);
  });
}

async function readScores(file: StoredFile, records: readonly ScoreRecord[]): Promise<Score[]> {
  const payloads = await readPayloads(
    file,
    records.map((record) => record.offset),
  );
  return records.map((record, index) => readScore(record, payloads[index]));
}

/** The payloads of the records at `offsets`, their checksums verified again. Throws RecordChangedError. */
async function readPayloads(file: StoredFile, offsets: readonly number[]): Promise<Uint8Array[]> {
  const blocks = await file.readRanges(offsets.map((position) => ({ position, length: RECORD_GUESS })));
  const payloads: Uint8Array[] = [];
  for (const [index, block] of blocks.entries()) {
    let [bytes, reader] = [block, new RecordReader(block)];
    if (reader.next() === 'truncated' && block.length === RECORD_GUESS) {
      [bytes] = await file.readRanges([{ position: offsets[index], length: reader.needed }]);
      reader = new RecordReader(bytes);
      reader.next();
    }
    if (reader.payloadEnd === 0) throw new RecordChangedError(offsets[index]);
    payloads.push(bytes.subarray(reader.payloadStart, reader.payloadEnd));
  }
  return payloads;
}
