import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../clock';
import { asideSamples, carryOver, listAside, removeAside } from './aside';
import { isUnread, type MarksDatabase, type ReadOnly, unreadBecause } from './database';
import { MarksError } from './faults';
import { type Imported, importText } from './import';
import { findJob, listFlags, setFlags } from './jobs';
import { markedSamples, markGroups, marksOf } from './marked';
import { forget, mark, undo, unmark } from './marking';
import type {
  AsideSample,
  Carried,
  FoundJob,
  JobFlags,
  JobMarks,
  JobRef,
  JobTarget,
  KnownJob,
  ListedNote,
  Mark,
  Marked,
  Note,
  NoteTarget,
  RankedSamples,
  SampleKeys,
  SampleMarks,
  View,
  Written,
} from './marks';
import { UNDO_WRITES } from './marks';
import { addMark, changeMark, listMarks, removeMark } from './names';
import { listNotes, noteOn, writeNote } from './notes';
import type { Db } from './schema';
import { type Cursor, exportPart, NO_LINES } from './transfer';
import { addView, changeView, listViews, removeView } from './views';

/** Lists of marked samples that are kept. */
const MAX_LISTS = 16;

const NO_SAMPLES: RankedSamples = {
  ids: new Int32Array(0),
  pictures: new Uint32Array(0),
  ranks: new Float32Array(0),
};

/** The requests that other threads can make about marks. Reads see everything that was written before them. */
export class MarksService {
  readonly #database: MarksDatabase;
  readonly #clock: Clock;
  readonly #lists = new LRUCache<string, RankedSamples>({ max: MAX_LISTS });
  readonly #groups = new LRUCache<string, { samples: SampleKeys; groups: Uint16Array }>({ max: MAX_LISTS });
  #hasForgotten = false;

