import {
  type ColumnDataType,
  type ColumnDefinitionBuilder,
  type Generated,
  type Kysely,
  type RawBuilder,
  sql,
} from 'kysely';

/*
 * The tables of the database. Times are milliseconds since 1970. A `version` is the number of the write that made a row what it is:
 * writes are counted in `state`, so a greater version is a later one. What was removed stays with the version of its removal, so that it
 * can be restored.
 */

/** A single row. */
interface StateTable {
  id: number;
  schema: number;
  /** Number of writes so far. */
  version: number;
  /** The last write that changed a mark itself: its name, its colour, or whether there is one. */
  marks_version: number;
  /** The last write that changed what the list of jobs shows. */
  jobs_version: number;
}

interface MarksTable {
  id: Generated<number>;
  name: string;
  colour: string;
  version: number;
  /** 0 if it has not been removed. */
  removed: number;
}

interface JobsTable {
  id: Generated<number>;
  /** Relative to the base directory, as in `./nightly/run_1`. */
  path: string;
  event_file: string;
  /** Of the job, see `IndexSnapshot.generation`; empty if nothing could be read. */
  generation: string;
  starred: number;
  hidden: number;
  version: number;
  /** The last write that changed marks or notes of the job. */
  content_version: number;
  /** When something of it was last written. */
  written: number;
}

interface MarkedTable {
  job_id: number;
  sample: number;
  /** Checksum of the recorded path of its original. */
  picture: number;
  mark_id: number;
  time: number;
  added: number;
  /** 0 if it has not been removed. */
  removed: number;
}

export type NoteKind = 'job' | 'sample' | 'pair';

interface NotesTable {
  job_id: number;
  kind: NoteKind;
  /** Of a sample; 0 for other notes. */
  sample: number;
  picture: number;
  /** The names of two explainers, in alphabetical order; empty for other notes. */
  a: string;
  b: string;
  /** Empty if the note was removed. */
  text: string;
  version: number;
  created: number;
  updated: number;
}

interface ViewsTable {
  id: Generated<number>;
  name: string;
  address: string;
  version: number;
  created: number;
}

export interface Tables {
  state: StateTable;
  marks: MarksTable;
  jobs: JobsTable;
  marked: MarkedTable;
  notes: NotesTable;
  views: ViewsTable;
}

export type Db = Kysely<Tables>;

/** The types of columns of a kind of database. Integers have 64 bits; texts are ordered by their code points. */
export interface ColumnTypes {
  number: ColumnDataType;
  text: ColumnDataType | RawBuilder<unknown>;
  /** Makes a column of numbers the key of a table, which counts up. */
  key(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
}

export const SQLITE_TYPES: ColumnTypes = {
  number: 'integer',
  text: 'text',
  key: (column) => column.primaryKey().autoIncrement(),
};

export const POSTGRES_TYPES: ColumnTypes = {
  number: 'bigint',
  text: sql`text collate "C"`,
  key: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
};

/** A step from one version of the schema to the next. */
export type Upgrade = (db: Db, types: ColumnTypes) => Promise<void>;

/** The steps that make a database; the version of the schema is their number. */
export const UPGRADES: readonly Upgrade[] = [first];

async function first(db: Db, types: ColumnTypes): Promise<void> {
  const { schema } = db;
  const number = (name: string) => [name, types.number, (column: ColumnDefinitionBuilder) => column.notNull()] as const;
  const text = (name: string) => [name, types.text, (column: ColumnDefinitionBuilder) => column.notNull()] as const;
  const key = ['id', types.number, types.key] as const;
  await schema
    .createTable('state')
    .addColumn('id', types.number, (column) => column.primaryKey())
    .addColumn(...number('schema'))
    .addColumn(...number('version'))
    .addColumn(...number('marks_version'))
    .addColumn(...number('jobs_version'))
    .execute();
  await db.insertInto('state').values({ id: 1, schema: 0, version: 0, marks_version: 0, jobs_version: 0 }).execute();
  await schema
    .createTable('marks')
    .addColumn(...key)
    .addColumn(...text('name'))
    .addColumn(...text('colour'))
    .addColumn(...number('version'))
    .addColumn(...number('removed'))
    .execute();
  await schema
    .createIndex('marks_by_name')
    .unique()
    .on('marks')
    .column('name')
    .where(sql.ref('removed'), '=', sql.lit(0))
    .execute();
  await schema
    .createTable('jobs')
    .addColumn(...key)
    .addColumn(...text('path'))
    .addColumn(...text('event_file'))
    .addColumn(...text('generation'))
    .addColumn(...number('starred'))
    .addColumn(...number('hidden'))
    .addColumn(...number('version'))
    .addColumn(...number('content_version'))
    .addColumn(...number('written'))
    .execute();
  await schema.createIndex('jobs_by_path').unique().on('jobs').columns(['path', 'generation', 'event_file']).execute();
  await schema.createIndex('jobs_by_generation').on('jobs').column('generation').execute();
  await schema
    .createTable('marked')
    .addColumn(...number('job_id'))
    .addColumn(...number('sample'))
    .addColumn(...number('picture'))
    .addColumn(...number('mark_id'))
    .addColumn(...number('time'))
    .addColumn(...number('added'))
    .addColumn(...number('removed'))
    .addPrimaryKeyConstraint('marked_key', ['job_id', 'sample', 'picture', 'mark_id'])
    .execute();
  await schema.createIndex('marked_by_mark').on('marked').columns(['mark_id', 'job_id']).execute();
  await schema
    .createTable('notes')
    .addColumn(...number('job_id'))
    .addColumn(...text('kind'))
    .addColumn(...number('sample'))
    .addColumn(...number('picture'))
    .addColumn(...text('a'))
    .addColumn(...text('b'))
    .addColumn(...text('text'))
    .addColumn(...number('version'))
    .addColumn(...number('created'))
    .addColumn(...number('updated'))
    .addPrimaryKeyConstraint('notes_key', ['job_id', 'kind', 'sample', 'picture', 'a', 'b'])
    .execute();
  await schema
    .createTable('views')
    .addColumn(...key)
    .addColumn(...text('name'))
    .addColumn(...text('address'))
    .addColumn(...number('version'))
    .addColumn(...number('created'))
    .execute();
  await schema.createIndex('views_by_name').unique().on('views').column('name').execute();
}
