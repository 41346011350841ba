import { closeSync, fstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { decodeName } from '../file-name';
import { named } from './local-faults';
import { HAS_DESCRIPTOR_PATHS, isBelow, OPEN_FLAGS, onDisk, REPLACEMENT } from './local-paths';
import { statOf } from './local-stats';
import { type ByteRange, type FileStat, type Storage, StorageError, type StoredFile } from './storage';

/**
 * Opens and reads files synchronously: for threads that only read small files one after the other. That takes a tenth of the processor time
 * of the thread pool, and leaves the pool to others.
 */
export const blockingReads: Pick<Storage, 'openInside' | 'readInside'> = {
  async openInside(root, relative, linked) {
    return named(join(root, relative), async () => openInside(root, relative, linked));
  },

  async readInside(root, relative, maxBytes, linked) {
    const path = join(root, relative);
    return named(path, async () => {
      const file = openInside(root, relative, linked);
      try {
        return file.content(maxBytes);
      } finally {
        closeSync(file.descriptor);
      }
    });
  },
};

/** See `Storage.openInside`. Throws errors of the system, too. */
function openInside(root: string, relative: string, linked?: string): BlockingFile {
  const path = join(root, relative);
  const roots = linked === undefined ? [realPathOf(root)] : [realPathOf(root), linked];
  const realPath = realPathOf(path);
  if (!isBelow(roots, realPath)) throw new StorageError('outside', path);
  const descriptor = openSync(onDisk(realPath), OPEN_FLAGS);
  try {
    if (!fstatSync(descriptor).isFile()) throw new StorageError('wrong-kind', path);
    // A directory of the path may have been replaced by a link since: where the kernel can tell, check what was opened.
    const opened = HAS_DESCRIPTOR_PATHS ? linkOf(`/proc/self/fd/${descriptor}`) : realPathOf(path);
    if (!isBelow(roots, opened)) throw new StorageError('outside', path);
    return new BlockingFile(path, descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function realPathOf(path: string): string {
  const real = realpathSync.native(onDisk(path));
  return real.includes(REPLACEMENT) ? decodeName(realpathSync.native(onDisk(path), 'buffer')) : real;
}

function linkOf(path: string): string {
  const target = readlinkSync(path);
  return target.includes(REPLACEMENT) ? decodeName(readlinkSync(path, 'buffer')) : target;
}

class BlockingFile implements StoredFile {
  constructor(
    readonly path: string,
    readonly descriptor: number,
  ) {}

  /** Throws StorageError `too-large` over `maxBytes`. */
  content(maxBytes: number): Uint8Array<ArrayBuffer> {
    const { size } = fstatSync(this.descriptor);
    if (size > maxBytes) throw new StorageError('too-large', this.path);
    const content = new Uint8Array(size);
    let filled = 0;
    for (let count = -1; filled < size && count !== 0; filled += count)
      count = readSync(this.descriptor, content, filled, size - filled, filled);
    return content.subarray(0, filled);
  }

  async stat(): Promise<FileStat> {
    return named(this.path, async () => statOf(fstatSync(this.descriptor)));
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    return named(this.path, async () => readSync(this.descriptor, target, 0, target.length, position));
  }

  async readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    return Promise.all(
      ranges.map(async ({ position, length }) => {
        const range = new Uint8Array(length);
        return range.subarray(0, await this.read(range, position));
      }),
    );
  }

  async close(): Promise<void> {
    closeSync(this.descriptor);
  }
}
