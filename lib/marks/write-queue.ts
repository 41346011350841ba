import { sql } from 'kysely';
import { newerThanKnown, type Write } from './database';
import { MarksError } from './faults';
import type { Db } from './schema';

interface Waiting {
  write: Write<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

interface Options {
  /** Runs a function in a transaction that excludes other writers. Failures of the driver become MarksError. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** The version of the schema that this version of Salient writes. */
  schema: number;
  /** What the database is called in messages. */
  place: string;
}

/** Writes that share a transaction. */
const MAX_GROUP = 64;

/** Writes to a database, one after the other. Those that wait for each other share a transaction, so that the disk is waited for once. */
export class WriteQueue {
  #waiting: Waiting[] = [];
  /** Resolves when no write waits any more; null if none does. */
  #writing: Promise<void> | null = null;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Makes a write and returns its result when it is on the disk; everything of it is undone if it throws. It may be run twice, if another
   * one has ended their transaction.
   *
   * @throws MarksError, or what `write` throws
   */
  write<T>(write: Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ write, resolve: resolve as (value: unknown) => void, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Resolves when all writes have been made. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      try {
        await this.#writeGroup(group);
      } catch (error) {
        // Where the connection was lost, the transaction may have been committed, so nothing is written again.
        const isLost = error instanceof MarksError && error.name === 'MarksUnreachableError';
        if (group.length === 1 || isLost) for (const one of group) one.reject(error);
        else for (const one of group) await this.#writeGroup([one]).catch(one.reject);
      }
    }
    this.#writing = null;
  }

  /** Makes writes in one transaction. Throws if it fails as a whole, and then none is made, unless the connection was lost. */
  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const outcomes = await this.#options.transaction(async (db) => {
      const made: (() => void)[] = [];
      for (const { write, resolve, reject } of group) {
        await sql`savepoint one_write`.execute(db);
        const version = await this.#nextVersion(db);
        try {
          const value = await write(db, version);
          made.push(() => resolve(value));
        } catch (error) {
          // After others, a full disk for one, there may be no transaction any more.
          if (!(error instanceof MarksError)) throw error;
          await sql`rollback to one_write`.execute(db);
          made.push(() => reject(error));
        }
        await sql`release one_write`.execute(db);
      }
      return made;
    });
    for (const settle of outcomes) settle();
  }

  /** Counts a write. Throws MarksReadOnlyError if a newer version of Salient has upgraded the database meanwhile. */
  async #nextVersion(db: Db): Promise<number> {
    const { version, schema } = await db
      .updateTable('state')
      .set((one) => ({ version: one('version', '+', 1) }))
      .returning(['version', 'schema'])
      .executeTakeFirstOrThrow();
    if (schema > this.#options.schema)
      throw new MarksError('MarksReadOnlyError', newerThanKnown(this.#options.place).message);
    return version;
  }
}

/** Runs `work` in a transaction that `begin` opens: SQL statements, one after the other. */
export async function inTransaction<T>(db: Db, begin: readonly string[], work: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    try {
      for (const statement of begin) await sql.raw(statement).execute(connection);
      const result = await work(connection);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      // After some errors the database has rolled back on its own.
      await sql`rollback`.execute(connection).catch(() => {});
      throw error;
    }
  });
}
