import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { IdIndex } from '../job/id-index';
import { UNREADABLE } from '../job/match-samples';
import type { PictureMarks, SamplePicture } from '../job/sample-picture';
import { Table } from '../job/table';
import { STEP } from '../slices';
import { isStorageError, type StoredFile, type WritableStorage } from '../storage/storage';
import { encodePictures, type HashedPicture, visitPictures } from './picture-block';

/** Larger originals are not hashed. */
const MAX_FILE_BYTES = 256 * 2 ** 20;

/** Originals that are read at a time: most of the time passes in waiting for the disk. */
const FILES_AT_ONCE = 8;

/** Bytes of a file that are read at a time. */
const READ_BYTES = 2 ** 20;

/**
 * The hashes of the originals of a job, 16 bytes a sample in memory and in a file of its own, which is only appended to and may be
 * deleted at any time. A hash is that of the file's content, or the one that the job recorded.
 */
export class PictureHashes {
  readonly #table = new Table({ id: Int32Array, mark: Uint32Array, low: Uint32Array, high: Uint32Array });
  readonly #rows = new IdIndex();
  readonly #limit = pLimit(FILES_AT_ONCE);

  private constructor(
    readonly storage: WritableStorage,
    readonly path: string,
    readonly generation: string,
  ) {}

  /**
   * Opens the hashes in the file at `path`; one of another generation is deleted.
   *
   * @throws StorageError if the file cannot be read
   */
  static async open(storage: WritableStorage, path: string, generation: string): Promise<PictureHashes> {
    const hashes = new PictureHashes(storage, path, generation);
    const content = await contentOf(storage, path);
    visitPictures(content, generation, (id, mark, low, high) => hashes.#set(id, mark, low, high));
    if (content.length > 0 && hashes.#table.length === 0) await storage.remove(path);
    return hashes;
  }

  #set(id: number, mark: number, low: number, high: number): void {
    let row = this.#rows.get(this.#table.column.id, id);
    if (row === -1) {
      row = this.#table.add();
      this.#table.column.id[row] = id;
      this.#rows.add(this.#table.column.id, id);
    }
    const { column } = this.#table;
    column.mark[row] = mark;
    column.low[row] = low;
    column.high[row] = high;
  }

  #setHash(id: number, mark: number, hash: bigint): void {
    this.#set(id, mark, Number(hash & 0xffffffffn), Number(hash >> 32n));
  }

  #rowOf(id: number, mark: number): number {
    const row = this.#rows.get(this.#table.column.id, id);
    return row !== -1 && this.#table.column.mark[row] === mark ? row : -1;
  }

  /** The samples whose pictures are still to be hashed, in steps that may be interrupted. */
  *missing({ ids, marks }: PictureMarks): Generator<void, Int32Array> {
    const missing = new Int32Array(ids.length);
    let count = 0;
    for (let k = 0; k < ids.length; k++) {
      if (k % STEP === 0) yield;
      if (this.#rowOf(ids[k], marks[k]) === -1) missing[count++] = ids[k];
    }
    return missing.slice(0, count);
  }

  /** The hash of each picture, `UNREADABLE` for those that cannot be read, 0 for those that are not known; in steps that may be interrupted. */
  *of({ ids, marks }: PictureMarks): Generator<void, BigUint64Array> {
    const hashes = new BigUint64Array(new SharedArrayBuffer(8 * ids.length));
    const words = new Uint32Array(hashes.buffer);
    for (let k = 0; k < ids.length; k++) {
      if (k % STEP === 0) yield;
      const row = this.#rowOf(ids[k], marks[k]);
      if (row === -1) continue;
      words[2 * k] = this.#table.column.low[row];
      words[2 * k + 1] = this.#table.column.high[row];
    }
    return hashes;
  }

  /**
   * Hashes the pictures of samples below `root` and keeps the hashes. One that cannot be read is looked for again in the next session.
   *
   * @throws StorageError if the hashes cannot be written
   */
  async add(root: string, pictures: readonly SamplePicture[]): Promise<void> {
    const found = await Promise.all(
      pictures.map(({ path, recorded }) => recorded ?? this.#limit(() => this.#hashOf(root, path))),
    );
    const hashed: HashedPicture[] = [];
    for (const [k, { id, mark }] of pictures.entries()) {
      const hash = found[k];
      if (hash === null) this.#setHash(id, mark, UNREADABLE);
      else hashed.push({ id, mark, hash });
    }
    if (hashed.length === 0) return;
    await this.storage.append(this.path, encodePictures(this.generation, hashed));
    for (const { id, mark, hash } of hashed) this.#setHash(id, mark, hash);
  }

  async #hashOf(root: string, path: string): Promise<bigint | null> {
    try {
      return hashOf(await this.storage.readInside(root, path, READ_BYTES));
    } catch (error) {
      if (!isStorageError(error)) throw error;
      return error.fault === 'too-large' ? this.#hashInParts(root, path) : null;
    }
  }

  /** Of a file that is too large to be in memory beside others. */
  async #hashInParts(root: string, path: string): Promise<bigint | null> {
    try {
      const file = await this.storage.openInside(root, path);
      try {
        const { size } = await file.stat();
        return size > MAX_FILE_BYTES ? null : await hashOfFile(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isStorageError(error)) return null;
      throw error;
    }
  }
}

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest().readBigUInt64LE(0);

async function hashOfFile(file: StoredFile): Promise<bigint> {
  const hash = createHash('sha256');
  const part = new Uint8Array(READ_BYTES);
  for (let position = 0; position < MAX_FILE_BYTES; ) {
    const count = await file.read(part, position);
    if (count === 0) break;
    hash.update(part.subarray(0, count));
    position += count;
  }
  return hash.digest().readBigUInt64LE(0);
}

async function contentOf(storage: WritableStorage, path: string): Promise<Uint8Array> {
  const file = await storage.open(path).catch((error: unknown) => {
    if (isStorageError(error) && error.fault === 'not-found') return null;
    throw error;
  });
  if (file === null) return new Uint8Array(0);
  try {
    const { size } = await file.stat();
    const parts: Uint8Array[] = [];
    for (let position = 0; position < size; position += READ_BYTES)
      parts.push(...(await file.readRanges([{ position, length: Math.min(READ_BYTES, size - position) }])));
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}
