/* File names of jobs (format.md §1). */

const EVENT_FILE_TIME = /summary\.(\d+)/;
const EVENT_FILE_END = '_explain';

/** The unix time in an event file's name, seconds; NaN for other names. */
export function eventFileTime(name: string): number {
  const digits = name.endsWith(EVENT_FILE_END) ? EVENT_FILE_TIME.exec(name)?.[1] : undefined;
  return digits === undefined ? Number.NaN : Number(digits);
}

/** The latest event file among the names of a directory's files: the greatest time, then the last name. Null for none. */
export function latestEventFile(names: readonly string[]): string | null {
  let latest: string | null = null;
  let latestTime = Number.NEGATIVE_INFINITY;
  for (const name of names) {
    const time = eventFileTime(name);
    if (time > latestTime || (time === latestTime && latest !== null && name > latest)) {
      latest = name;
      latestTime = time;
    }
  }
  return latest;
}

/** The directory next to an event file that holds its originals, heatmaps and manifest. */
export function dataDirectoryOf(eventFile: string): string {
  return `_explain_${EVENT_FILE_TIME.exec(eventFile)?.[1] ?? ''}`;
}

/** Whether a name is that of a data directory, which contains no jobs. */
export function isDataDirectory(name: string): boolean {
  return /^_explain_\d+$/.test(name);
}

const MANIFEST_OF_WRITER = /^manifest\.(\d{4,9})\.json$/;

/** The writer whose manifest has this name; null for other names. */
export function writerOfManifest(name: string): number | null {
  const digits = MANIFEST_OF_WRITER.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

const PART = /^events\.part\.(\d+)\.(\d{4,9})\.(\d{6,9})$/;

/** So many parts of a job are read. */
export const MAX_PARTS = 10_000;

/** The name of a part of a job other than its event file (format.md, "A job of many parts"). */
export interface PartName {
  name: string;
  writer: number;
  /** Its number among the parts of its writer, from 0. */
  number: number;
}

/** Whether a name is that of a part. */
export function isPartName(name: string): boolean {
  return PART.test(name);
}

/**
 * The parts of an event file among the names of the files of its directory, in their order; and names that are left out, because they
 * are those of a part that has another name, or there are too many.
 */
export function partsOf(eventFile: string, names: readonly string[]): { parts: PartName[]; leftOut: string[] } {
  const time = EVENT_FILE_TIME.exec(eventFile)?.[1];
  const found: PartName[] = [];
  for (const name of names) {
    const match = PART.exec(name);
    if (match?.[1] === time) found.push({ name, writer: Number(match?.[2]), number: Number(match?.[3]) });
  }
  found.sort((a, b) => a.writer - b.writer || a.number - b.number || a.name.length - b.name.length);
  const isRepeated = ({ writer, number }: PartName, index: number) =>
    (writer === 0 && number === 0) || (found[index - 1]?.writer === writer && found[index - 1].number === number);
  const parts = found.filter((part, index) => !isRepeated(part, index));
  const leftOut = found.filter(isRepeated).map(({ name }) => name);
  return { parts: parts.slice(0, MAX_PARTS), leftOut: [...leftOut, ...parts.slice(MAX_PARTS).map(({ name }) => name)] };
}
