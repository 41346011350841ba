import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { crc32c } from '../record/crc32c';
import { isStorageError, type WritableStorage } from './storage';

/** Where blocks are kept on disk, and how many bytes of them. */
export interface BlockCacheOptions {
  directory: string;
  maxBytes: number;
}

/** Blocks that are kept in memory, bytes. */
const MEMORY_BYTES = 32 * 2 ** 20;

/** Blocks that wait to be written at most; further ones are only kept in memory. */
const MAX_WAITING = 64;

/** The directory is looked through each time that this share of its limit was written. */
const SWEEP_SHARE = 1 / 16;

/** What is left after old blocks were removed, as a share of the limit. */
const LEFT_SHARE = 0.9;

/** Of the checksum at the end of a file: a machine that loses power may leave files of zeros. */
const CHECKSUM_BYTES = 4;

/** What a file takes at least, bytes. */
const FILE_BYTES = 4096;

const BLOCK = /^[0-9a-f]{40}-\d+-\d+$/;
const PARTIAL = /^[0-9a-f]{40}-\d+-\d+\./;

/**
 * Parts of objects on the local disk, each named after the object, its version and the place in it, so that a part never becomes wrong.
 * Threads and processes may share the directory, because files are written atomically; it can be deleted at any time. The blocks that
 * were written first are removed first. A damaged one counts as absent. Where the disk fails, blocks are only kept in memory.
 */
export class BlockCache {
  readonly #memory = new LRUCache<string, Uint8Array>({
    maxSize: MEMORY_BYTES,
    sizeCalculation: ({ length }) => length + 256,
  });
  readonly #disk: WritableStorage;
  readonly #options: BlockCacheOptions | null;
  readonly #writing = pLimit(1);
  /** Bytes that may be written before the directory is looked through again. */
  #untilSweep = 0;

  /** @param options null to keep blocks in memory only */
  constructor(disk: WritableStorage, options: BlockCacheOptions | null) {
    this.#disk = disk;
    this.#options = options;
  }

  /** The name of the parts of a version of an object. */
  static nameOf(...identity: readonly string[]): string {
    return createHash('sha1').update(identity.join('\n')).digest('hex');
  }

  /** The bytes `[start, end)` of an object, if exactly this part is kept. */
  async get(name: string, start: number, end: number): Promise<Uint8Array | null> {
    const key = `${name}-${start}-${end}`;
    const known = this.#memory.get(key);
    if (known || this.#options === null) return known ?? null;
    const size = end - start + CHECKSUM_BYTES;
    const file = await this.#tolerantly(() => this.#disk.readInside(this.#options?.directory ?? '', key, size));
    const bytes = file?.subarray(0, end - start);
    if (!bytes || file?.length !== size || Buffer.compare(file.subarray(end - start), checksumOf(bytes)) !== 0)
      return null;
    this.#memory.set(key, bytes);
    return bytes;
  }

  /** Keeps the bytes of an object from `start` on. They must not be changed afterwards. */
  put(name: string, start: number, bytes: Uint8Array): void {
    const key = `${name}-${start}-${start + bytes.length}`;
    this.#memory.set(key, bytes);
    if (this.#options === null || this.#writing.pendingCount >= MAX_WAITING) return;
    const { directory } = this.#options;
    void this.#writing(() =>
      this.#tolerantly(async () => {
        await this.#sweep(bytes.length);
        await this.#disk.replace(`${directory}/${key}`, [bytes, checksumOf(bytes)], bytes.length + CHECKSUM_BYTES);
      }),
    );
  }

  /** Resolves when everything is written that is to be. */
  async written(): Promise<void> {
    await this.#writing(async () => {});
  }

  async #sweep(bytes: number): Promise<void> {
    if (this.#options === null) return;
    const { directory, maxBytes } = this.#options;
    this.#untilSweep -= Math.max(bytes, FILE_BYTES);
    if (this.#untilSweep > 0) return;
    this.#untilSweep = maxBytes * SWEEP_SHARE;
    const entries = await this.#tolerantly(() => this.#disk.list(directory));
    const names = (entries ?? []).map(({ name }) => name).filter((name) => BLOCK.test(name) || PARTIAL.test(name));
    const paths = names.map((name) => `${directory}/${name}`);
    const stats = await this.#disk.statAll(paths);
    const files = stats.flatMap((stat, k) => (isStorageError(stat) ? [] : [{ ...stat, path: paths[k] }]));
    files.sort((a, b) => a.modified - b.modified);
    let used = files.reduce((sum, { size }) => sum + Math.max(size, FILE_BYTES), 0);
    if (used <= maxBytes) return;
    for (const { path, size } of files) {
      if (used <= maxBytes * LEFT_SHARE) return;
      await this.#disk.remove(path);
      used -= Math.max(size, FILE_BYTES);
    }
  }

  async #tolerantly<T>(use: () => Promise<T>): Promise<T | null> {
    try {
      return await use();
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }
}

function checksumOf(bytes: Uint8Array): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32c(bytes));
  return checksum;
}
