import { LRUCache } from 'lru-cache';
import { type ComparedAt, type ComparedKeys, comparedAt, comparedKeys } from '../job/compared-keys';
import { type ComparedMaps, comparedMaps } from '../job/compared-maps';
import { type ComparedJobs, type ComparedQuery, comparedLabels, findCompared } from '../job/compared-order';
import { type ComparedRow, comparedRow } from '../job/compared-row';
import { type Comparison, compareJobs } from '../job/comparison';
import { type ComparisonSummary, summaryOf } from '../job/comparison-summary';
import { draftSample, type SampleDraft } from '../job/sample';
import type { JobReader } from '../reading/job-reader';
import { inSlices } from '../slices';
import type { ComparedPage, ComparedPageQuery, ComparedSamples, ComparedVersions } from './index-answers';
import { versionOf } from './index-snapshot';
import type { JobIndex } from './job-index';
import { ofTable, samplesJson } from './samples-json';

/** Memory for comparisons and for orders of their samples, bytes. */
const COMPARISON_BYTES = 128 * 2 ** 20;
const ORDER_BYTES = 16 * 2 ** 20;

/** A comparison, and the state of both jobs that it is of. */
interface Kept {
  state: string;
  comparison: Comparison;
  summary: ComparisonSummary;
}

/** The comparisons of two jobs in the indexing worker. Each is computed once for the state of both jobs. */
export class JobComparisons {
  /** By the numbers of the two jobs. */
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: COMPARISON_BYTES,
    sizeCalculation: ({ comparison }) => bytesOf(comparison),
  });
  readonly #orders = new LRUCache<string, Uint32Array>({
    maxSize: ORDER_BYTES,
    sizeCalculation: ({ byteLength }) => 64 + byteLength,
  });

  /** The numbers of a comparison. */
  async compare(a: JobIndex, b: JobIndex): Promise<ComparedVersions & ComparisonSummary> {
    return withBoth(a, b, columnsOf, async (readerA, readerB) => {
      const { summary, versions, state } = await this.#find(a, b, readerA, readerB);
      return { ...versions, state, ...summary };
    });
  }

  /** The labels of compared samples with maps in both jobs. */
  async maps(a: JobIndex, b: JobIndex): Promise<ComparedVersions & { maps: ComparedMaps }> {
    return withBoth(a, b, columnsOf, async (readerA, readerB) => {
      const { comparison, versions, state } = await this.#find(a, b, readerA, readerB);
      return { ...versions, state, maps: await inSlices(comparedMaps(readerA.job, readerB.job, comparison)) };
    });
  }

  /**
   * A page of the compared samples that match a query.
   *
   * @throws AnswerTooLongError
   */
  async samples(a: JobIndex, b: JobIndex, query: ComparedPageQuery): Promise<ComparedPage> {
    return withBoth(a, b, consistentlyOf, async (readerA, readerB) => {
      const inBothTurns = a.number <= b.number ? [readerA, readerB] : [readerB, readerA];
      const { head, rows, drafts } = await inTurns(inBothTurns, () => this.#page(a, b, readerA, readerB, query));
      const samplesA = await samplesJson(readerA, drafts.a);
      const samplesB = await samplesJson(readerB, drafts.b);
      return { ...head, rows, samplesA, samplesB };
    });
  }

  /** What a table of the compared samples that match a query is about. It says the same while the jobs grow. */
  async keys(a: JobIndex, b: JobIndex, query: ComparedQuery): Promise<ComparedVersions & { keys: ComparedKeys }> {
    return withBoth(a, b, columnsOf, async (readerA, readerB) => {
      const { jobs, comparison, order, versions, state } = await this.#order(a, b, readerA, readerB, query);
      return { ...versions, state, keys: await inSlices(comparedKeys(jobs, comparison, query, order)) };
    });
  }

  /**
   * Compared samples by their keys, as they are now; those that are no longer shown are left out. Null if a job has another generation.
   *
   * @throws AnswerTooLongError
   */
  async samplesAt(
    a: JobIndex,
    b: JobIndex,
    generations: readonly [string | null, string | null],
    keys: ComparedKeys,
  ): Promise<ComparedSamples | null> {
    return withBoth(a, b, consistentlyOf, async (readerA, readerB) => {
      const now = [versionOf(readerA).generation, versionOf(readerB).generation];
      if (now[0] !== generations[0] || now[1] !== generations[1]) return null;
      const jobs = { a: readerA.job, b: readerB.job };
      const { rows, drafts } = await inSlices(rowsAt(jobs, comparedAt(jobs, keys)));
      const samplesA = await samplesJson(readerA, drafts.a, ofTable(keys.idsA.length));
      const samplesB = await samplesJson(readerB, drafts.b, ofTable(keys.idsA.length));
      return { rows, samplesA, samplesB };
    });
  }

  async #page(
    a: JobIndex,
    b: JobIndex,
    readerA: JobReader,
    readerB: JobReader,
    { page, limit, ids, ...query }: ComparedPageQuery,
  ) {
    const found = await this.#order(a, b, readerA, readerB, query);
    const { jobs, comparison, order, versions, state } = found;
    const wanted = ids && new Map(ids.map((id, position) => [id, position]));
    const idOf = (k: number) => readerA.job.samples.column.id[comparison.match.rowsA[k]];
    const shown = wanted
      ? [...order]
          .filter((k) => wanted.has(idOf(k)))
          .sort((x, y) => (wanted.get(idOf(x)) ?? 0) - (wanted.get(idOf(y)) ?? 0))
      : [...order.subarray(page * limit, (page + 1) * limit)];
    const labelOf = comparedLabels(jobs, comparison, query);
    const { rowsA, rowsB } = comparison.match;
    const places = function* () {
      for (const k of shown) yield { rowA: rowsA[k], rowB: rowsB[k], label: labelOf(k) ?? NO_LABEL };
    };
    return {
      head: { ...versions, state, total: order.length, compared: comparison.match.rowsA.length },
      ...(await inSlices(rowsAt(jobs, places()))),
    };
  }

  /** The order of the compared samples that match a query, and what it is of. */
  async #order(a: JobIndex, b: JobIndex, readerA: JobReader, readerB: JobReader, query: ComparedQuery) {
    const { comparison, versions, state } = await this.#find(a, b, readerA, readerB);
    const jobs: ComparedJobs = {
      a: readerA.job,
      b: readerB.job,
      valuesA: a.values.at(versions.a.revision),
      valuesB: b.values.at(versions.b.revision),
    };
    const name = `${pairOf(a, b)}${JSON.stringify([state, query])}`;
    let order = this.#orders.get(name);
    if (!order) {
      order = await inSlices(findCompared(jobs, comparison, query));
      this.#orders.set(name, order);
    }
    return { jobs, comparison, order, versions, state };
  }

  async #find(a: JobIndex, b: JobIndex, readerA: JobReader, readerB: JobReader) {
    const versions: Omit<ComparedVersions, 'state'> = { a: versionOf(readerA), b: versionOf(readerB) };
    const [picturesA, picturesB] = [a.pictures.hashesOf(versions.a), b.pictures.hashesOf(versions.b)];
    const isKnown = picturesA !== null && picturesB !== null;
    const state = JSON.stringify([versions, isKnown && [picturesA.revision, picturesB.revision]]);
    let kept = this.#kept.get(pairOf(a, b));
    if (kept?.state !== state) {
      const comparison = await inSlices(
        compareJobs(readerA.job, readerB.job, picturesA?.hashes ?? null, picturesB?.hashes ?? null),
      );
      kept = { state, comparison, summary: await inSlices(summaryOf(readerA.job, readerB.job, comparison)) };
      this.#kept.set(pairOf(a, b), kept);
    }
    return { ...kept, versions };
  }

  /** Drops what is kept of a job. */
  forget({ number }: JobIndex): void {
    for (const cache of [this.#kept, this.#orders])
      for (const key of [...cache.keys()]) if (key.includes(` ${number} `)) cache.delete(key);
  }
}

const NO_LABEL = { entryA: -1, entryB: -1 };

/** What the columns tell of compared samples, in steps that may be interrupted. */
function* rowsAt(jobs: Pick<ComparedJobs, 'a' | 'b'>, places: Iterable<ComparedAt>) {
  const rows: ComparedRow[] = [];
  const drafts: Record<'a' | 'b', SampleDraft[]> = { a: [], b: [] };
  for (const place of places) {
    rows.push(comparedRow(jobs, place));
    drafts.a.push(draftSample(jobs.a, place.rowA));
    drafts.b.push(draftSample(jobs.b, place.rowB));
    yield;
  }
  return { rows, drafts };
}

/** The name of a pair of jobs; a number with spaces around it belongs to a job. */
function pairOf(a: JobIndex, b: JobIndex): string {
  return ` ${a.number}  ${b.number} `;
}

/** How the content of a job is used: its columns only, or also its file. */
type Using = <T>(index: JobIndex, use: (reader: JobReader) => Promise<T>) => Promise<T>;
const columnsOf: Using = (index, use) => index.fromColumns(use);
const consistentlyOf: Using = (index, use) => index.consistently(use);

/**
 * Uses two jobs at once, or one twice. They are always obtained in the same order, so that no two comparisons wait for each other.
 */
function withBoth<T>(
  a: JobIndex,
  b: JobIndex,
  using: Using,
  use: (readerA: JobReader, readerB: JobReader) => Promise<T>,
): Promise<T> {
  if (a === b) return using(a, (reader) => use(reader, reader));
  if (a.number < b.number) return using(a, (readerA) => using(b, (readerB) => use(readerA, readerB)));
  return using(b, (readerB) => using(a, (readerA) => use(readerA, readerB)));
}

/** Runs work on jobs that do not change meanwhile. They must be in the order of `withBoth`. */
function inTurns<T>([first, second]: readonly JobReader[], work: () => Promise<T>): Promise<T> {
  return first.inTurn(() => (first === second ? work() : second.inTurn(work)));
}

function bytesOf({ match, firstTruth, entryA, entryB, missed, delta, changes }: Comparison): number {
  const arrays = [
    match.rowsA,
    match.rowsB,
    match.leftA,
    match.leftB,
    firstTruth,
    entryA,
    entryB,
    missed,
    delta,
    changes,
  ];
  return 4_096 + arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
