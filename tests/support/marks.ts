import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { MarksDatabase } from '../../lib/marks/database';
import type { JobTarget, SampleKeys } from '../../lib/marks/marks';
import { MarksService } from '../../lib/marks/marks-service';
import { SqliteDatabase, type SqliteOptions } from '../../lib/marks/sqlite';
import { localStorage } from '../../lib/storage/local';
import { TestClock } from './clock';
import { temporaryDirectory } from './runs';

type Options = Partial<SqliteOptions>;

/**
 * The marks of a data directory, a new one by default, on this thread; closed when the test is over. In `npm run test:postgres`, those of
 * a new database on a server.
 */
export async function openMarks(options: Options = {}) {
  const directory = options.directory ?? (await temporaryDirectory());
  const clock = new TestClock();
  const service = new MarksService(
    await open({ directory, isReadOnly: false, storage: localStorage, clock, ...options }),
    clock,
  );
  onTestFinished(() => service.close());
  return { service, directory, clock };
}

async function open(options: SqliteOptions): Promise<MarksDatabase> {
  const { SALIENT_TEST_POSTGRES: server } = process.env;
  if (server === undefined) return new SqliteDatabase(options);
  const { PostgresDatabase } = await import('../../lib/marks/postgres');
  const { default: pg } = await import('pg');
  const name = `marks_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new PostgresDatabase({ url: server.replace(/[^/]*$/, name), isReadOnly: options.isReadOnly });
}
/** A job of tests that is not in the database yet. */
export function jobAt(path: string, generation = 'aaaa0001', eventFile = 'events'): JobTarget {
  return { id: null, ref: { path, generation, eventFile } };
}

/** Samples whose pictures have checksums of a thousand and their ids. */
export function samples(...ids: number[]): SampleKeys {
  return { ids: Int32Array.from(ids), pictures: Uint32Array.from(ids, (id) => 1_000 + id) };
}

/** The target of a job as the database finds it. */
export async function targetOf(service: MarksService, { ref }: JobTarget): Promise<JobTarget> {
  const { job } = await service.find(ref);
  return { id: job?.id ?? null, ref };
}
