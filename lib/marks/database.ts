import { MarksError } from './faults';
import type { Db } from './schema';

/** Where the database is, and whether it must not be written. */
export interface MarksSettings {
  /** The data directory: the database is a file there, unless there is a `url`. */
  directory: string;
  /** Of a Postgres database, see `PostgresOptions`. */
  url: string | null;
  isReadOnly: boolean;
}

/** Why nothing can be written, and a sentence about it. */
export interface ReadOnly {
  why: 'read-only' | 'newer' | 'older' | 'not-writable' | 'unreadable' | 'unreachable';
  message: string;
}

/** Why nothing can be written where `--read-only` was given. */
export const READ_ONLY: ReadOnly = { why: 'read-only', message: 'Salient was started with --read-only.' };

/** That nothing can be read, either. */
export function unreadBecause(error: unknown): ReadOnly {
  const isUnreachable = error instanceof MarksError && error.name === 'MarksUnreachableError';
  const message = error instanceof Error ? error.message : String(error);
  return { why: isUnreachable ? 'unreachable' : 'unreadable', message };
}

/** Whether nothing can be read, either. */
export const isUnread = (readOnly: ReadOnly | null): boolean =>
  readOnly?.why === 'unreadable' || readOnly?.why === 'unreachable';

/** A write, which gets the version that it makes. */
export type Write<T> = (db: Db, version: number) => Promise<T>;

/** A database of marks: a file (`sqlite.ts`), or one on a server (`postgres.ts`). */
export interface MarksDatabase {
  /** The result of a read, which sees everything that was written before; `none` if there is no database yet. Throws MarksError. */
  read<T>(none: T, read: (db: Db) => Promise<T>): Promise<T>;
  /** Why nothing can be written; null if it can, as far as known. */
  readOnly(): Promise<ReadOnly | null>;
  /** See `WriteQueue.write`. */
  write<T>(write: Write<T>): Promise<T>;
  /** Makes the writes that wait, and closes the database. */
  close(): Promise<void>;
}

/** That a database of a place is newer than what this version of Salient knows. */
export const newerThanKnown = (place: string): ReadOnly => ({
  why: 'newer',
  message: `${place} was written by a newer version of Salient; this one only reads it.`,
});

/** That a database of a place is older, and why it cannot be upgraded. */
export const olderThanKnown = (place: string, { message }: ReadOnly) =>
  `${place} was written by an older version of Salient and cannot be upgraded: ${message}`;
