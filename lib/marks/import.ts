import { nextTurn } from '../clock';
import { ensureJob, setFirstFlags, touchJobs } from './jobs';
import { type Line, parsedLines } from './lines';
import { CHUNK, giveAll, type MarkedRow } from './marking';
import type { JobRef, NoteTarget } from './marks';
import { addMark, markNamed } from './names';
import { addNotes, type NoteRow } from './notes';
import type { Db } from './schema';
import { addView } from './views';

/*
 * Import. The driver of SQLite is synchronous, so waiting for it leaves nobody a turn: every few lines, the thread answers others, and
 * gives back the memory of finished statements. Notes and marked samples are written many at a time.
 */

/** Lines between two turns of the thread: a line is a few statements at most. */
const LINES_A_TURN = 32;

/** Notes that are written in one statement; each may have some thousand characters. */
const NOTES = 100;

/** What an import has added. */
export interface Imported {
  marks: number;
  marked: number;
  jobs: number;
  notes: number;
  views: number;
  /** Notes and views that were not imported because there is another one in their place. */
  kept: number;
  version: number;
}

/** A job of the file: its number, and when something of it was last written. */
interface ImportedJob {
  id: number;
  written: number;
}

type LineOf<K extends Line['kind']> = Extract<Line, { kind: K }>;

/**
 * Adds everything that a file has. Nothing that is there is changed: a job keeps flags that it has, and what has another note or address
 * keeps it. Throws MarksLimitError for a file that is wrong; the caller then undoes the write.
 */
export async function importText(db: Db, version: number, text: string, now: number): Promise<Imported> {
  const run = new Import(db, version, now);
  let lines = 0;
  for (const line of parsedLines(text)) {
    if (lines++ % LINES_A_TURN === 0) await nextTurn();
    await run.add(line);
  }
  return run.end();
}

class Import {
  readonly #db: Db;
  readonly #version: number;
  readonly #now: number;
  readonly #added: Imported;
  readonly #jobs = new Map<string, ImportedJob>();
  /** Notes that wait to be written together. */
  #notes: NoteRow[] = [];
  /** Marked samples by their keys: they are written last, when the colours of marks are known. */
  readonly #marked = new Map<string, Omit<MarkedRow, 'mark'> & { name: string }>();

  constructor(db: Db, version: number, now: number) {
    this.#db = db;
    this.#version = version;
    this.#now = now;
    this.#added = { marks: 0, marked: 0, jobs: 0, notes: 0, views: 0, kept: 0, version };
  }

  async add(line: Line): Promise<void> {
    if (line.kind === 'mark') await this.#addMark(line.name, line.colour);
    else if (line.kind === 'job') await this.#addFlags(line);
    else if (line.kind === 'view') await this.#addView(line);
    else if (line.kind === 'note') await this.#addNote(line);
    else if (line.kind === 'marked') await this.#addMarked(line);
  }

  /** Writes what waits, and returns what was added. */
  async end(): Promise<Imported> {
    await this.#writeNotes();
    await this.#writeMarked();
    await touchJobs(this.#db, [...this.#jobs.values()], this.#version);
    return this.#added;
  }

  async #jobOf(ref: JobRef): Promise<ImportedJob> {
    const key = JSON.stringify([ref.path, ref.generation, ref.eventFile]);
    const known = this.#jobs.get(key);
    if (known) return known;
    const job = { id: await ensureJob(this.#db, { id: null, ref }, this.#now), written: this.#now };
    this.#jobs.set(key, job);
    return job;
  }

  async #addMark(name: string, colour: string): Promise<void> {
    if ('done' in (await addMark(this.#db, this.#version, name, colour))) this.#added.marks++;
  }

  async #addFlags({ job, starred, hidden }: LineOf<'job'>): Promise<void> {
    if (!starred && !hidden) return;
    const { id } = await this.#jobOf(job);
    if (await setFirstFlags(this.#db, this.#version, id, { starred, hidden })) this.#added.jobs++;
  }

  async #addView({ name, address }: LineOf<'view'>): Promise<void> {
    if ('done' in (await addView(this.#db, this.#version, { name, address }, this.#now))) this.#added.views++;
    else this.#added.kept++;
  }

  async #addNote(line: LineOf<'note'>): Promise<void> {
    const job = await this.#jobOf(line.job);
    job.written = line.time;
    this.#notes.push({ job: job.id, on: targetOf(line), text: line.text, time: line.time });
    if (this.#notes.length === NOTES) await this.#writeNotes();
  }

  async #writeNotes(): Promise<void> {
    if (this.#notes.length === 0) return;
    const added = await addNotes(this.#db, this.#version, this.#notes);
    this.#added.notes += added;
    this.#added.kept += this.#notes.length - added;
    this.#notes = [];
  }

  async #addMarked({ job: ref, sample, picture, mark: name, time }: LineOf<'marked'>): Promise<void> {
    const job = await this.#jobOf(ref);
    job.written = time;
    const key = `${job.id} ${sample} ${picture} ${name}`;
    if (!this.#marked.has(key)) this.#marked.set(key, { job: job.id, sample, picture, name, time });
  }

  async #writeMarked(): Promise<void> {
    const numbers = new Map<string, number>();
    let rows: MarkedRow[] = [];
    const write = async () => {
      await nextTurn();
      const { numAffectedRows = 0n } = await giveAll(this.#db, this.#version, rows);
      this.#added.marked += Number(numAffectedRows);
      rows = [];
    };
    for (const { name, ...row } of this.#marked.values()) {
      const mark = numbers.get(name) ?? (await this.#numberOf(name));
      numbers.set(name, mark);
      rows.push({ ...row, mark });
      if (rows.length === CHUNK) await write();
    }
    if (rows.length > 0) await write();
  }

  /** The number of a mark, which is added if it has no line of its own. */
  async #numberOf(name: string): Promise<number> {
    await this.#addMark(name, 'grey');
    return markNamed(this.#db, name);
  }
}

/** What a note is about. */
function targetOf({ sample, picture = 0, explainers }: LineOf<'note'>): NoteTarget {
  if (sample !== undefined) return { kind: 'sample', sample, picture };
  if (explainers) return { kind: 'pair', a: explainers[0], b: explainers[1] };
  return { kind: 'job' };
}
