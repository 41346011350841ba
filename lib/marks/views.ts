import { MarksError } from './faults';
import { MAX_VIEWS, type View, type Written } from './marks';
import type { Db } from './schema';

/* Saved views: names of addresses. */

const COLUMNS = ['id', 'name', 'address', 'version', 'created'] as const;

/** All views by name. */
export async function listViews(db: Db): Promise<View[]> {
  return db.selectFrom('views').select(COLUMNS).orderBy('name').execute();
}

/** Saves a view. The conflict is one of the same name. */
export async function addView(
  db: Db,
  version: number,
  view: { name: string; address: string },
  now: number,
): Promise<Written<View>> {
  const views = await listViews(db);
  const same = views.find(({ name }) => name === view.name);
  if (same) return { conflict: same };
  if (views.length >= MAX_VIEWS)
    throw new MarksError('MarksLimitError', `There are ${MAX_VIEWS} saved views already, which is the most.`);
  const done = await db
    .insertInto('views')
    .values({ ...view, version, created: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return { done };
}

/** Changes a view that the caller has seen at a version. The conflict is its state, null if it is gone, or another one of the name. */
export async function changeView(
  db: Db,
  version: number,
  id: number,
  change: { name?: string; address?: string },
  expected: number,
): Promise<Written<View>> {
  const views = await listViews(db);
  const view = views.find((one) => one.id === id);
  if (view?.version !== expected) return { conflict: view ?? null };
  const same = views.find((one) => one.id !== id && one.name === change.name);
  if (same) return { conflict: same };
  const done = await db
    .updateTable('views')
    .set({ ...change, version })
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return { done };
}

/** Removes a view that the caller has seen at a version. */
export async function removeView(db: Db, id: number, expected: number): Promise<Written<View>> {
  const view = (await listViews(db)).find((one) => one.id === id);
  if (view?.version !== expected) return { conflict: view ?? null };
  await db.deleteFrom('views').where('id', '=', id).execute();
  return { done: view };
}
