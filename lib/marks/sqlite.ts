import { Kysely, SqliteDialect, sql } from 'kysely';
import Database from 'libsql';
import { type Clock, systemClock } from '../clock';
import { isStorageError, type WritableStorage } from '../storage/storage';
import {
  type MarksDatabase,
  newerThanKnown,
  olderThanKnown,
  READ_ONLY,
  type ReadOnly,
  unreadBecause,
  type Write,
} from './database';
import { MarksError } from './faults';
import { type Db, SQLITE_TYPES, type Tables, UPGRADES, type Upgrade } from './schema';
import { isNotWritable, marksError } from './sqlite-faults';
import { inTransaction, WriteQueue } from './write-queue';

/** Name of the database in the data directory. */
export const DATABASE = 'marks.db';

/** A write waits this long for another program that writes, milliseconds. */
const BUSY_MS = 5_000;

/** A transaction that holds the lock for writing from its beginning. */
const BEGIN = ['begin immediate'];

export interface SqliteOptions {
  /** The data directory. It is created by the first write. */
  directory: string;
  isReadOnly: boolean;
  storage: WritableStorage;
  clock?: Clock;
  upgrades?: readonly Upgrade[];
  /** Largest size of the database in pages, for tests of a full disk. */
  maxPages?: number;
}

/** Two connections, because readers must not wait for a long write; no writer if nothing can be written. */
interface Open {
  reader: Db;
  writer: Db | null;
  readOnly: ReadOnly | null;
}

/**
 * The database file of marks. It is opened by the first request and created by the first write, so that looking at jobs leaves no file
 * behind. An older schema is upgraded, after a copy has been made; a newer one is only read.
 */
export class SqliteDatabase implements MarksDatabase {
  readonly path: string;
  readonly #options: SqliteOptions;
  readonly #upgrades: readonly Upgrade[];
  readonly #clock: Clock;
  #opening: Promise<Open | null> | null = null;
  readonly #queue: WriteQueue;

