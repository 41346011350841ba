import { nextTurn } from '../clock';
import { MarksError } from './faults';
import { ensureJob, touchJob } from './jobs';
import { given, inChunks } from './marking';
import type { AsideSample, Carried, JobTarget, SampleKeys, SetAside } from './marks';
import { noteOn, writeNote } from './notes';
import type { Db, NoteKind } from './schema';

/* What is kept of a job that was replaced by another one at its path: it can be looked at, carried over to the new one, and removed. */

/** Former jobs that are listed. */
const MAX_JOBS = 20;

/** Samples of a former job that are listed. */
const MAX_LISTED = 200;

/** What is kept of other content at the path of a job, the last written first. */
export async function listAside(db: Db, { ref, id }: JobTarget): Promise<SetAside[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['id', 'path', 'generation', 'event_file', 'written'])
    .where('path', '=', ref.path)
    .where('id', '!=', id ?? -1)
    .orderBy('written', 'desc')
    .limit(MAX_JOBS)
    .execute();
  const found: SetAside[] = [];
  for (const { id: job, path, generation, event_file, written } of rows) {
    const samples = new Set([...(await markedRows(db, job)), ...(await noteRows(db, job, 'sample'))].map(sampleOf));
    const notes = (await noteRows(db, job, 'job')).length + (await noteRows(db, job, 'pair')).length;
    if (samples.size + notes > 0)
      found.push({ id: job, path, generation, eventFile: event_file, samples: samples.size, notes, written });
  }
  return found;
}

const sampleOf = ({ sample }: { sample: number }) => sample;

function markedRows(db: Db, job: number) {
  return db
    .selectFrom('marked')
    .innerJoin('marks', 'marks.id', 'mark_id')
    .select(['sample', 'picture', 'mark_id', 'name', 'time'])
    .where('job_id', '=', job)
    .where('marked.removed', '=', 0)
    .where('marks.removed', '=', 0)
    .orderBy('sample')
    .orderBy('time')
    .execute();
}

function noteRows(db: Db, job: number, kind: NoteKind) {
  return db
    .selectFrom('notes')
    .select(['sample', 'picture', 'a', 'b', 'text', 'updated'])
    .where('job_id', '=', job)
    .where('kind', '=', kind)
    .where('text', '!=', '')
    .orderBy('sample')
    .execute();
}

/** Throws MarksUnknownError unless `former` is the number of other content at the path of a job. */
async function checkAside(db: Db, { ref, id }: JobTarget, former: number): Promise<void> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', former)
    .where('path', '=', ref.path)
    .where('id', '!=', id ?? -1)
    .executeTakeFirst();
  if (!row) throw new MarksError('MarksUnknownError', `Nothing is set aside for this job under the number ${former}.`);
}

/** All samples of former content that have a mark or a note, and what the first of them have. Throws MarksUnknownError. */
export async function asideSamples(
  db: Db,
  target: JobTarget,
  former: number,
): Promise<{ samples: SampleKeys; first: AsideSample[] }> {
  await checkAside(db, target, former);
  const found = new Map<string, AsideSample & { picture: number }>();
  const of = ({ sample, picture }: { sample: number; picture: number }) => {
    const key = `${sample} ${picture}`;
    const own = found.get(key) ?? { sample, picture, marks: [], note: null };
    found.set(key, own);
    return own;
  };
  for (const row of await markedRows(db, former)) of(row).marks.push(row.name);
  for (const row of await noteRows(db, former, 'sample')) of(row).note = row.text;
  const all = [...found.values()].sort((a, b) => a.sample - b.sample);
  return {
    samples: { ids: Int32Array.from(all, sampleOf), pictures: Uint32Array.from(all, ({ picture }) => picture) },
    first: all.slice(0, MAX_LISTED).map(({ sample, marks, note }) => ({ sample, marks, note })),
  };
}

/**
 * Gives the marks and notes of former content to a job: those of samples to the samples of the same id. Nothing of the job is overwritten: a
 * note where it has another one stays aside, and so does what is about samples or explainers that it does not have. Undoing it puts the
 * marks, but not the notes, back.
 *
 * @param samples of the job, among those of `asideSamples`, with their pictures
 * @param explainers names of those of the job
 */
export async function carryOver(
  db: Db,
  version: number,
  target: JobTarget,
  former: number,
  { ids, pictures }: SampleKeys,
  explainers: readonly string[],
  now: number,
): Promise<Carried> {
  await checkAside(db, target, former);
  const job = await ensureJob(db, target, now);
  const pictureOf = new Map(Array.from(ids, (id, k) => [id, pictures[k]]));
  const byMark = new Map<number, Set<number>>();
  for (const { sample, mark_id } of await markedRows(db, former))
    if (pictureOf.has(sample)) byMark.set(mark_id, (byMark.get(mark_id) ?? new Set()).add(sample));
  let marked = 0;
  for (const [mark, samples] of byMark) {
    const keys = { ids: Int32Array.from(samples), pictures: Uint32Array.from(samples, (id) => pictureOf.get(id) ?? 0) };
    marked += await given(db, version, job, mark, keys, now);
    await inChunks(keys, (chunk) =>
      db
        .updateTable('marked')
        .set({ removed: version })
        .where('job_id', '=', former)
        .where('mark_id', '=', mark)
        .where('removed', '=', 0)
        .where(
          'sample',
          'in',
          chunk.map(({ id }) => id),
        )
        .executeTakeFirst()
        .then(({ numUpdatedRows }) => ({ numAffectedRows: numUpdatedRows })),
    );
  }
  let notes = 0;
  let kept = 0;
  for (const kind of ['job', 'pair', 'sample'] as const)
    for (const { sample, picture, a, b, text, updated } of await noteRows(db, former, kind)) {
      await nextTurn();
      if (kind === 'sample' && !pictureOf.has(sample)) continue;
      if (kind === 'pair' && !(explainers.includes(a) && explainers.includes(b))) continue;
      const targets = {
        job: { kind: 'job' },
        pair: { kind: 'pair', a, b },
        sample: { kind: 'sample', sample, picture: pictureOf.get(sample) ?? 0 },
      } as const;
      const on = targets[kind];
      const before = await noteOn(db, job, on);
      if (before !== null && before.text !== '') {
        kept++;
        continue;
      }
      await writeNote(db, version, { ...target, id: job }, on, text, before?.version ?? 0, updated);
      await db
        .updateTable('notes')
        .set({ text: '', version })
        .where('job_id', '=', former)
        .where('kind', '=', kind)
        .where('sample', '=', sample)
        .where('picture', '=', picture)
        .where('a', '=', a)
        .where('b', '=', b)
        .execute();
      notes++;
    }
  await touchJob(db, job, version);
  await touchJob(db, former, version);
  return { marked, notes, kept, version };
}

/** Removes the marks and notes of former content. Undoing it restores the marks, but not the notes. Throws MarksUnknownError. */
export async function removeAside(db: Db, version: number, target: JobTarget, former: number): Promise<Carried> {
  await checkAside(db, target, former);
  const marked = await db
    .updateTable('marked')
    .set({ removed: version })
    .where('job_id', '=', former)
    .where('removed', '=', 0)
    .executeTakeFirst();
  const notes = await db
    .updateTable('notes')
    .set({ text: '', version })
    .where('job_id', '=', former)
    .where('text', '!=', '')
    .executeTakeFirst();
  await touchJob(db, former, version);
  return { marked: Number(marked.numUpdatedRows), notes: Number(notes.numUpdatedRows), kept: 0, version };
}
