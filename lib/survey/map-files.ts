import pLimit from 'p-limit';
import { layoutOf } from '../image/read-layout';
import { releaseMemory } from '../memory';
import { crc32c } from '../record/crc32c';
import { isOfStore, isStorageError, type Storage } from '../storage/storage';
import type { InLargeTurn } from './large-turn';
import { decodeMap, MAX_PIXELS, type ReadMap } from './read-map';

/** Larger files are not surveyed: far above what explainers write. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** Larger files are read one at a time. */
const SMALL_FILE_BYTES = 4 * 2 ** 20;

/** Maps that a thread holds at a time: the next one is read while one is decoded. */
const MAPS_AT_ONCE = 2;

/** Tells a file from one that takes its place; never 0. */
function checksumOf(content: Uint8Array): number {
  return crc32c(content) || 1;
}

/** In the turn of large pictures already. */
const now: InLargeTurn = (work) => work();

/** The files of saliency maps, and of originals, as the survey reads them. */
export class MapFiles {
  readonly #storage: Storage;
  readonly #inLargeTurn: InLargeTurn;
  readonly #atOnce = pLimit(MAPS_AT_ONCE);

  constructor(storage: Storage, inLargeTurn: InLargeTurn) {
    this.#storage = storage;
    this.#inLargeTurn = inLargeTurn;
  }

  /**
   * The levels of the heatmap at `path` inside `root`.
   *
   * @param onContent is called with the checksum of the file before it is decoded
   * @throws StorageError if the file cannot be read
   * @throws Error with a sentence if it is no picture that can be decoded
   */
  read(root: string, path: string, onContent: (checksum: number) => void): Promise<ReadMap> {
    return this.#atOnce(() =>
      this.#withContent(root, path, async (content, inLargeTurn) => {
        onContent(checksumOf(content));
        return decodeMap(content, inLargeTurn);
      }),
    );
  }

  /** The checksum of the file at `path` inside `root`, 0 if it cannot be read. Throws StorageError while an object store cannot be reached. */
  async checksum(root: string, path: string): Promise<number> {
    try {
      return await this.#withContent(root, path, async (content) => checksumOf(content));
    } catch (error) {
      if (isOfStore(error)) throw error;
      return 0;
    }
  }

  /**
   * Width and height of the original at `path` inside `root`, from its header; null if the header does not say, or it is too large.
   *
   * @throws StorageError if the file cannot be read
   */
  async sizeOfOriginal(root: string, path: string): Promise<{ width: number; height: number } | null> {
    const file = await this.#storage.openInside(root, path);
    try {
      const { size } = await file.stat();
      const layout = await layoutOf({ size, read: (target, position) => file.read(target, position) });
      if (layout === null || layout.width === 0 || layout.width * layout.height > MAX_PIXELS) return null;
      return { width: layout.width, height: layout.height };
    } finally {
      await file.close();
    }
  }

  /** Uses the content of a file: of a large one, when it is its turn. */
  async #withContent<T>(
    root: string,
    path: string,
    use: (content: Uint8Array<ArrayBuffer>, inLargeTurn: InLargeTurn) => Promise<T>,
  ): Promise<T> {
    const small = await this.#storage.readInside(root, path, SMALL_FILE_BYTES).catch((error) => {
      if (isStorageError(error) && error.fault === 'too-large') return null;
      throw error;
    });
    if (small !== null) return use(small, this.#inLargeTurn);
    return this.#inLargeTurn(async () => {
      const content = await this.#storage.readInside(root, path, MAX_FILE_BYTES);
      try {
        return await use(content, now);
      } finally {
        releaseMemory([content]);
      }
    });
  }
}
