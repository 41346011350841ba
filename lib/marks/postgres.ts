import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { milliseconds } from '../clock';
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
import { isNotWritable, postgresError } from './postgres-faults';
import { type Db, POSTGRES_TYPES, type Tables, UPGRADES, type Upgrade } from './schema';
import { inTransaction, WriteQueue } from './write-queue';

/** Connections for reading; there is one more for writing. */
const READERS = 4;

/** How long the server is waited for: for a connection, and for an answer; milliseconds. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/** A write waits this long for another server that writes, milliseconds: marking very many samples, or an import, takes some seconds. */
const BUSY_MS = 30_000;

/** For this long after a failure, requests fail at once instead of waiting for the server again; milliseconds. */
const DOWN_MS = 2_000;

/** A database that could not be written, or was empty, is looked at again after so long, milliseconds. */
const RECHECK_MS = 5_000;

/** An upgrade locks this number. */
const UPGRADE_LOCK = 5_343_881;

/** Types of values: all integers are numbers, which none of them is too large for. */
const INT8 = 20;
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

export interface PostgresOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with the parameters of libpq after `?`. */
  url: string;
  isReadOnly: boolean;
  upgrades?: readonly Upgrade[];
  /** Instead of `BUSY_MS`, for tests. */
  busyMs?: number;
}

/** Connections for reading and for writing: readers must not wait for a long write. */
interface Open {
  reader: Db;
  writer: Db;
  /** Whether anything was ever written. */
  hasTables: boolean;
  readOnly: ReadOnly | null;
  /** When it was opened, see `milliseconds`. */
  time: number;
}

/**
 * A database of marks on a Postgres server, which several servers of Salient use. It is opened by the first request, and again after its
 * connection was lost. An older schema is upgraded; a newer one is only read.
 */
