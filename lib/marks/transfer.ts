import { sql } from 'kysely';
import { MARK_COLOURS } from '../api/mark-choices';
import { checksumText, formatLines, LINES_VERSION, type WrittenLine } from './lines';
import type { JobRef } from './marks';
import { listMarks } from './names';
import type { Db } from './schema';
import { listViews } from './views';

/* Export; `import.ts` is the other way. */

/** Marked samples of a part of an export. */
const PART = 5_000;

/** Where an export goes on: after the last marked sample of a part; null at its beginning. */
export type Cursor = { job: number; sample: number; picture: number; mark: number } | null;

const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();

interface JobColumns {
  path: string;
  generation: string;
  event_file: string;
}

const jobOf = ({ path, generation, event_file }: JobColumns): JobRef => ({ path, generation, eventFile: event_file });

const FIRST_LINE: WrittenLine = { kind: 'salient-marks', version: LINES_VERSION };

/** The export of no marks. */
export const NO_LINES = { text: formatLines([FIRST_LINE]), next: null };

/**
 * The lines from `cursor` on, and where the next part begins; null after the last one.
 *
 * @param only the number of the only job whose marks and notes are exported; null for everything
 */
export async function exportPart(db: Db, cursor: Cursor, only: number | null): Promise<{ text: string; next: Cursor }> {
  const lines: WrittenLine[] = cursor === null ? await headLines(db, only) : [];
  const { job, sample, picture, mark: markId } = cursor ?? { job: 0, sample: 0, picture: 0, mark: 0 };
  const rows = await db
    .selectFrom('marked')
    .innerJoin('marks', 'marks.id', 'mark_id')
    .innerJoin('jobs', 'jobs.id', 'job_id')
    .select(['job_id', 'sample', 'picture', 'mark_id', 'time', 'marks.name', 'path', 'generation', 'event_file'])
    .where('marked.removed', '=', 0)
    .where('marks.removed', '=', 0)
    .$if(only !== null, (query) => query.where('job_id', '=', only))
    .$if(cursor !== null, (query) =>
      query.where(sql<boolean>`(job_id, sample, picture, mark_id) > (${job}, ${sample}, ${picture}, ${markId})`),
    )
    .orderBy('job_id')
    .orderBy('sample')
    .orderBy('picture')
    .orderBy('mark_id')
    .limit(PART)
    .execute();
  for (const row of rows)
    lines.push({
      kind: 'marked',
      job: jobOf(row),
      sample: row.sample,
      picture: checksumText(row.picture),
      mark: row.name,
      time: isoTime(row.time),
    });
  const last = rows.length === PART ? rows[PART - 1] : null;
  const next = last && { job: last.job_id, sample: last.sample, picture: last.picture, mark: last.mark_id };
  return { text: formatLines(lines), next };
}

/** A colour that this version knows: a newer one may have written others. */
const colourOf = (colour: string) => MARK_COLOURS.find((known) => known === colour) ?? 'grey';

/** Everything but the marked samples; of one job only its notes, and all marks. */
async function headLines(db: Db, only: number | null): Promise<WrittenLine[]> {
  const lines = [FIRST_LINE];
  for (const { name, colour } of await listMarks(db)) lines.push({ kind: 'mark', name, colour: colourOf(colour) });
  const jobs = await db
    .selectFrom('jobs')
    .selectAll()
    .$if(only !== null, (query) => query.where('id', '=', only))
    .orderBy('path')
    .execute();
  for (const row of jobs)
    lines.push({ kind: 'job', job: jobOf(row), starred: row.starred !== 0, hidden: row.hidden !== 0 });
  const notes = await db
    .selectFrom('notes')
    .innerJoin('jobs', 'jobs.id', 'job_id')
    .selectAll('notes')
    .select(['path', 'generation', 'event_file'])
    .where('text', '!=', '')
    .$if(only !== null, (query) => query.where('job_id', '=', only))
    .orderBy('job_id')
    .orderBy('sample')
    .execute();
  for (const { kind, sample, picture, a, b, text, updated, ...job } of notes)
    lines.push({
      kind: 'note',
      job: jobOf(job),
      ...(kind === 'sample' ? { sample, picture: checksumText(picture) } : {}),
      ...(kind === 'pair' ? { explainers: [a, b] } : {}),
      text,
      time: isoTime(updated),
    });
  if (only === null) for (const { name, address } of await listViews(db)) lines.push({ kind: 'view', name, address });
  return lines;
}
