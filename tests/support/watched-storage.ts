import { localStorage } from '../../lib/storage/local';
import {
  type ByteRange,
  type DirectoryEntry,
  type FileStat,
  StorageError,
  type StorageFault,
  type StoredFile,
  type WritableStorage,
} from '../../lib/storage/storage';
import type { Gate } from './until';

type Method =
  | 'makeDirectory'
  | 'isWritable'
  | 'resolve'
  | 'list'
  | 'stat'
  | 'heads'
  | 'open'
  | 'openInside'
  | 'readInside'
  | 'replace'
  | 'touch'
  | 'remove'
  | 'append';

/** Bytes `[start, end)` of a file that were read: by moving forward in it, or as one of many ranges. */
export interface Reading {
  path: string;
  how: 'forward' | 'range';
  start: number;
  end: number;
}

/** The disk, with a note of everything that was asked of it, and with what a test wants to be in the way. */
export class WatchedStorage implements WritableStorage {
  readonly calls: { method: Method; path: string }[] = [];
  readonly readings: Reading[] = [];
  /** Files that are open now. */
  openFiles = 0;
  /** The times that these files are shown with, whatever they are: as on a mount with a cache of attributes. */
  readonly timesOf = new Map<string, Pick<FileStat, 'modified' | 'changed'>>();
  /** Whether every look at a file shows another inode, as some network and FUSE mounts do. */
  hasShiftingInodes = false;
  /** Set: the inode of every file, or rather what follows it, as after a new mount. */
  inodes = '';
  #looks = 0;
  readonly #refusals: { method: Method; path: string; fault: StorageFault }[] = [];
  readonly #gates: { method: Method; path: string; gate: Gate }[] = [];

  /** From now on, calls of `method` with a path that ends in `path` are refused. */
  refuse(method: Method, path: string, fault: StorageFault): void {
    this.#refusals.push({ method, path, fault });
  }

  /** From now on, calls of `method` with a path that ends in `path` wait at the gate. */
  hold(method: Method, path: string, gate: Gate): void {
    this.#gates.push({ method, path, gate });
  }

  /** Nothing is refused any more. */
  relent(): void {
    this.#refusals.length = 0;
  }

  /** How often `method` was called with a path that ends in `path`. */
  count(method: Method, path = ''): number {
    return this.calls.filter((call) => call.method === method && call.path.endsWith(path)).length;
  }

  async resolve(path: string): Promise<string> {
    await this.#note('resolve', path);
    return localStorage.resolve(path);
  }

  async list(path: string): Promise<DirectoryEntry[]> {
    await this.#note('list', path);
    return localStorage.list(path);
  }

  async *entries(path: string): AsyncIterable<DirectoryEntry[]> {
    await this.#note('list', path);
    yield* localStorage.entries(path);
  }

  async stat(path: string): Promise<FileStat> {
    await this.#note('stat', path);
    return this.disguise(path, await localStorage.stat(path));
  }

  /** The metadata of a file as this storage shows it. */
  disguise(path: string, stat: FileStat): FileStat {
    const identity = this.hasShiftingInodes ? `shifting-${this.#looks++}` : stat.identity + this.inodes;
    return { ...stat, identity, ...this.timesOf.get(path) };
  }

  async statAll(paths: readonly string[]): Promise<(FileStat | StorageError)[]> {
    return Promise.all(
      paths.map((path) =>
        this.stat(path).catch((error) => {
          if (error instanceof StorageError) return error;
          throw error;
        }),
      ),
    );
  }

  async heads(paths: readonly string[], length: number): Promise<(Uint8Array | StorageError)[]> {
    for (const path of paths) this.calls.push({ method: 'heads', path });
    return localStorage.heads(paths, length);
  }

  async open(path: string): Promise<StoredFile> {
    await this.#note('open', path);
    const file = await localStorage.open(path);
    this.openFiles++;
    return new WatchedFile(path, file, this);
  }

  async openInside(root: string, relative: string, linked?: string): Promise<StoredFile> {
    await this.#note('openInside', `${root}/${relative}`);
    const file = await localStorage.openInside(root, relative, linked);
    this.openFiles++;
    return new WatchedFile(`${root}/${relative}`, file, this);
  }

  async readInside(
    root: string,
    relative: string,
    maxBytes: number,
    linked?: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    await this.#note('readInside', `${root}/${relative}`);
    return localStorage.readInside(root, relative, maxBytes, linked);
  }

  async replace(path: string, parts: Iterable<Uint8Array>, bytes: number): Promise<void> {
    await this.#note('replace', path);
    await localStorage.replace(path, parts, bytes);
  }

  async touch(path: string, time: number): Promise<void> {
    await this.#note('touch', path);
    await localStorage.touch(path, time);
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#note('makeDirectory', path);
    return localStorage.makeDirectory(path);
  }

  async isWritable(path: string): Promise<boolean> {
    await this.#note('isWritable', path);
    return localStorage.isWritable(path);
  }

  async append(path: string, bytes: Uint8Array): Promise<number> {
    await this.#note('append', path);
    return localStorage.append(path, bytes);
  }

  async remove(path: string): Promise<void> {
    await this.#note('remove', path);
    await localStorage.remove(path);
  }

  async #note(method: Method, path: string): Promise<void> {
    this.calls.push({ method, path });
    const concerns = (rule: { method: Method; path: string }) => rule.method === method && path.endsWith(rule.path);
    for (const { gate } of this.#gates.filter(concerns)) await gate.passed;
    const refusal = this.#refusals.find(concerns);
    if (refusal) throw new StorageError(refusal.fault, path);
  }
}

class WatchedFile implements StoredFile {
  constructor(
    readonly path: string,
    readonly file: StoredFile,
    readonly storage: WatchedStorage,
  ) {}

  async stat(): Promise<FileStat> {
    return this.storage.disguise(this.path, await this.file.stat());
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    const count = await this.file.read(target, position);
    this.#note('forward', position, count);
    return count;
  }

  async readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    const blocks = await this.file.readRanges(ranges);
    ranges.forEach(({ position }, index) => {
      this.#note('range', position, blocks[index].length);
    });
    return blocks;
  }

  async close(): Promise<void> {
    this.storage.openFiles--;
    await this.file.close();
  }

  #note(how: Reading['how'], start: number, length: number): void {
    this.storage.readings.push({ path: this.path, how, start, end: start + length });
  }
}
