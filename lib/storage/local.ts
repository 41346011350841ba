import { randomUUID } from 'node:crypto';
import { constants, fstat, lstat, readdir, readSync, rmSync, type Stats } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  open,
  opendir,
  readdir as readdirBytes,
  rename,
  rm,
  statfs,
  utimes,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeName } from '../file-name';
import { blockingReads } from './local-blocking';
import { fault, named, notWritten } from './local-faults';
import { readHeads } from './local-heads';
import { HAS_DESCRIPTOR_PATHS, isBelow, OPEN_FLAGS, onDisk, REPLACEMENT, realPathOf } from './local-paths';
import { kindOf, statOf } from './local-stats';
import {
  type ByteRange,
  type DirectoryEntry,
  type FileStat,
  StorageError,
  type StoredFile,
  type WritableStorage,
} from './storage';

const STATS_IN_FLIGHT = 16;

const ENTRIES_AT_ONCE = 1000;

const OWNER_ONLY = 0o700;

/** Path of a new directory for files that are deleted when the process ends. It is created with the first file. */
export function temporaryDirectory(): string {
  const path = join(tmpdir(), `salient-${process.pid}-${randomUUID()}`);
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The file system of this machine. */
export const localStorage: WritableStorage = {
  async resolve(path) {
    return named(path, () => realPathOf(path));
  },

  async list(path) {
    return new Promise<DirectoryEntry[]>((resolve, reject) => {
      readdir(onDisk(path), { withFileTypes: true }, (error, found) => {
        if (error) reject(fault(path, error));
        else if (found.some(({ name }) => name.includes(REPLACEMENT))) resolve(listBytes(path));
        else resolve(found.map((entry) => ({ name: entry.name, kind: kindOf(entry) })));
      });
    });
  },

  async *entries(path) {
    const directory = await named(path, () =>
      opendir(onDisk(path), { bufferSize: ENTRIES_AT_ONCE, encoding: 'buffer' as BufferEncoding }),
    );
    try {
      let batch: DirectoryEntry[] = [];
      const next = () => named(path, () => directory.read());
      for (let entry = await next(); entry !== null; entry = await next()) {
        batch.push({ name: decodeName(Buffer.from(entry.name)), kind: kindOf(entry) });
        if (batch.length < ENTRIES_AT_ONCE) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    } finally {
      await directory.close();
    }
  },

  async stat(path) {
    const [stat] = await statAll([path]);
    if (stat instanceof Error) throw stat;
    return stat;
  },

  statAll,

  async heads(paths, length) {
    const heads = await readHeads(paths, length);
    return heads.map((head, index) => {
      const result = head instanceof Error ? fault(paths[index], head) : head;
      if (result instanceof Error && !(result instanceof StorageError)) throw result;
      return result as Uint8Array | StorageError;
    });
  },

  async open(path) {
    return new LocalFile(path, await openRegular(path));
  },

  async openInside(root, relative, linked) {
    const path = join(root, relative);
    const [realRoot, realPath] = await named(path, () => Promise.all([realPathOf(root), realPathOf(path)]));
    const roots = linked === undefined ? [realRoot] : [realRoot, linked];
    if (!isBelow(roots, realPath)) throw new StorageError('outside', path);
    const handle = await openRegular(realPath);
    try {
      // A directory of the path may have been replaced by a link since: where the kernel can tell, check what was opened.
      const opened = await named(path, () => realPathOf(HAS_DESCRIPTOR_PATHS ? `/proc/self/fd/${handle.fd}` : path));
      if (!isBelow(roots, opened)) throw new StorageError('outside', path);
      return new LocalFile(path, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  },

  async readInside(root, relative, maxBytes, linked) {
    const file = await localStorage.openInside(root, relative, linked);
    try {
      const { size } = await file.stat();
      if (size > maxBytes) throw new StorageError('too-large', join(root, relative));
      const content = new Uint8Array(size);
      let filled = 0;
      for (let count = -1; filled < size && count !== 0; filled += count)
        count = await file.read(content.subarray(filled), filled);
      return content.subarray(0, filled);
    } finally {
      await file.close();
    }
  },

  /** No lock and no fsync: the rename is atomic, and readers verify the content. */
  async replace(path, parts, bytes) {
    const directory = dirname(path);
    await mkdir(directory, { recursive: true, mode: OWNER_ONLY }).catch((error) => {
      throw notWritten(directory, error);
    });
    // Not a template string: the bundler would take it for a pattern and search the whole project for matching files.
    const partial = [path, randomUUID()].join('.');
    try {
      // Check instead of trying: other programs need the last bytes of a disk.
      const { blocks, bavail, bsize } = await statfs(directory);
      if (blocks > 0 && bavail * bsize < bytes) throw new StorageError('full', path, 'ENOSPC');
      const handle = await open(partial, 'wx', OWNER_ONLY & ~0o111);
      try {
        for (const part of parts) await handle.writeFile(part);
      } finally {
        await handle.close();
      }
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {});
      throw notWritten(path, error);
    }
  },

  async append(path, bytes) {
    const directory = dirname(path);
    try {
      await mkdir(directory, { recursive: true, mode: OWNER_ONLY });
      const { blocks, bavail, bsize } = await statfs(directory);
      if (blocks > 0 && bavail * bsize < bytes.length) throw new StorageError('full', path, 'ENOSPC');
      const handle = await open(path, 'a+', OWNER_ONLY & ~0o111);
      try {
        const { size: before } = await handle.stat();
        const { bytesWritten } = await handle.write(bytes);
        if (bytesWritten < bytes.length) throw new StorageError('full', path);
        return await positionOf(handle, bytes, before);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw notWritten(path, error);
    }
  },

  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: OWNER_ONLY }).catch((error) => {
      throw notWritten(path, error);
    });
  },

  async isWritable(path) {
    for (let place = path; ; place = dirname(place)) {
      try {
        await access(place, constants.W_OK | constants.X_OK);
        return true;
      } catch (error) {
        const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (!isMissing || dirname(place) === place) return false;
      }
    }
  },

  async touch(path, time) {
    await named(path, () => utimes(path, time / 1000, time / 1000));
  },

  async remove(path) {
    await rm(path, { force: true }).catch((error) => {
      throw notWritten(path, error);
    });
  },
};

/** The same for threads that only read small files one after the other, see `blockingReads`. */
export const blockingStorage: WritableStorage = { ...localStorage, ...blockingReads };

/**
 * Stats many paths. Uses callbacks, a fixed number in flight, and one promise for all: 100,000 paths take 0.4 s this way and
 * 1 s with a promise each, and a scan does little else.
 */
function statAll(paths: readonly string[]): Promise<(FileStat | StorageError)[]> {
  const results: (FileStat | StorageError)[] = new Array(paths.length);
  let next = 0;
  let left = paths.length;
  return new Promise((resolve, reject) => {
    if (left === 0) resolve(results);
    const begin = (): void => {
      if (next === paths.length) return;
      const index = next++;
      try {
        lstat(onDisk(paths[index]), (error, stats) => end(index, error, stats));
      } catch (error) {
        end(index, error); // an invalid name is rejected synchronously
      }
    };
    const end = (index: number, error: unknown, stats?: Stats): void => {
      if (stats) results[index] = statOf(stats);
      else {
        const named = fault(paths[index], error);
        if (named instanceof StorageError) results[index] = named;
        else reject(named);
      }
      if (--left === 0) resolve(results);
      else begin();
    };
    for (let i = 0; i < STATS_IN_FLIGHT; i++) begin();
  });
}

/** Where bytes were appended: at the former end of the file, unless others have appended something at the same time. */
async function positionOf(handle: FileHandle, bytes: Uint8Array, before: number): Promise<number> {
  const { size } = await handle.stat();
  if (size === before + bytes.length) return before;
  const appended = Buffer.alloc(size - before);
  await handle.read(appended, 0, appended.length, before);
  return before + appended.indexOf(bytes);
}

class LocalFile implements StoredFile {
  constructor(
    readonly path: string,
    readonly handle: FileHandle,
  ) {}

  async stat() {
    // The callback form on the bare descriptor costs half as much as FileHandle.stat, and reload cycles do little else.
    return new Promise<FileStat>((resolve, reject) => {
      fstat(this.handle.fd, (error, stats) => (error ? reject(fault(this.path, error)) : resolve(statOf(stats))));
    });
  }

  async read(target: Uint8Array, position: number) {
    const { bytesRead } = await named(this.path, () => this.handle.read(target, 0, target.length, position));
    return bytesRead;
  }

  /** Reads synchronously: a range takes 2 µs, against 15 µs through the thread pool. Called in the worker only. */
  async readRanges(ranges: readonly ByteRange[]) {
    return named(this.path, async () => {
      const whole = new Uint8Array(ranges.reduce((sum, { length }) => sum + length, 0));
      let end = 0;
      return ranges.map(({ position, length }) => {
        const start = end;
        end += length;
        return whole.subarray(start, start + readSync(this.handle.fd, whole, start, length, position));
      });
    });
  }

  async close() {
    await this.handle.close();
  }
}

/** As `list`, for a directory with names that are not UTF-8: that takes twice as long. */
async function listBytes(path: string): Promise<DirectoryEntry[]> {
  const entries = await named(path, () => readdirBytes(onDisk(path), { withFileTypes: true, encoding: 'buffer' }));
  return entries.map((entry) => ({ name: decodeName(entry.name), kind: kindOf(entry) }));
}

async function openRegular(path: string): Promise<FileHandle> {
  const handle = await named(path, () => open(onDisk(path), OPEN_FLAGS));
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new StorageError('wrong-kind', path);
}
