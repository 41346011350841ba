import 'server-only';
import pLimit from 'p-limit';
import type { TableFormat } from '../../api/table-choices';
import type { Batch, Column } from '../../tables/table';
import { TableThread } from '../../tables/table-thread';
import { plainColumns } from './columns';

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

/** Tables that are written at a time; each has a thread. Others wait. */
const AT_ONCE = 3;
const inTurn = pLimit(AT_ONCE);

/**
 * The file of a table, part by part. A part is made when it is asked for, so whoever reads slowly is waited for; whoever stops returns the
 * generator.
 *
 * @param signal aborted when the client has disconnected: the table is then not started
 * @throws what `open` and the parts throw
 */
export async function* writtenTable(
  format: TableFormat,
  open: () => Promise<OpenTable>,
  signal: AbortSignal,
): AsyncGenerator<FilePart, void, void> {
  const turn = await held<void>((use) => inTurn(() => use()));
  try {
    if (signal.aborted) return;
    const table = await open();
    const thread = new TableThread();
    try {
      const { columns, about, total } = table;
      await thread.call('begin', format, plainColumns(columns), about);
      for await (const { rows, done } of table.parts) yield { bytes: await thread.call('add', rows), done, total };
      yield { bytes: await thread.call('end'), done: total, total };
    } finally {
      table.release();
      await thread.stop();
    }
  } finally {
    turn.release();
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
