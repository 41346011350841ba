import { displayName } from '../file-name';

/**
 * Access to the files of jobs: directories that can be listed and files that can be read in ranges. `local.ts` is the disk, and the only
 * place that touches it; `object-storage.ts` is a bucket of an object store. In paths and names, bytes that are not UTF-8 are as in
 * `file-name.ts`.
 */
export interface Storage {
  /** The path with every symbolic link resolved. Throws StorageError. */
  resolve(path: string): Promise<string>;
  /** The entries of a directory, in no order. Throws StorageError. */
  list(path: string): Promise<DirectoryEntry[]>;
  /** As `list`, but in batches, so that a directory of a million files is never in memory as a whole. Throws StorageError. */
  entries(path: string): AsyncIterable<DirectoryEntry[]>;
  /** The metadata of a path itself; a symbolic link is not followed. Throws StorageError. */
  stat(path: string): Promise<FileStat>;
  /** The metadata of many paths, in the same order; an error stands in the place of a path that has none. */
  statAll(paths: readonly string[]): Promise<(FileStat | StorageError)[]>;
  /**
   * The first bytes of many files, in the same order and up to `length` of each; an error stands in the place of a file that cannot be
   * read. A symbolic link is not followed.
   */
  heads(paths: readonly string[], length: number): Promise<(Uint8Array | StorageError)[]>;
  /**
   * Opens a regular file for reading; a symbolic link in its place is not followed. Throws StorageError.
   *
   * @param listed what a listing said of it: an object store is then not asked again
   */
  open(path: string, listed?: FileStat): Promise<StoredFile>;
  /**
   * Opens the regular file at `relative` inside `root`. Symbolic links are followed as long as the file they lead to is inside `root`, or
   * inside `linked`. Throws StorageError: `outside` where it is not.
   *
   * @param linked another directory in which the file may be, absolute and without links
   */
  openInside(root: string, relative: string, linked?: string): Promise<StoredFile>;
  /**
   * The content of the regular file at `relative` inside `root`, or inside `linked`. Throws StorageError as `openInside`, and `too-large`
   * over `maxBytes`.
   */
  readInside(root: string, relative: string, maxBytes: number, linked?: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Storage in which files can be put as a whole. */
export interface ReplacingStorage extends Storage {
  /**
   * Writes a file made of `parts` to `path` atomically, replacing an existing one, and creates missing directories. A part may
   * change once the next one has been requested. Throws StorageError and then leaves nothing behind.
   *
   * @param bytes approximate size of all parts: where less space is free, nothing is written
   */
  replace(path: string, parts: Iterable<Uint8Array>, bytes: number): Promise<void>;
  /** Whether files can be created in a directory, or in the place where it would be created, as far as that can be told beforehand. */
  isWritable(path: string): Promise<boolean>;
}

/** Storage that Salient writes to: its own cache directory, never a directory of jobs. */
export interface WritableStorage extends ReplacingStorage {
  /** Sets the modification time of a file, milliseconds since 1970. Throws StorageError. */
  touch(path: string, time: number): Promise<void>;
  /** Deletes a file; a missing file is no error. Throws StorageError. */
  remove(path: string): Promise<void>;
  /**
   * Appends bytes to a file in one step, and creates it and missing directories. Several processes may append to the same file.
   *
   * @returns the position of the first byte
   * @throws StorageError, and then a part of the bytes may be there
   */
  append(path: string, bytes: Uint8Array): Promise<number>;
  /** Creates a directory, which only its owner may enter, and missing ones above it. Throws StorageError. */
  makeDirectory(path: string): Promise<void>;
}

export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface DirectoryEntry {
  name: string;
  kind: EntryKind;
  /** The metadata of a file, where listings have it: those of object stores do, and asking again would be another request. */
  stat?: FileStat;
}

export interface FileStat {
  kind: EntryKind;
  /** Bytes. */
  size: number;
  /** Last modification, milliseconds since 1970. */
  modified: number;
  /** Last change of the content or the metadata, milliseconds since 1970: unlike `modified`, programs cannot set it. */
  changed: number;
  /** Differs between two files that had the same path at different times. In an object store it is the key: objects are only replaced. */
  identity: string;
  /** Differs between two contents of the file, where the storage can tell (the ETag); elsewhere, sizes and times have to. */
  version?: string;
}

/** Bytes `[position, position + length)` of a file. */
export interface ByteRange {
  position: number;
  length: number;
}

export interface StoredFile {
  stat(): Promise<FileStat>;
  /** Fills `target` with the bytes from `position` on; returns how many there were. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Reads many short ranges at once; a range that reaches past the end of the file is returned shortened. */
  readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]>;
  /** Begins to read from `position` on, for the `read` that will be next; only where waiting for the storage takes long. */
  readAhead?(position: number): Promise<void>;
  close(): Promise<void>;
}

/** The expected kinds of storage failures. */
export type StorageFault =
  | 'not-found'
  | 'not-permitted'
  | 'wrong-kind'
  | 'outside'
  | 'bad-name'
  | 'too-large'
  | 'not-written'
  | 'no-directory'
  | 'full'
  | 'refused'
  | 'unavailable'
  | 'replaced'
  | 'failed';

const SENTENCES: Record<StorageFault, string> = {
  'not-found': 'does not exist',
  'not-permitted': 'cannot be read by the user that Salient runs as',
  'wrong-kind': 'is not a file of the expected kind',
  outside: 'is outside the directory it must be in',
  'bad-name': 'is not a valid file name',
  'too-large': 'is too large',
  'not-written': 'could not be written',
  'no-directory': 'is not a directory',
  full: 'could not be written: the disk is full',
  refused: 'cannot be read: the object store refuses the credentials',
  unavailable: 'cannot be read now: the object store does not answer as it should',
  replaced: 'was replaced while it was read',
  failed: 'could not be read',
};

export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    readonly fault: StorageFault,
    readonly path: string,
    /** The error code of the system, such as `EIO`. */
    readonly code: string | null = null,
  ) {
    super(faultOf({ fault, path, code }));
  }
}

/** What is wrong with a file, as a sentence; with another `path`, such as the one inside its job, the sentence names that. */
export function faultOf({ fault, path, code }: Pick<StorageError, 'fault' | 'path' | 'code'>): string {
  return `${displayName(path)} ${SENTENCES[fault]}${code === null ? '' : ` (${code})`}.`;
}

/**
 * Whether an error is a StorageError. Compares the name, because Next compiles route handlers, pages and instrumentation as
 * separate programs: each has its own copy of the class, and errors of the shared manager pass between them.
 */
export function isStorageError(error: unknown): error is StorageError {
  return error instanceof Error && error.name === 'StorageError';
}

/** Whether an error says that a file was replaced while it was read: another attempt reads the new one. */
export function isReplaced(error: unknown): boolean {
  return isStorageError(error) && error.fault === 'replaced';
}

/** Whether an error says nothing about the file itself, but that the object store cannot be reached, or does not accept the credentials. */
export function isOfStore(error: unknown): boolean {
  return isStorageError(error) && (error.fault === 'unavailable' || error.fault === 'refused');
}
