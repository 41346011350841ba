import { sql } from 'kysely';
import { MarksError, marksError } from './faults';
import type { Db } from './schema';

/** A write, which gets the version that it makes. */
export type Write<T> = (db: Db, version: number) => Promise<T>;

interface Waiting {
  write: Write<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** Writes that share a transaction. */
const MAX_GROUP = 64;

/** Writes to a database, one after the other. Those that wait for each other share a transaction, so that the disk is waited for once. */
export class WriteQueue {
  #waiting: Waiting[] = [];
  /** Resolves when no write waits any more; null if none does. */
  #writing: Promise<void> | null = null;
  readonly #writer: () => Promise<Db>;
  readonly #path: string;

  /**
   * @param writer the connection for writing
   * @param path of the database, for messages
   */
  constructor(writer: () => Promise<Db>, path: string) {
    this.#writer = writer;
    this.#path = path;
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
        if (group.length === 1) group[0].reject(marksError(error, this.#path));
        else
          for (const one of group)
            await this.#writeGroup([one]).catch((own) => one.reject(marksError(own, this.#path)));
      }
    }
    this.#writing = null;
  }

  /** Makes writes in one transaction. Throws if it fails as a whole, and then none is made. */
  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const outcomes = await inTransaction(await this.#writer(), async (db) => {
      const made: (() => void)[] = [];
      for (const { write, resolve, reject } of group) {
        await sql`savepoint one_write`.execute(db);
        try {
          const value = await write(db, await nextVersion(db));
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
}

/** Counts a write. */
async function nextVersion(db: Db): Promise<number> {
  const { version } = await db
    .updateTable('state')
    .set((one) => ({ version: one('version', '+', 1) }))
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

/** Runs `work` in a transaction that holds the lock for writing from its beginning. */
export async function inTransaction<T>(db: Db, work: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
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
