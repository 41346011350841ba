/** The problems that the files of a job can have. Each affects only what it names; everything else stays visible. */
export type ProblemCode =
  /** Bytes that are not a valid record; nothing after them can be read. */
  | 'corrupt-record'
  /** The run has finished, but its event file ends inside a record. */
  | 'cut-off'
  /** A record with correct checksums that is not an event. */
  | 'bad-event'
  /** A label id that is negative or has no name in the metadata. */
  | 'bad-label'
  /** An invalid probability, or a list of the wrong length. */
  | 'bad-inference'
  /** More of something than is indexed (`limits.ts`); the first ones are kept. */
  | 'too-many'
  /** A threshold that is not a probability; the previous one stays in effect. */
  | 'bad-threshold'
  /** Two writers of the job have recorded the same sample. */
  | 'shared-sample'
  /** A part of the event file that should exist does not, or is shorter than its writer says. */
  | 'missing-part'
  /** A part that exists twice, under two names. */
  | 'repeated-part'
  /** A part whose pictures are those of another job. */
  | 'foreign-part'
  /** The event file or its directory cannot be read. */
  | 'unreadable'
  /** Pictures that the event file names do not exist. */
  | 'missing-pictures'
  /** Pictures that the event file names cannot be read, or are outside the job's directory. */
  | 'unreadable-pictures'
  /** The manifest is not a JSON object. */
  | 'bad-manifest';

export interface Problem {
  code: ProblemCode;
  /** A sentence for the user. */
  message: string;
  /** Byte of the event file at which the record begins; null if the problem does not concern a record. */
  offset: number | null;
}

const MAX_PROBLEMS = 50;

/** The problems of a job: the first fifty, and the count of all. */
export class Problems {
  readonly list: Problem[] = [];
  count = 0;

  /** Notes that part of the job is left out. @param what there is too much of, and what is kept */
  tooMany(what: string, offset: number): void {
    this.add('too-many', `There are too many ${what}.`, offset);
  }

  /** Whether further problems are only counted. */
  get isFull(): boolean {
    return this.count >= MAX_PROBLEMS;
  }

  add(code: ProblemCode, message: string, offset: number | null = null): void {
    if (this.count++ < MAX_PROBLEMS) this.list.push({ code, message, offset });
  }
}