export class PostgresDatabase implements MarksDatabase {
  /** What it is called in messages; without user and password. */
  readonly place: string;
  readonly #options: PostgresOptions;
  readonly #upgrades: readonly Upgrade[];
  readonly #queue: WriteQueue;
  #current: Open | null = null;
  /** Opens it at the moment; null if nothing does. */
  #opening: Promise<Open> | null = null;
  /** The last failure to reach the server, and until when it stands. */
  #failure: { error: MarksError; until: number } | null = null;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.#upgrades = options.upgrades ?? UPGRADES;
    this.place = placeOf(options.url);
    this.#queue = new WriteQueue({
      transaction: (work) => this.#transaction(work),
      schema: this.#upgrades.length,
      place: this.place,
    });
  }

  async read<T>(none: T, read: (db: Db) => Promise<T>): Promise<T> {
    const open = await this.#obtain();
    try {
      return open.hasTables ? await read(open.reader) : none;
    } catch (error) {
      throw this.#faultOf(error, open);
    }
  }

  async readOnly(): Promise<ReadOnly | null> {
    try {
      return (await this.#obtain()).readOnly;
    } catch (error) {
      return unreadBecause(error);
    }
  }

  write<T>(write: Write<T>): Promise<T> {
    return this.#queue.write(write);
  }

  async close(): Promise<void> {
    await this.#queue.idle();
    await this.#opening?.catch(() => {});
    await Promise.all([this.#current?.reader.destroy(), this.#current?.writer.destroy()]);
    this.#current = null;
  }

  async #transaction<T>(work: (db: Db) => Promise<T>): Promise<T> {
    if (this.#options.isReadOnly) throw new MarksError('MarksReadOnlyError', READ_ONLY.message);
    const open = await this.#obtain();
    if (open.readOnly) throw new MarksError('MarksReadOnlyError', open.readOnly.message);
    try {
      return await inTransaction(open.writer, this.#begin, work);
    } catch (error) {
      throw this.#faultOf(error, open);
    }
  }

  /** The open database. Throws MarksError. */
  async #obtain(): Promise<Open> {
    if (this.#failure !== null && milliseconds() < this.#failure.until) throw this.#failure.error;
    const current = this.#current;
    if (current !== null && !isOutdated(current)) return current;
    if (current !== null) this.#forget(current);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Closes a database when nobody uses it any more; the next request opens it again. */
  #forget(open: Open): void {
    if (this.#current === open) this.#current = null;
    for (const db of [open.reader, open.writer]) void db.destroy().catch(() => {}); // its server may be gone
  }

  /** An error of a request to the open database as one of ours. If it says that the database is not as it was, it is opened again. */
  #faultOf(error: unknown, open: Open): unknown {
    const fault = this.#noted(postgresError(error, this.place));
    if (fault instanceof MarksError && /Unreachable|ReadOnly/.test(fault.name)) this.#forget(open);
    return fault;
  }

  /** Notes an error that says that the server cannot be reached. */
  #noted(error: unknown): unknown {
    if (error instanceof MarksError && error.name === 'MarksUnreachableError')
      this.#failure = { error, until: milliseconds() + DOWN_MS };
    return error;
  }

  async #open(): Promise<Open> {
    const reader = this.#connect(READERS, ANSWER_MS);
    const writer = this.#connect(1, this.#busyMs + ANSWER_MS);
    try {
      const schema = await schemaOf(reader, this.place);
      const { readOnly, made } = await this.#prepare(writer, schema);
      if (readOnly !== null && made > 0 && made < this.#upgrades.length)
        throw new MarksError('MarksUnreadableError', olderThanKnown(this.place, readOnly));
      this.#current = { reader, writer, hasTables: made > 0, readOnly, time: milliseconds() };
      return this.#current;
    } catch (error) {
      for (const db of [reader, writer]) void db.destroy().catch(() => {});
      throw this.#noted(postgresError(error, this.place, true));
    }
  }

  /** Upgrades a database, if it is older. Returns why it cannot be written, and the version of the schema that it has now. */
  async #prepare(db: Db, schema: number): Promise<{ readOnly: ReadOnly | null; made: number }> {
    if (schema > this.#upgrades.length) return { readOnly: newerThanKnown(this.place), made: schema };
    if (this.#options.isReadOnly) return { readOnly: READ_ONLY, made: schema };
    try {
      if (schema < this.#upgrades.length) await this.#upgrade(db);
      else await sql`update state set version = version where false`.execute(db);
      return { readOnly: null, made: this.#upgrades.length };
    } catch (error) {
      if (!isNotWritable(error)) throw error;
      const message = `${this.place} cannot be written by its user, or at the moment.`;
      return { readOnly: { why: 'not-writable', message }, made: schema };
    }
  }

  get #busyMs(): number {
    return this.#options.busyMs ?? BUSY_MS;
  }

  /** The first write of a transaction locks the row of `state`, so those of others wait until it is over. */
  get #begin(): string[] {
    return ['begin', `set local lock_timeout = ${this.#busyMs}`];
  }

  #connect(max: number, answerMs: number): Db {
    const pool = new pg.Pool({
      connectionString: this.#options.url,
      application_name: 'salient',
      max,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: answerMs,
      keepAlive: true,
      types,
    });
    // Losing an idle connection is not a fault; losing one in use makes its request fail.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  }

  /** Upgrades the schema step by step. All steps are made, or none; another server that does the same waits. */
  async #upgrade(db: Db): Promise<void> {
    await inTransaction(db, this.#begin, async (connection) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(UPGRADE_LOCK)})`.execute(connection);
      for (let step = await schemaOf(connection, this.place); step < this.#upgrades.length; step++)
        await this.#upgrades[step](connection, POSTGRES_TYPES);
      await connection
        .updateTable('state')
        .set({ schema: this.#upgrades.length })
        .where('schema', '<', this.#upgrades.length)
        .execute();
    });
  }
}

/** Whether what was found at the opening may be otherwise by now. */
function isOutdated({ hasTables, readOnly, time }: Open): boolean {
  return (readOnly?.why === 'not-writable' || !hasTables) && milliseconds() - time > RECHECK_MS;
}

/** The address of a database without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}

/** The version of the schema; 0 for an empty database. */
async function schemaOf(db: Db, place: string): Promise<number> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_catalog.pg_tables where schemaname = current_schema()`.execute(db);
  if (rows.length === 0) return 0;
  if (!rows.some(({ name }) => name === 'state'))
    throw new MarksError(
      'MarksUnreadableError',
      `${place} has tables of another program; Salient needs one of its own.`,
    );
  const { schema } = await db.selectFrom('state').select('schema').executeTakeFirstOrThrow();
  return schema;
}
