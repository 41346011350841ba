/** What can be wrong with a job's files; each is one thing that is bad, and everything else stays visible. */
export type ProblemCode =
  /** Bytes that are no record: nothing behind them can be read. */
  | 'corrupt-record'
  /** The run is over, but its event file ends inside a record. */
  | 'cut-off'
  /** A record whose checksums hold, but which is no event. */
  | 'bad-event'
  /** A label id that no label can have, or that the metadata does not name. */
  | 'bad-label'
  /** A probability, or a list of them, that cannot be used. */
  | 'bad-inference'
  /** A threshold that is no probability; the one before it holds. */
  | 'bad-threshold'
  /** The event file or its directory cannot be read. */
  | 'unreadable'
  /** Pictures that the event file names do not exist. */
  | 'missing-pictures'
  /** Pictures that the event file names cannot be read, or are outside the job's directory. */
  | 'unreadable-pictures'
  /** The manifest is no JSON object. */
  | 'bad-manifest';

export interface Problem {
  code: ProblemCode;
  /** A sentence for a person. */
  message: string;
  /** Byte of the event file at which the record begins, where the problem is one of a record. */
  offset: number | null;
}

const KEPT = 50;

/** The problems of a job: the first fifty, and how many there were. */
export class Problems {
  readonly list: Problem[] = [];
  count = 0;

  add(code: ProblemCode, message: string, offset: number | null = null): void {
    if (this.count++ < KEPT) this.list.push({ code, message, offset });
  }
}
