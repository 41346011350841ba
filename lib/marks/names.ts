import { MarksError } from './faults';
import { MAX_MARKS, type Mark, type Written } from './marks';
import type { Db } from './schema';

/* The marks themselves: their names and colours. */

const COLUMNS = ['id', 'name', 'colour', 'version'] as const;

/** All marks by name. */
export async function listMarks(db: Db): Promise<Mark[]> {
  return db.selectFrom('marks').select(COLUMNS).where('removed', '=', 0).orderBy('name').execute();
}

/** The number of a mark. Throws MarksUnknownError. */
export async function markNamed(db: Db, name: string): Promise<number> {
  const mark = await db
    .selectFrom('marks')
    .select('id')
    .where('name', '=', name)
    .where('removed', '=', 0)
    .executeTakeFirst();
  if (!mark)
    throw new MarksError('MarksUnknownError', `There is no mark "${name}"; it may have been removed or renamed.`);
  return mark.id;
}

/** Adds a mark. The conflict is one of the same name. */
export async function addMark(db: Db, version: number, name: string, colour: string): Promise<Written<Mark>> {
  const marks = await listMarks(db);
  const same = marks.find((mark) => mark.name === name);
  if (same) return { conflict: same };
  if (marks.length >= MAX_MARKS)
    throw new MarksError('MarksLimitError', `There are ${MAX_MARKS} marks already, which is the most.`);
  const done = await db
    .insertInto('marks')
    .values({ name, colour, version, removed: 0 })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  await changed(db, version);
  return { done };
}

/** Changes a mark that the caller has seen at a version. The conflict is its state, null if it is gone, or another one of the name. */
export async function changeMark(
  db: Db,
  version: number,
  id: number,
  change: { name?: string; colour?: string },
  expected: number,
): Promise<Written<Mark>> {
  const marks = await listMarks(db);
  const mark = marks.find((one) => one.id === id);
  if (mark?.version !== expected) return { conflict: mark ?? null };
  const same = marks.find((one) => one.id !== id && one.name === change.name);
  if (same) return { conflict: same };
  const done = await db
    .updateTable('marks')
    .set({ ...change, version })
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  await changed(db, version);
  return { done };
}

/** Removes a mark that the caller has seen at a version; samples keep it for the case that this is undone. */
export async function removeMark(db: Db, version: number, id: number, expected: number): Promise<Written<Mark>> {
  const mark = (await listMarks(db)).find((one) => one.id === id);
  if (mark?.version !== expected) return { conflict: mark ?? null };
  await db.updateTable('marks').set({ removed: version }).where('id', '=', id).execute();
  await changed(db, version);
  return { done: mark };
}

/** Notes that a write changed marks themselves. */
export async function changed(db: Db, version: number): Promise<void> {
  await db.updateTable('state').set({ marks_version: version, jobs_version: version }).execute();
}
