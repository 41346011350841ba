/* What the database of marks is asked, and what it answers: plain objects, which are sent between threads. */

/** A job as it is now. */
export interface JobRef {
  /** Relative to the base directory, as in `./nightly/run_1`. */
  path: string;
  /** Name of its event file. */
  eventFile: string;
  /** See `IndexSnapshot.generation`; empty if nothing of it can be read. */
  generation: string;
}

/** A job, and its number in the database if it is there. */
export interface JobTarget {
  id: number | null;
  ref: JobRef;
}

/** What the database knows about a job. */
export interface KnownJob {
  id: number;
  /** Where it was when it was first marked; not its path if it was moved since. */
  path: string;
  starred: boolean;
  hidden: boolean;
  /** Of the flags. */
  version: number;
  /** The last write that changed its marks or notes. */
  contentVersion: number;
}

/** A job in the database, and the last write that changed a mark itself. */
export interface FoundJob {
  job: KnownJob | null;
  marksVersion: number;
}

export interface Mark {
  id: number;
  name: string;
  colour: string;
  version: number;
}

/** The samples of a job, with the checksums of the recorded paths of their originals. */
export interface SampleKeys {
  ids: Int32Array;
  pictures: Uint32Array;
}

/** Samples with values to sort by: 0 is the sample that was marked first. */
export interface RankedSamples extends SampleKeys {
  ranks: Float32Array;
}

/** What the database has about a sample. */
export interface SampleMarks {
  /** Names, in the order of marking. */
  marks: string[];
  note: string | null;
}

/** What was written; or, where somebody else was first, what is there now. */
export type Written<T> = { done: T } | { conflict: T | null };

export interface Marked {
  /** Samples that were changed: the others were as wanted already. */
  changed: number;
  /** Undo this version to restore what was before. */
  version: number;
}

/** What a note is about. */
export type NoteTarget =
  | { kind: 'job' }
  | { kind: 'sample'; sample: number; picture: number }
  /** The names of two explainers, in either order. */
  | { kind: 'pair'; a: string; b: string };

export interface Note {
  text: string;
  version: number;
  created: number;
  updated: number;
}

export type ListedNote = Note & { on: NoteTarget };

export interface View {
  id: number;
  name: string;
  address: string;
  version: number;
  created: number;
}

/** What the list of jobs shows of a job. */
export interface JobFlags {
  path: string;
  eventFile: string;
  generation: string;
  starred: boolean;
  hidden: boolean;
  note: string | null;
  version: number;
  /** Samples with a mark. */
  marked: number;
}

/** What is kept of a job that was at the same path before. */
export interface SetAside {
  id: number;
  path: string;
  generation: string;
  eventFile: string;
  /** Samples with a mark or a note. */
  samples: number;
  /** Notes on the job and on pairs of explainers. */
  notes: number;
  /** When something of it was last written, milliseconds since 1970. */
  written: number;
}

/** A sample of a job that was at the same path before. */
export type AsideSample = SampleMarks & { sample: number };

/** What was carried over from a job that was at the same path before, or removed. */
export interface Carried {
  /** Marks on samples. */
  marked: number;
  notes: number;
  /** Notes that stay aside because there is another one in their place. */
  kept: number;
  version: number;
}

/** Counts of a job. */
export interface JobMarks {
  marks: { name: string; colour: string; samples: number }[];
  notes: number;
  aside: SetAside[];
}

/** Limits, which keep lists short; those of texts are in `lib/api/mark-choices.ts`. */
export const MAX_MARKS = 100;
export const MAX_VIEWS = 500;
/** Writes that can be undone. */
export const UNDO_WRITES = 500;