  constructor(options: SqliteOptions) {
    this.#options = options;
    this.#upgrades = options.upgrades ?? UPGRADES;
    this.#clock = options.clock ?? systemClock;
    this.path = `${options.directory}/${DATABASE}`;
    this.#queue = new WriteQueue({
      transaction: (work) => this.#transaction(work),
      schema: this.#upgrades.length,
      place: this.path,
    });
  }

  async read<T>(none: T, read: (db: Db) => Promise<T>): Promise<T> {
    const open = await this.#obtain();
    try {
      return open === null ? none : await read(open.reader);
    } catch (error) {
      throw marksError(error, this.path);
    }
  }

  async readOnly(): Promise<ReadOnly | null> {
    const { isReadOnly, storage, directory } = this.#options;
    if (isReadOnly) return READ_ONLY;
    try {
      const open = await this.#obtain();
      if (open) return open.readOnly;
    } catch (error) {
      return unreadBecause(error);
    }
    if (await storage.isWritable(directory)) return null;
    return { why: 'not-writable', message: `The data directory ${directory} cannot be written.` };
  }

  write<T>(write: Write<T>): Promise<T> {
    return this.#queue.write(write);
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    const open = await this.#opening?.catch(() => null);
    this.#opening = null;
    // The driver closes a connection some time later; the file is complete before that.
    if (open?.writer) await sql`pragma wal_checkpoint(truncate)`.execute(open.writer);
    await open?.reader.destroy();
    await open?.writer?.destroy();
  }

  async #transaction<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const writer = await this.#writer();
    try {
      return await inTransaction(writer, BEGIN, work);
    } catch (error) {
      throw marksError(error, this.path);
    }
  }

  /** The connection for writing. Throws MarksError. */
  async #writer(): Promise<Db> {
    if (this.#options.isReadOnly) throw new MarksError('MarksReadOnlyError', READ_ONLY.message);
    const open = (await this.#obtain()) ?? (await this.#obtain(true));
    if (open?.writer) return open.writer;
    throw new MarksError('MarksReadOnlyError', open?.readOnly?.message ?? `${this.path} cannot be written.`);
  }

  async #obtain(isWanted = false): Promise<Open | null> {
    this.#opening ??= this.#open(isWanted);
    try {
      const open = await this.#opening;
      if (open === null) this.#opening = null; // it may exist the next time
      return open;
    } catch (error) {
      this.#opening = null;
      throw marksError(error, this.path);
    }
  }

  /** @param isWanted whether to create the database */
  async #open(isWanted: boolean): Promise<Open | null> {
    const { storage, directory, isReadOnly } = this.#options;
    if ((await sizeOf(storage, this.path)) === null) {
      if (!isWanted) return null;
      await storage.makeDirectory(directory).catch((error) => {
        throw new MarksError(
          isStorageError(error) && error.fault === 'full' ? 'MarksFullError' : 'MarksReadOnlyError',
          error instanceof Error ? error.message : String(error),
        );
      });
    }
    if (isReadOnly) return this.#openForReading(READ_ONLY);
    let writer: Db | null = null;
    try {
      writer = this.#connect();
      await sql`pragma journal_mode = wal`.execute(writer);
      await sql`pragma synchronous = full`.execute(writer);
      if (this.#options.maxPages !== undefined)
        await sql.raw(`pragma max_page_count = ${this.#options.maxPages}`).execute(writer);
      await tryWriting(writer);
    } catch (error) {
      await writer?.destroy();
      if (!isNotWritable(error)) throw error;
      const message = `${this.path} cannot be written by the user that Salient runs as.`;
      return this.#openForReading({ why: 'not-writable', message });
    }
    try {
      const schema = await schemaOf(writer, this.path);
      if (schema > this.#upgrades.length) {
        await writer.destroy();
        return this.#openForReading(newerThanKnown(this.path));
      }
      if (schema < this.#upgrades.length) await this.#upgrade(writer, schema);
      return { writer, reader: await this.#readingConnection(), readOnly: null };
    } catch (error) {
      await writer.destroy().catch(() => {});
      throw error;
    }
  }

  async #openForReading(readOnly: ReadOnly): Promise<Open> {
    const reader = await this.#readingConnection();
    const schema = await schemaOf(reader, this.path);
    if (schema === this.#upgrades.length) return { reader, writer: null, readOnly };
    if (schema > this.#upgrades.length) return { reader, writer: null, readOnly: newerThanKnown(this.path) };
    await reader.destroy();
    throw new MarksError('MarksUnreadableError', olderThanKnown(this.path, readOnly));
  }

  /** A connection that cannot write. Where the directory is not writable, files beside the database cannot be created either. */
  async #readingConnection(): Promise<Db> {
    const { storage } = this.#options;
    // A file name in a URI (RFC 3986); `immutable` ignores the log of changes, so it is only right where there is none.
    const uri = `file:${encodeURI(this.path).replaceAll('?', '%3f').replaceAll('#', '%23')}`;
    const ways = [this.path, `${uri}?mode=ro`];
    if (!(await sizeOf(storage, `${this.path}-wal`))) ways.push(`${uri}?immutable=1`);
    let failure: unknown;
    for (const way of ways) {
      let reader: Db | null = null;
      try {
        reader = this.#connect(way);
        await sql`pragma query_only = 1`.execute(reader);
        await sql`select count(*) from sqlite_master`.execute(reader);
        return reader;
      } catch (error) {
        await reader?.destroy();
        if (!isNotWritable(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  #connect(name = this.path): Db {
    const database = new Database(name);
    database.exec(`pragma busy_timeout = ${BUSY_MS}`);
    // The driver has the interface of better-sqlite3, which is that of the dialect; its own types say less.
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database: database as never }) });
  }

  /** Upgrades the schema step by step, after a copy of the database was made beside it. All steps are made, or none. */
  async #upgrade(db: Db, schema: number): Promise<void> {
    if (schema > 0) {
      const copy = `${this.path.replace(/\.db$/, '')}.schema-${schema}.${this.#clock.now()}.db`;
      await sql`vacuum into ${copy}`.execute(db);
    }
    await inTransaction(db, BEGIN, async (connection) => {
      // Another process may have been first.
      for (let step = await schemaOf(connection, this.path); step < this.#upgrades.length; step++)
        await this.#upgrades[step](connection, SQLITE_TYPES);
      await connection.updateTable('state').set({ schema: this.#upgrades.length }).execute();
    });
  }
}

/** Writes something and undoes it: a lock alone is given for a database that cannot be written, too. Throws an error of the driver. */
async function tryWriting(db: Db): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      await sql`pragma user_version = 1`.execute(connection);
    } finally {
      await sql`rollback`.execute(connection);
    }
  });
}

/** The version of the schema; 0 for an empty database. */
async function schemaOf(db: Db, path: string): Promise<number> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(db);
  if (rows.length === 0) return 0;
  if (!rows.some(({ name }) => name === 'state'))
    throw new MarksError('MarksUnreadableError', `${path} is not a database of Salient.`);
  const { schema } = await db.selectFrom('state').select('schema').executeTakeFirstOrThrow();
  return schema;
}

/** The size of a file in bytes; null if there is none. */
async function sizeOf(storage: WritableStorage, path: string): Promise<number | null> {
  try {
    return (await storage.stat(path)).size;
  } catch (error) {
    if (isStorageError(error) && error.fault === 'not-found') return null;
    throw error;
  }
}
