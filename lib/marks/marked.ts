import type { RankedSamples, SampleKeys, SampleMarks } from './marks';
import type { Db } from './schema';

/* Which samples of a job have marks and notes. Only samples that still have the picture that was marked count. */

/** The marks and notes of some samples of a job, in the order of `samples`. */
export async function marksOf(db: Db, job: number, { ids, pictures }: SampleKeys): Promise<SampleMarks[]> {
  if (ids.length === 0) return [];
  const found = await db
    .selectFrom('marked')
    .innerJoin('marks', 'marks.id', 'mark_id')
    .select(['sample', 'picture', 'name'])
    .where('job_id', '=', job)
    .where('marked.removed', '=', 0)
    .where('marks.removed', '=', 0)
    .where('sample', 'in', [...ids])
    .orderBy('time')
    .orderBy('name')
    .execute();
  const notes = await db
    .selectFrom('notes')
    .select(['sample', 'picture', 'text'])
    .where('job_id', '=', job)
    .where('kind', '=', 'sample')
    .where('text', '!=', '')
    .where('sample', 'in', [...ids])
    .execute();
  const answers = new Map<string, SampleMarks>();
  const answerOf = (sample: number, picture: number) => {
    const key = `${sample} ${picture}`;
    const answer = answers.get(key) ?? { marks: [], note: null };
    answers.set(key, answer);
    return answer;
  };
  for (const { sample, picture, name } of found) answerOf(sample, picture).marks.push(name);
  for (const { sample, picture, text } of notes) answerOf(sample, picture).note = text;
  return Array.from(ids, (sample, k) => answerOf(sample, pictures[k]));
}

/**
 * The samples of a job that have one of some marks (null: any mark), or a note, ranked by when that was last given: samples that were
 * marked at once have the same rank.
 */
export async function markedSamples(
  db: Db,
  job: number,
  names: readonly string[] | 'notes' | null,
): Promise<RankedSamples> {
  const found =
    names === 'notes'
      ? await db
          .selectFrom('notes')
          .select(['sample', 'picture', 'updated as time'])
          .where('job_id', '=', job)
          .where('kind', '=', 'sample')
          .where('text', '!=', '')
          .orderBy('updated')
          .execute()
      : await db
          .selectFrom('marked')
          .innerJoin('marks', 'marks.id', 'mark_id')
          .select(['sample', 'picture', 'time'])
          .where('job_id', '=', job)
          .where('marked.removed', '=', 0)
          .where('marks.removed', '=', 0)
          .$if(names !== null, (query) => query.where('marks.name', 'in', [...(names ?? []), '']))
          .orderBy('time')
          .execute();
  const ids = new Int32Array(shared(4, found.length));
  const pictures = new Uint32Array(shared(4, found.length));
  const ranks = new Float32Array(shared(4, found.length));
  let rank = -1;
  let time = Number.NaN;
  for (const [k, row] of found.entries()) {
    if (row.time !== time) {
      rank++;
      time = row.time;
    }
    ids[k] = row.sample;
    pictures[k] = row.picture;
    ranks[k] = rank;
  }
  return { ids, pictures, ranks };
}

/** The samples of a job that have marks, once for each mark, whose number is in `groups`. */
export async function markGroups(db: Db, job: number): Promise<{ samples: SampleKeys; groups: Uint16Array }> {
  const found = await db
    .selectFrom('marked')
    .select(['sample', 'picture', 'mark_id'])
    .where('job_id', '=', job)
    .where('removed', '=', 0)
    .execute();
  const samples = { ids: new Int32Array(shared(4, found.length)), pictures: new Uint32Array(shared(4, found.length)) };
  const groups = new Uint16Array(shared(2, found.length));
  for (const [k, { sample, picture, mark_id }] of found.entries()) {
    samples.ids[k] = sample;
    samples.pictures[k] = picture;
    groups[k] = mark_id;
  }
  return { samples, groups };
}

/** Shared memory is not copied when it is sent to another thread. */
const shared = (bytes: number, count: number) => new SharedArrayBuffer(bytes * count);
