/**
 * Where jobs are kept, as far as the rest of Salient knows: directories that can be listed and files that can be read in
 * ranges. `local.ts` is the one implementation, and the one place that touches the disk.
 */
export interface Storage {
  /** The path with every symbolic link resolved. Throws StorageError. */
  resolve(path: string): Promise<string>;
  /** The entries of a directory, in no order. Throws StorageError. */
  list(path: string): Promise<DirectoryEntry[]>;
  /** Facts about a path itself, a symbolic link not followed. Throws StorageError. */
  stat(path: string): Promise<FileStat>;
  /** The facts about many paths, in their order; in the place of one that has none, why. */
  statAll(paths: readonly string[]): Promise<(FileStat | StorageError)[]>;
  /** Opens a regular file for reading. Throws StorageError. */
  open(path: string): Promise<StoredFile>;
  /**
   * The content of the regular file at `relative` inside `root`, whatever links lie on the way, as long as they end inside
   * `root`. Throws StorageError: `outside` where they do not, `too-large` over `maxBytes`.
   */
  readInside(root: string, relative: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Storage that Salient writes to: a directory of its own, never one where jobs are kept. */
export interface WritableStorage extends Storage {
  /**
   * Puts a file of these parts at `path`, in place of one that is there; it is there whole or not at all, and directories on
   * the way are made. A part may change once the next one is asked for. Throws StorageError and leaves nothing behind.
   *
   * @param bytes about what the parts take together: where there is less room, nothing is written at all
   */
  replace(path: string, parts: Iterable<Uint8Array>, bytes: number): Promise<void>;
  /** Sets when a file was last modified, milliseconds since 1970. Throws StorageError. */
  touch(path: string, time: number): Promise<void>;
  /** Deletes a file; one that is not there is fine. Throws StorageError. */
  remove(path: string): Promise<void>;
}

export type EntryKind = 'file' | 'directory' | 'link' | 'other';

export interface DirectoryEntry {
  name: string;
  kind: EntryKind;
}

export interface FileStat {
  kind: EntryKind;
  /** Bytes. */
  size: number;
  /** Last modification, milliseconds since 1970. */
  modified: number;
  /** Last change of the file or of facts about it, milliseconds since 1970: unlike `modified`, no program can set it back. */
  changed: number;
  /** Tells two files apart that had the same path at different times. */
  identity: string;
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
  /** Many short ranges at once; one that reaches behind the end of the file comes shorter. */
  readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

/** The expected ways in which storage says no. */
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
  | 'failed';

const SENTENCES: Record<StorageFault, string> = {
  'not-found': 'does not exist',
  'not-permitted': 'may not be read by the user Salient runs as',
  'wrong-kind': 'is not of the kind that was expected',
  outside: 'lies outside the directory it must be in',
  'bad-name': 'is no name a file can have',
  'too-large': 'is too large',
  'not-written': 'could not be written',
  'no-directory': 'is no directory',
  full: 'could not be written: the disk is full',
  failed: 'could not be read',
};

export class StorageError extends Error {
  override readonly name = 'StorageError';
  constructor(
    readonly fault: StorageFault,
    readonly path: string,
    /** The system's own word, as in `EIO`. */
    readonly code: string | null = null,
  ) {
    super(`${path} ${SENTENCES[fault]}${code === null ? '' : ` (${code})`}.`);
  }
}

/**
 * Whether an error is a StorageError. By name, because Next compiles route handlers, pages and instrumentation as programs of
 * their own, each with a class of its own, and errors of the one manager pass between them.
 */
export function isStorageError(error: unknown): error is StorageError {
  return error instanceof Error && error.name === 'StorageError';
}
