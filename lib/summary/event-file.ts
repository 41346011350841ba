/* File names of jobs (format.md §1). */

const EVENT_FILE_TIME = /summary\.(\d+)/;
const EVENT_FILE_END = '_explain';
const PART = /^events\.part\.(\d+)\.(\d{4,9})\.(\d{6,9})$/;

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

/**
 * The file with which the job among the names of a directory's files begins: its event file, or if there is none, the first of the parts, which stands
 * in for it. Null for no job.
 */
export function firstFile(names: readonly string[]): string | null {
  const eventFile = latestEventFile(names);
  if (eventFile !== null) return eventFile;
  const found = names.flatMap((name) => partNameOf(name) ?? []);
  const latest = found.reduce((most, { name }) => Math.max(most, jobTime(name)), 0);
  return found.filter(({ name }) => jobTime(name) === latest).sort(byOrder)[0]?.name ?? null;
}

/** The unix time in the name of an event file or a part, seconds. */
export function jobTime(name: string): number {
  return Number(timeIn(name));
}

/** The digits that the files of a job share. */
function timeIn(name: string): string {
  return PART.exec(name)?.[1] ?? EVENT_FILE_TIME.exec(name)?.[1] ?? '';
}

/** The directory next to an event file that holds its originals, heatmaps and manifest. */
export function dataDirectoryOf(eventFile: string): string {
  return `_explain_${timeIn(eventFile)}`;
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

/** The names, among those of the directories in a directory, that are those of files of a job there: a part, or an event file beside its data directory. */
export function namesOfFiles(directories: readonly string[]): string[] {
  const isOfJob = (name: string) => !Number.isNaN(eventFileTime(name)) && directories.includes(dataDirectoryOf(name));
  return directories.filter((name) => isPartName(name) || isOfJob(name));
}

/** What the name of a part says; null for other names, also that of an event file. */
export function partNameOf(name: string): PartName | null {
  const match = PART.exec(name);
  return match && { name, writer: Number(match[2]), number: Number(match[3]) };
}

/**
 * The parts of a job among the names of the files of its directory, in their order, without its first file (`firstFile`); and names that are left
 * out, because they are those of a part that has another name, or there are too many.
 */
export function partsOf(first: string, names: readonly string[]): { parts: PartName[]; leftOut: string[] } {
  const time = timeIn(first);
  const { writer: firstWriter, number: firstNumber } = partNameOf(first) ?? { writer: 0, number: 0 };
  const found = names
    .flatMap((name) => (name === first ? [] : (partNameOf(name) ?? [])))
    .filter(({ name }) => timeIn(name) === time)
    .sort(byOrder);
  const isRepeated = ({ writer, number }: PartName, index: number) =>
    (writer === firstWriter && number === firstNumber) ||
    (found[index - 1]?.writer === writer && found[index - 1].number === number);
  const parts = found.filter((part, index) => !isRepeated(part, index));
  const leftOut = found.filter(isRepeated).map(({ name }) => name);
  return { parts: parts.slice(0, MAX_PARTS), leftOut: [...leftOut, ...parts.slice(MAX_PARTS).map(({ name }) => name)] };
}

function byOrder(a: PartName, b: PartName): number {
  return a.writer - b.writer || a.number - b.number || a.name.length - b.name.length;
}
