/*
 * Addresses of records in a job of many parts (docs/format.md, "A job of many parts"): the number of the part, times 2³⁸, and the byte
 * of that file. In a job of one file an address is a byte of the file.
 */

/** No part is longer, bytes. */
export const PART_BYTES = 2 ** 38;

/** The part that an address is in. */
export function partAt(address: number): number {
  return Math.floor(address / PART_BYTES);
}

/** The byte of its file that an address is. */
export function byteAt(address: number): number {
  return address % PART_BYTES;
}

/** A part as far as the job has to tell it from others. */
export interface JobPart {
  /** Name of the file. */
  name: string;
  writer: number;
  /** A number made of the name: equal on every machine, whatever the order in which parts were found. */
  mark: number;
  /** Whether its pictures are those of another job; missing before its first picture. */
  isForeign?: boolean;
}

/** The number that a part, and the data directory of its job, have in their names. */
const NUMBER_IN_NAME = /^events\.part\.(\d+)\./;
const NUMBER_IN_PATH = /^_explain_(\d+)\//;

/**
 * The parts of a job, by their number, and whether their order matters: whether two writers said something about the same thing, so that the
 * later one wins. Empty in a job of one file.
 */
export class JobParts {
  readonly list: JobPart[] = [];
  orderMatters = false;
  /** The writer that gave names first, and the one that gave a score; null before that. */
  namedBy: number | null = null;
  scoredBy: number | null = null;

  /** The writer of the record at an address. */
  writerAt(address: number): number {
    return this.list[partAt(address)]?.writer ?? 0;
  }

  /** Name of the part that an address is in; null in a job of one file. */
  nameAt(address: number): string | null {
    return this.list[partAt(address)]?.name ?? null;
  }

  /** The mark of the part that an address is in; 0 for the event file. */
  markAt(address: number): number {
    return this.list[partAt(address)]?.mark ?? 0;
  }

  /**
   * Notes that the writer of the record at an address gives names, or a threshold.
   *
   * @param isContinuation whether it makes no difference which of these and those before was read first: one list begins with the other
   */
  noteNamed(address: number, isContinuation: boolean): void {
    const writer = this.writerAt(address);
    this.orderMatters ||= !isContinuation && this.namedBy !== null && this.namedBy !== writer;
    this.namedBy ??= writer;
  }

  /** Looks at the first picture of a part. Returns the data directory that it is in where that is another job's, and null otherwise. */
  foreignDirectory(address: number, path: () => string): string | null {
    const part = this.list[partAt(address)];
    if (part === undefined || part.isForeign !== undefined) return null;
    const [own, other] = [NUMBER_IN_NAME.exec(part.name)?.[1], NUMBER_IN_PATH.exec(path())?.[1]];
    part.isForeign = own !== undefined && other !== undefined && own !== other;
    return part.isForeign ? `_explain_${other}` : null;
  }

  /** Notes that the writer of the record at an address gives a score. */
  noteScored(address: number): void {
    const writer = this.writerAt(address);
    this.orderMatters ||= this.scoredBy !== null && this.scoredBy !== writer;
    this.scoredBy ??= writer;
  }
}
