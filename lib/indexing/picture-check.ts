import { join, posix } from 'node:path';
import { pause, systemClock } from '../clock';
import { pictureType } from '../image/picture';
import { type Job, LABEL_HAS_MAP } from '../job/job';
import { isStorageError, type Storage, type StorageError } from '../storage/storage';
import type { PictureCheck } from './index-answers';

/** Jobs with more pictures are sampled instead of checked completely: checking this many takes about three seconds, most of which the worker is free. */
const MAX_PICTURES = 50_000;

/** Consecutive samples that are checked together: writers put their pictures into the same few directories. */
const RUN = 200;

/** Number of samples whose paths are read in one step: a fraction of a millisecond of the worker. */
const ROWS_AT_ONCE = 16;

/** Of each picture, so many bytes are read: the longest signature of a format is shorter. */
const HEAD_BYTES = 32;

/** Number of pictures that are read without a pause: a few milliseconds, most of which the worker is free. */
const HEADS_AT_ONCE = 200;

/** Pause after each of these steps, milliseconds: the check has the lowest priority. */
const PAUSE_MS = 1;

/** Number of symbolic links that are resolved concurrently. */
const LINKS_IN_FLIGHT = 16;

/**
 * The rows of a job whose pictures are checked, in small batches: all of them, or if the job has too many pictures, runs of
 * consecutive rows that are spread evenly over it.
 *
 * @param limit maximum number of pictures to check
 */
export function* rowsToCheck(job: Job, limit = MAX_PICTURES): Generator<number[]> {
  const rows = job.samples.length;
  const share = Math.min(1, limit / Math.max(1, maxPicturesOf(job)));
  const runs = share === 1 ? 1 : Math.max(1, Math.floor((rows * share) / RUN));
  const length = share === 1 ? rows : Math.min(rows, RUN);
  for (let run = 0; run < runs; run++) {
    const start = runs === 1 ? 0 : Math.round((run * (rows - length)) / (runs - 1));
    for (let row = start; row < start + length; row += ROWS_AT_ONCE) {
      yield Array.from({ length: Math.min(ROWS_AT_ONCE, start + length - row) }, (_, index) => row + index);
    }
  }
}

/** An upper bound of the pictures that a job records: an original for each sample, and a map of every explainer for each mapped label. */
function maxPicturesOf(job: Job): number {
  const { flags } = job.labels.column;
  let maps = 0;
  for (let entry = 0; entry < job.labels.length; entry++) if (flags[entry] & LABEL_HAS_MAP) maps++;
  return job.samples.length + maps * job.explainers.list.length;
}

/** The pictures of a job, grouped by directory, to be checked together. */
export class RecordedPictures {
  /** Names by the path of their directory, relative to the job's directory. */
  readonly #names = new Map<string, Set<string>>();
  /** Paths that leave the job's directory. */
  readonly #outside = new Set<string>();
  #count = 0;

  /** Number of pictures with different paths. */
  get count(): number {
    return this.#count + this.#outside.size;
  }

  /** @param path as recorded, relative to the job's directory; an empty one is ignored */
  add(path: string): void {
    if (path === '') return;
    if (/^\.\.(\/|$)/.test(posix.normalize(path))) {
      this.#outside.add(path);
      return;
    }
    const normalised = posix.join('/', path).slice(1);
    const slash = normalised.lastIndexOf('/');
    const directory = normalised.slice(0, Math.max(0, slash));
    const names = this.#names.get(directory) ?? new Set();
    this.#names.set(directory, names);
    const before = names.size;
    names.add(normalised.slice(slash + 1));
    this.#count += names.size - before;
  }

  /**
   * Checks which of the pictures exist and are pictures, by their first bytes. Each directory is listed once; only names that are not
   * listed are looked up one by one.
   *
   * @param root the job's directory
   * @param linked where its data directory is, if that is a link: absolute and without links
   */
  async check(storage: Storage, root: string, linked?: string): Promise<Verdict> {
    const places = [await storage.resolve(root)];
    if (linked !== undefined) places.push(linked);
    const result = { missing: 0, unreadable: this.#outside.size };
    for (const [directory, names] of this.#names) {
      const found = await checkDirectory(storage, places, directory, names);
      result.missing += found.missing;
      result.unreadable += found.unreadable;
    }
    return result;
  }
}

type Verdict = Pick<PictureCheck, 'missing' | 'unreadable'>;

async function checkDirectory(
  storage: Storage,
  places: readonly string[],
  directory: string,
  names: ReadonlySet<string>,
): Promise<Verdict> {
  let path: string;
  try {
    path = await storage.resolve(join(places[0], directory));
  } catch (error) {
    return isMissing(asStorageError(error))
      ? { missing: names.size, unreadable: 0 }
      : { missing: 0, unreadable: names.size };
  }
  if (!isInside(places, path)) return { missing: 0, unreadable: names.size };
  const rest = new Set(names);
  const present: string[] = [];
  try {
    for await (const entries of storage.entries(path)) {
      for (const { name, kind } of entries) if (kind === 'file' && rest.delete(name)) present.push(join(path, name));
    }
  } catch (error) {
    asStorageError(error); // the files of a directory that cannot be listed may still be readable
  }
  const result = { missing: 0, unreadable: 0 };
  const others = [...rest].map((name) => join(path, name));
  for (const verdict of await lookUp(storage, places, others)) {
    if (verdict === 'missing' || verdict === 'unreadable') result[verdict]++;
    else present.push(verdict.path);
  }
  for (let start = 0; start < present.length; start += HEADS_AT_ONCE) {
    const heads = await storage.heads(present.slice(start, start + HEADS_AT_ONCE), HEAD_BYTES);
    for (const head of heads) {
      if (isStorageError(head)) result[isMissing(head) ? 'missing' : 'unreadable']++;
      else if (pictureType(head) === null) result.unreadable++;
    }
    await pause(systemClock, PAUSE_MS);
  }
  return result;
}

/** What is known of a file without reading it; `path` has no links. */
type Found = 'missing' | 'unreadable' | { path: string };

/** Looks up files one by one. */
async function lookUp(storage: Storage, places: readonly string[], paths: readonly string[]): Promise<Found[]> {
  const found: Found[] = [];
  const links: string[] = [];
  for (const [index, stat] of (await storage.statAll(paths)).entries()) {
    if (isStorageError(stat)) found.push(isMissing(stat) ? 'missing' : 'unreadable');
    else if (stat.kind === 'link') links.push(paths[index]);
    else found.push(stat.kind === 'file' ? { path: paths[index] } : 'unreadable');
  }
  for (let start = 0; start < links.length; start += LINKS_IN_FLIGHT) {
    const targets = links.slice(start, start + LINKS_IN_FLIGHT).map((path) => followLink(storage, places, path));
    found.push(...(await Promise.all(targets)));
  }
  return found;
}

async function followLink(storage: Storage, places: readonly string[], link: string): Promise<Found> {
  try {
    const path = await storage.resolve(link);
    return isInside(places, path) && (await storage.stat(path)).kind === 'file' ? { path } : 'unreadable';
  } catch (error) {
    return isMissing(asStorageError(error)) ? 'missing' : 'unreadable';
  }
}

/** Whether a path is in one of the directories in which pictures may be. */
function isInside(places: readonly string[], path: string): boolean {
  return places.some((place) => path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`));
}

function isMissing({ fault }: StorageError): boolean {
  return fault === 'not-found' || fault === 'bad-name';
}

/** The error itself; anything but a StorageError is thrown again. */
function asStorageError(error: unknown): StorageError {
  if (isStorageError(error)) return error;
  throw error;
}