  constructor(database: MarksDatabase, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The version of everything, and why nothing can be written; null if it can. */
  async state(): Promise<{ version: number; readOnly: ReadOnly | null }> {
    const readOnly = await this.#database.readOnly();
    if (isUnread(readOnly)) return { version: 0, readOnly };
    try {
      const version = await this.#read(0, async (db) => {
        const state = await db.selectFrom('state').select('version').executeTakeFirstOrThrow();
        return state.version;
      });
      return { version, readOnly };
    } catch (error) {
      if (!(error instanceof MarksError && error.name === 'MarksUnreachableError')) throw error;
      return { version: 0, readOnly: unreadBecause(error) };
    }
  }

  /** See `findJob`. */
  async find(ref: JobRef): Promise<FoundJob> {
    return this.#read({ job: null, marksVersion: 0 }, (db) => findJob(db, ref));
  }

  async marks(): Promise<Mark[]> {
    return this.#read([], listMarks);
  }

  async addMark(name: string, colour: string): Promise<Written<Mark>> {
    return this.#write((db, version) => addMark(db, version, name, colour));
  }

  async changeMark(id: number, change: { name?: string; colour?: string }, expected: number): Promise<Written<Mark>> {
    return this.#write((db, version) => changeMark(db, version, id, change, expected));
  }

  /** The version of the result can be undone. */
  async removeMark(id: number, expected: number): Promise<Written<Mark> & { version: number }> {
    return this.#write(async (db, version) => ({ ...(await removeMark(db, version, id, expected)), version }));
  }

  async mark(target: JobTarget, name: string, samples: SampleKeys): Promise<Marked> {
    return this.#write((db, version) => mark(db, version, target, name, samples, this.#clock.now()));
  }

  async unmark(target: JobTarget, name: string, samples: SampleKeys): Promise<Marked> {
    return this.#write((db, version) => unmark(db, version, target, name, samples, this.#clock.now()));
  }

  async undo(version: number): Promise<Marked> {
    return this.#write((db, own) => undo(db, own, version));
  }

  async marksOf(job: number, samples: SampleKeys): Promise<SampleMarks[]> {
    return this.#read([], (db) => marksOf(db, job, samples));
  }

  /**
   * See `markedSamples`.
   *
   * @param versions of the job and of the marks, as `find` has returned them
   */
  async markedSamples(
    job: number,
    names: readonly string[] | 'notes' | null,
    versions: string,
  ): Promise<RankedSamples> {
    const key = JSON.stringify([job, names, versions]);
    const kept = this.#lists.get(key);
    if (kept) return kept;
    const found = await this.#read(NO_SAMPLES, (db) => markedSamples(db, job, names));
    this.#lists.set(key, found);
    return found;
  }

  /** The samples of a job that have marks, once for each mark, whose number is in `groups`; see `markedSamples` for `versions`. */
  async markGroups(job: number, versions: string): Promise<{ samples: SampleKeys; groups: Uint16Array }> {
    const key = JSON.stringify([job, 'groups', versions]);
    const kept = this.#groups.get(key);
    if (kept) return kept;
    const none = { samples: NO_SAMPLES, groups: new Uint16Array(0) };
    const found = await this.#read(none, (db) => markGroups(db, job));
    this.#groups.set(key, found);
    return found;
  }

  /** How many samples of a job have each mark, and what is kept of other content at its path. */
  async jobMarks(target: JobTarget): Promise<JobMarks> {
    return this.#read({ marks: [], notes: 0, aside: [] }, async (db) => {
      const counts = await db
        .selectFrom('marked')
        .select('mark_id')
        .select((one) => one.fn.countAll<number>().as('samples'))
        .where('job_id', '=', target.id ?? -1)
        .where('removed', '=', 0)
        .groupBy('mark_id')
        .execute();
      const samples = new Map(counts.map(({ mark_id, samples }) => [mark_id, samples]));
      const { notes } = await db
        .selectFrom('notes')
        .select((one) => one.fn.countAll<number>().as('notes'))
        .where('job_id', '=', target.id ?? -1)
        .where('text', '!=', '')
        .executeTakeFirstOrThrow();
      const marks = (await listMarks(db)).map(({ id, name, colour }) => ({
        ...{ name, colour },
        samples: samples.get(id) ?? 0,
      }));
      return { marks, notes, aside: await listAside(db, target) };
    });
  }

  /** See `asideSamples`. */
  async asideSamples(target: JobTarget, former: number): Promise<{ samples: SampleKeys; first: AsideSample[] }> {
    return this.#read({ samples: NO_SAMPLES, first: [] as AsideSample[] }, (db) => asideSamples(db, target, former));
  }

  /** See `carryOver`. */
  async carryOver(
    target: JobTarget,
    former: number,
    samples: SampleKeys,
    explainers: readonly string[],
  ): Promise<Carried> {
    return this.#write((db, version) => carryOver(db, version, target, former, samples, explainers, this.#clock.now()));
  }

  /** See `removeAside`. */
  async removeAside(target: JobTarget, former: number): Promise<Carried> {
    return this.#write((db, version) => removeAside(db, version, target, former));
  }

  /** See `listFlags`; null if nothing has changed since the version `known`. */
  async flags(known: number): Promise<{ version: number; jobs: JobFlags[] } | null> {
    return this.#read({ version: 0, jobs: [] as JobFlags[] }, async (db) => {
      const { jobs_version } = await db.selectFrom('state').select('jobs_version').executeTakeFirstOrThrow();
      return jobs_version === known ? null : listFlags(db);
    });
  }

  async setFlags(
    target: JobTarget,
    flags: { starred?: boolean; hidden?: boolean },
    expected: number | null,
  ): Promise<Written<KnownJob>> {
    return this.#write((db, version) => setFlags(db, version, target, flags, expected, this.#clock.now()));
  }

  async note(job: number, on: NoteTarget): Promise<Note | null> {
    return this.#read(null, (db) => noteOn(db, job, on));
  }

  async notes(job: number, limit: number): Promise<ListedNote[]> {
    return this.#read([], (db) => listNotes(db, job, limit));
  }

  async writeNote(target: JobTarget, on: NoteTarget, text: string, expected: number): Promise<Written<Note>> {
    return this.#write((db, version) => writeNote(db, version, target, on, text, expected, this.#clock.now()));
  }

  async views(): Promise<View[]> {
    return this.#read([], listViews);
  }

  async addView(view: { name: string; address: string }): Promise<Written<View>> {
    return this.#write((db, version) => addView(db, version, view, this.#clock.now()));
  }

  async changeView(id: number, change: { name?: string; address?: string }, expected: number): Promise<Written<View>> {
    return this.#write((db, version) => changeView(db, version, id, change, expected));
  }

  async removeView(id: number, expected: number): Promise<Written<View>> {
    return this.#write((db) => removeView(db, id, expected));
  }

  /** `job`: the number of the only job whose marks and notes are exported; null for everything. */
  async exportPart(cursor: Cursor, job: number | null): Promise<{ text: string; next: Cursor }> {
    return this.#read(NO_LINES, (db) => exportPart(db, cursor, job));
  }

  async importText(text: string): Promise<Imported> {
    return this.#write((db, version) => importText(db, version, text, this.#clock.now()));
  }

  /** Closes the database; what was written is in its file. */
  async close(): Promise<void> {
    await this.#database.close();
  }

  #read<T>(none: T, read: (db: Db) => Promise<T>): Promise<T> {
    return this.#database.read(none, read);
  }

  #write<T>(write: (db: Db, version: number) => Promise<T>): Promise<T> {
    return this.#database.write(async (db, version) => {
      if (!this.#hasForgotten) await forget(db, version - UNDO_WRITES);
      this.#hasForgotten = true;
      return write(db, version);
    });
  }
}
