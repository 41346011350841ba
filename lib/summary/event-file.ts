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
