import { ensureJob, touchJob } from './jobs';
import type { JobTarget, ListedNote, Note, NoteTarget, Written } from './marks';
import type { Db } from './schema';

/* Notes on a job, on a sample, and on a pair of explainers. A note that was removed keeps its version, with an empty text. */

const COLUMNS = ['text', 'version', 'created', 'updated'] as const;

/** The key of a note in its job. */
function keyOf(on: NoteTarget) {
  const [a, b] = on.kind === 'pair' ? [on.a, on.b].sort() : ['', ''];
  const { sample, picture } = on.kind === 'sample' ? on : { sample: 0, picture: 0 };
  return { kind: on.kind, sample, picture, a, b };
}

function select(db: Db, job: number, on: NoteTarget) {
  const { kind, sample, picture, a, b } = keyOf(on);
  return db
    .selectFrom('notes')
    .select(COLUMNS)
    .where('job_id', '=', job)
    .where('kind', '=', kind)
    .where('sample', '=', sample)
    .where('picture', '=', picture)
    .where('a', '=', a)
    .where('b', '=', b)
    .executeTakeFirst();
}

/** A note; null if there is none and there was none. The text of one that was removed is empty. */
export async function noteOn(db: Db, job: number, on: NoteTarget): Promise<Note | null> {
  return (await select(db, job, on)) ?? null;
}

/**
 * Writes a note, or removes it by an empty text.
 *
 * @param expected the version that the caller has seen, 0 for none
 */
export async function writeNote(
  db: Db,
  version: number,
  target: JobTarget,
  on: NoteTarget,
  text: string,
  expected: number,
  now: number,
): Promise<Written<Note>> {
  const job = await ensureJob(db, target, now);
  const before = await select(db, job, on);
  if ((before?.version ?? 0) !== expected) return { conflict: before ?? null };
  const note = { text, version, created: before?.text ? before.created : now, updated: now };
  await db
    .insertInto('notes')
    .values({ job_id: job, ...keyOf(on), ...note })
    .onConflict((conflict) => conflict.columns(['job_id', 'kind', 'sample', 'picture', 'a', 'b']).doUpdateSet(note))
    .execute();
  await touchJob(db, job, version);
  return { done: note };
}

/** A note, the number of its job, and when it was written. */
export interface NoteRow {
  job: number;
  on: NoteTarget;
  text: string;
  time: number;
}

/** Adds notes in one statement, except where there is or was another one; returns how many. */
export async function addNotes(db: Db, version: number, notes: readonly NoteRow[]): Promise<number> {
  const rows = notes.map(({ job, on, text, time }) => ({
    ...{ job_id: job, ...keyOf(on) },
    ...{ text, version, created: time, updated: time },
  }));
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('notes')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['job_id', 'kind', 'sample', 'picture', 'a', 'b']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows);
}

/** The notes of a job, the last written ones first. */
export async function listNotes(db: Db, job: number, limit: number): Promise<ListedNote[]> {
  const rows = await db
    .selectFrom('notes')
    .select([...COLUMNS, 'kind', 'sample', 'picture', 'a', 'b'])
    .where('job_id', '=', job)
    .where('text', '!=', '')
    .orderBy('updated', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ kind, sample, picture, a, b, ...note }) => ({
    ...note,
    on: kind === 'sample' ? { kind, sample, picture } : kind === 'pair' ? { kind, a, b } : { kind },
  }));
}
