import type { SampleFilter, SampleSort } from '../job/query';
import { type RowsOf, type TableRows, tableRows } from '../job/table-rows';
import { inSlices } from '../slices';
import type { EventFileFollower } from './event-file-follower';
import type { SamplesAt, Version } from './index-answers';
import { versionOf } from './index-snapshot';
import type { IndexedValues } from './indexed-values';
import type { OrderCache } from './order-cache';
import { draftsOf, ofTable, samplesJson } from './samples-json';
import { underThreshold } from './under-threshold';

/** A job as tables: first what the rows are about, then the samples, some at a time. */
export class IndexedTables {
  readonly #follower: EventFileFollower;
  readonly #orders: OrderCache;
  readonly #values: IndexedValues;

  constructor(follower: EventFileFollower, orders: OrderCache, values: IndexedValues) {
    this.#follower = follower;
    this.#orders = orders;
    this.#values = values;
  }

  /** What a table of the samples that match is about. They stay the same while the job grows. */
  async rows(filter: SampleFilter, sort: SampleSort, of: RowsOf): Promise<Version & { rows: TableRows }> {
    return this.#follower.fromColumns(async (reader) => {
      const { job } = reader;
      const version = versionOf(reader);
      const values = this.#values.at(version.revision);
      const { rows: order } = await this.#orders.find(job, version.revision, { filter, sort }, values);
      const rows = await underThreshold(job, filter.threshold, values, (view, own) =>
        inSlices(tableRows(view, order, filter, sort, of, own)),
      );
      return { ...version, rows };
    });
  }

  /**
   * Samples by id, with types under a threshold and without boxes; those that the job does not show are omitted. Null if the event file
   * was replaced.
   *
   * @throws AnswerTooLongError
   */
  async samples(generation: string, ids: readonly number[], threshold?: number): Promise<SamplesAt | null> {
    return this.#follower.consistently(async (reader) => {
      const { job } = reader;
      if (versionOf(reader).generation !== generation) return null;
      const rows = ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row));
      const pictures = rows.map((row) => job.samples.column.picture[row]);
      const { samples } = await samplesJson(
        reader,
        await inSlices(draftsOf(job, rows, threshold)),
        ofTable(ids.length),
      );
      return { samples, pictures };
    });
  }
}
