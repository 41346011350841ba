import { sql } from 'kysely';
import { nextTurn } from '../clock';
import { ensureJob, touchJob } from './jobs';
import type { JobTarget, Marked, SampleKeys } from './marks';
import { changed, markNamed } from './names';
import type { Db } from './schema';

/* Marks on samples. Only samples that still have the picture that was marked count. */

/** Samples that are written in one statement: few enough that reads between two of them wait for a few milliseconds. */
export const CHUNK = 400;

/** Writes samples chunk by chunk; returns the number of rows that were changed. Reads may come in between. */
export async function inChunks(
  { ids, pictures }: SampleKeys,
  write: (samples: { id: number; picture: number }[]) => Promise<{ numAffectedRows?: bigint }>,
): Promise<number> {
  let changed = 0;
  for (let start = 0; start < ids.length; start += CHUNK) {
    if (start > 0) await nextTurn();
    const length = Math.min(CHUNK, ids.length - start);
    const chunk = Array.from({ length }, (_, k) => ({ id: ids[start + k], picture: pictures[start + k] }));
    const { numAffectedRows = 0n } = await write(chunk);
    changed += Number(numAffectedRows);
  }
  return changed;
}

/** Gives a mark to samples. Throws MarksUnknownError. */
export async function mark(
  db: Db,
  version: number,
  target: JobTarget,
  name: string,
  samples: SampleKeys,
  now: number,
): Promise<Marked> {
  const markId = await markNamed(db, name);
  const job = await ensureJob(db, target, now);
  const changed = await given(db, version, job, markId, samples, now);
  await touchJob(db, job, version);
  return { changed, version };
}

/** Gives a mark to samples of a job; returns how many did not have it. */
export function given(
  db: Db,
  version: number,
  job: number,
  markId: number,
  samples: SampleKeys,
  now: number,
): Promise<number> {
  return inChunks(samples, (chunk) =>
    giveAll(
      db,
      version,
      chunk.map(({ id, picture }) => ({ job, sample: id, picture, mark: markId, time: now })),
    ),
  );
}

/** A mark on a sample, with the numbers of its job and of the mark. */
export interface MarkedRow {
  job: number;
  sample: number;
  picture: number;
  mark: number;
  time: number;
}

/** Gives marks to samples, at most `CHUNK` different rows, in one statement. */
export function giveAll(db: Db, version: number, rows: readonly MarkedRow[]) {
  const values = rows.map(
    ({ job, sample, picture, mark, time }) => sql`(${job}, ${sample}, ${picture}, ${mark}, ${time}, ${version}, 0)`,
  );
  return sql`
    insert into marked (job_id, sample, picture, mark_id, time, added, removed)
    values ${sql.join(values)}
    on conflict (job_id, sample, picture, mark_id)
    do update set time = excluded.time, added = excluded.added, removed = 0 where marked.removed <> 0`.execute(db);
}

/** Takes a mark from samples. Throws MarksUnknownError. */
export async function unmark(
  db: Db,
  version: number,
  target: JobTarget,
  name: string,
  samples: SampleKeys,
  now: number,
): Promise<Marked> {
  const markId = await markNamed(db, name);
  const job = await ensureJob(db, target, now);
  const changed = await inChunks(samples, (chunk) => {
    // In a list of values, Postgres takes numbers for text unless their type is given.
    const rows = chunk.map(({ id, picture }) => sql`(cast(${id} as bigint), cast(${picture} as bigint))`);
    return sql`
      update marked set removed = ${version}
      where job_id = ${job} and mark_id = ${markId} and removed = 0
        and (sample, picture) in (values ${sql.join(rows)})`.execute(db);
  });
  await touchJob(db, job, version);
  return { changed, version };
}

/**
 * Undoes the write of a version that marked samples, took marks from them, or removed a mark. What others have changed since stays as
 * it is. Undoing this in turn restores what the write did.
 */
export async function undo(db: Db, version: number, undone: number): Promise<Marked> {
  const jobs = await db
    .selectFrom('marked')
    .select('job_id')
    .distinct()
    .where((where) => where.or([where('added', '=', undone), where('removed', '=', undone)]))
    .execute();
  const restored = await db
    .updateTable('marked')
    .set({ removed: 0, added: version })
    .where('removed', '=', undone)
    .executeTakeFirst();
  const taken = await db
    .updateTable('marked')
    .set({ removed: version })
    .where('added', '=', undone)
    .where('removed', '=', 0)
    .executeTakeFirst();
  for (const { job_id } of jobs) await touchJob(db, job_id, version);
  const marks = await db
    .updateTable('marks')
    .set({ removed: 0, version })
    .where('removed', '=', undone)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('marks as other')
            .select('other.id')
            .whereRef('other.name', '=', 'marks.name')
            .where('other.removed', '=', 0),
        ),
      ),
    )
    .executeTakeFirst();
  if (marks.numUpdatedRows > 0n) await changed(db, version);
  return { changed: Number(restored.numUpdatedRows + taken.numUpdatedRows), version };
}

/** Forgets what was removed so long ago that it cannot be undone. */
export async function forget(db: Db, before: number): Promise<void> {
  await db.deleteFrom('marked').where('removed', '>', 0).where('removed', '<', before).execute();
  const gone = db.selectFrom('marks').select('id').where('removed', '>', 0).where('removed', '<', before);
  await db.deleteFrom('marked').where('mark_id', 'in', gone).execute();
  await db.deleteFrom('marks').where('removed', '>', 0).where('removed', '<', before).execute();
}
