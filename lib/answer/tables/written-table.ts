import 'server-only';
import pLimit from 'p-limit';
import type { TableFormat } from '../../api/table-choices';
import type { Batch, Column } from '../../tables/table';
import { TableThread } from '../../tables/table-thread';
import { plainColumns } from './columns';
import { Places } from './places';

/* A table on its way to a file: rows are found, written and sent part by part, so that any number of them takes the same memory. */

/** Some rows, and how many of the entries that the table is made from are done with them. */
export interface RowsPart {
  rows: Batch;
  done: number;
}

/** A table whose rows can be read once. */
export interface OpenTable {
  columns: readonly Column[];
  /** What it is of, for the metadata of a file. */
  about: Readonly<Record<string, string>>;
  /** The number of entries that it is made from. */
  total: number;
  parts: AsyncGenerator<RowsPart, void, void>;
  /** Ends the use of what it is read from. */
  release(): void;
}

/** A part of the file of a table. */
export interface FilePart {
  bytes: Uint8Array;
  done: number;
  total: number;
}

/** Tables that are open at a time, and those of one job. Each has a thread, also while its client does not read. Others wait. */
const places = new Places(8, 2);

/** Parts that are made at a time. A table whose client does not read makes none, so it keeps no other from that. */
const making = pLimit(3);

/**
 * The file of a table, part by part. A part is made when it is asked for, so whoever reads slowly is waited for; whoever stops returns the
 * generator.
 *
 * @param job stands for the job in whose turn it is
 * @param signal aborted when the client has disconnected: the table is then not started
 * @throws what `open` and the parts throw
 */
export async function* writtenTable(
  job: string,
  format: TableFormat,
  open: () => Promise<OpenTable>,
  signal: AbortSignal,
): AsyncGenerator<FilePart, void, void> {
  const giveBack = await places.take(job);
  try {
    if (signal.aborted) return;
    yield* partsOf(await making(open), format);
  } finally {
    giveBack();
  }
}

async function* partsOf(table: OpenTable, format: TableFormat): AsyncGenerator<FilePart, void, void> {
  const { columns, about, total, parts } = table;
  const thread = new TableThread();
  const make = async (): Promise<FilePart | null> => {
    const part = await parts.next();
    if (part.done) return null;
    return { bytes: await thread.call('add', part.value.rows), done: part.value.done, total };
  };
  try {
    await thread.call('begin', format, plainColumns(columns), about);
    for (let part = await making(make); part !== null; part = await making(make)) yield part;
    yield { bytes: await thread.call('end'), done: total, total };
  } finally {
    table.release();
    await thread.stop();
    await parts.return();
  }
}

/** What `within` lends its callback, until it is released. Rejects where nothing is lent. */
export function held<T>(
  within: (use: (value: T) => Promise<void>) => Promise<unknown>,
): Promise<{ value: T; release(): void }> {
  return new Promise((resolve, reject) => {
    within((value) => new Promise<void>((release) => resolve({ value, release }))).catch(reject);
  });
}
