import { sql } from 'kysely';
import { nextTurn } from '../clock';
import type { FoundJob, JobFlags, JobRef, JobTarget, KnownJob, Written } from './marks';
import type { Db } from './schema';

/* Jobs in the database. A job is found by its path and its generation: it may move with its base directory, and grow. */

/** Jobs that are written between two turns of the thread. */
const JOBS_A_TURN = 64;

const COLUMNS = ['id', 'path', 'starred', 'hidden', 'version', 'content_version'] as const;

interface JobRow {
  id: number;
  path: string;
  starred: number;
  hidden: number;
  version: number;
  content_version: number;
}

function knownOf({ id, path, starred, hidden, version, content_version }: JobRow): KnownJob {
  return {
    ...{ id, path, version },
    starred: starred !== 0,
    hidden: hidden !== 0,
    contentVersion: content_version,
  };
}

/**
 * What is known about a job: under its path and generation; else under its path and event file, if it was written about before
 * anything of it could be read; else under a path that ends like its own, or the other way round, if that is the only one of its
 * generation: then a directory above or below the base directory was served before. In the last case the answer has another path, and the
 * caller must check that there is no job at it.
 */
export async function findJob(db: Db, ref: JobRef): Promise<FoundJob> {
  const { marks_version } = await db.selectFrom('state').select('marks_version').executeTakeFirstOrThrow();
  const row = await rowOf(db, ref);
  return { job: row ? knownOf(row) : null, marksVersion: marks_version };
}

async function rowOf(db: Db, { path, eventFile, generation }: JobRef): Promise<JobRow | undefined> {
  const here = await db
    .selectFrom('jobs')
    .select([...COLUMNS, 'generation'])
    .where('path', '=', path)
    .where((where) =>
      where.or([
        where('generation', '=', generation),
        where.and([where('generation', '=', ''), where('event_file', '=', eventFile)]),
      ]),
    )
    .orderBy('generation', 'desc')
    .execute();
  const exact = here.find((row) => row.generation === generation) ?? here[0];
  if (exact || generation === '') return exact;
  const others = await db.selectFrom('jobs').select(COLUMNS).where('generation', '=', generation).limit(20).execute();
  const moved = others.filter((row) => isBelow(row.path, path) || isBelow(path, row.path));
  return moved.length === 1 ? moved[0] : undefined;
}

/** Whether `longer` ends with the directories of `path`: `./nightly/run_1` with those of `./run_1`, and anything with those of `./`. */
function isBelow(longer: string, path: string): boolean {
  return path === './' || longer.endsWith(path.slice(1));
}

/** The number of a job whose path is its own in the database, too; null if there is none. */
async function idAt(db: Db, ref: JobRef): Promise<number | null> {
  const row = await rowOf(db, ref);
  return row?.path === ref.path ? row.id : null;
}

/** The number of a job, which is entered if it is not known yet. From now on its path is that of `target`. */
export async function ensureJob(db: Db, { id, ref }: JobTarget, now: number): Promise<number> {
  const { path, eventFile, generation } = ref;
  const known = id ?? (await idAt(db, ref));
  if (known !== null) {
    await db
      .updateTable('jobs')
      .set((one) => ({
        ...{ path, event_file: eventFile, written: now },
        generation: one.case().when('generation', '=', '').then(generation).else(one.ref('generation')).end(),
      }))
      .where('id', '=', known)
      .execute();
    return known;
  }
  const { id: added } = await db
    .insertInto('jobs')
    .values({
      ...{ path, generation, event_file: eventFile, starred: 0, hidden: 0 },
      ...{ version: 0, content_version: 0, written: now },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return added;
}

/** Notes that a write changed marks or notes of a job. */
export async function touchJob(db: Db, job: number, version: number): Promise<void> {
  await db.updateTable('jobs').set({ content_version: version }).where('id', '=', job).execute();
  await db.updateTable('state').set({ jobs_version: version }).execute();
}

/**
 * Sets flags of a job.
 *
 * @param expected the version that the caller has seen, 0 for none; null to write over any
 */
export async function setFlags(
  db: Db,
  version: number,
  target: JobTarget,
  flags: { starred?: boolean; hidden?: boolean },
  expected: number | null,
  now: number,
): Promise<Written<KnownJob>> {
  const job = await ensureJob(db, target, now);
  const before = await db.selectFrom('jobs').select(COLUMNS).where('id', '=', job).executeTakeFirstOrThrow();
  if (expected !== null && before.version !== expected) return { conflict: knownOf(before) };
  const { starred, hidden } = flags;
  const after = await db
    .updateTable('jobs')
    .set({
      version,
      ...(starred === undefined ? {} : { starred: Number(starred) }),
      ...(hidden === undefined ? {} : { hidden: Number(hidden) }),
    })
    .where('id', '=', job)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  await db.updateTable('state').set({ jobs_version: version }).execute();
  return { done: knownOf(after) };
}

/** Sets flags of a job that never had any; returns whether it is one. */
export async function setFirstFlags(
  db: Db,
  version: number,
  job: number,
  flags: { starred: boolean; hidden: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ version, starred: Number(flags.starred), hidden: Number(flags.hidden) })
    .where('id', '=', job)
    .where('version', '=', 0)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Notes that a write changed marks or notes of jobs. @param jobs their numbers, and when what they have was last written */
export async function touchJobs(db: Db, jobs: readonly { id: number; written: number }[], version: number) {
  for (const [k, { id, written }] of jobs.entries()) {
    if (k % JOBS_A_TURN === 0) await nextTurn();
    await db.updateTable('jobs').set({ content_version: version, written }).where('id', '=', id).execute();
  }
  if (jobs.length > 0) await db.updateTable('state').set({ jobs_version: version }).execute();
}

/** Everything that the list of jobs shows, of the jobs of which there is something; with the version that it is of. */
export async function listFlags(db: Db): Promise<{ version: number; jobs: JobFlags[] }> {
  const { jobs_version } = await db.selectFrom('state').select('jobs_version').executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('jobs')
    .leftJoin('notes', (join) => join.onRef('notes.job_id', '=', 'jobs.id').on('notes.kind', '=', 'job'))
    .select(['jobs.path', 'event_file', 'generation', 'starred', 'hidden', 'jobs.version', 'text'])
    .select((one) =>
      one
        .selectFrom('marked')
        .innerJoin('marks', 'marks.id', 'mark_id')
        .select(sql<number>`count(distinct sample)`.as('count'))
        .whereRef('marked.job_id', '=', 'jobs.id')
        .where('marks.removed', '=', 0)
        .where('marked.removed', '=', 0)
        .as('marked'),
    )
    .execute();
  const jobs = rows.map(({ path, event_file, generation, starred, hidden, version, text, marked }) => ({
    ...{ path, generation, version },
    eventFile: event_file,
    starred: starred !== 0,
    hidden: hidden !== 0,
    note: text || null,
    marked: marked ?? 0,
  }));
  return { version: jobs_version, jobs };
}
