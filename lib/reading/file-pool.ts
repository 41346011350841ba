import type { ByteRange, FileStat, Storage, StoredFile } from '../storage/storage';

/** Files that are open at a time: the parts of a job may be more than a process can have open. */
const MAX_OPEN = 64;

/** Files that are opened when they are read, and closed once many others were read since. */
export class FilePool {
  /** Those that are open or being opened, the one used last at the end. */
  readonly #open = new Map<StoredFile, Promise<StoredFile>>();
  readonly #users = new Map<StoredFile, number>();

  constructor(
    readonly storage: Storage,
    readonly maxOpen = MAX_OPEN,
  ) {}

  /**
   * The file at `path`, which is not opened yet.
   *
   * @param listed what a listing said of it (`Storage.open`)
   */
  file(path: string, listed?: FileStat): PooledFile {
    return new PooledFile(this, path, listed);
  }

  isOpen(file: StoredFile): boolean {
    return this.#open.has(file);
  }

  /** Runs `use` with the open file. Throws StorageError where it cannot be opened. */
  async use<T>(file: PooledFile, use: (open: StoredFile) => Promise<T>): Promise<T> {
    this.#users.set(file, (this.#users.get(file) ?? 0) + 1);
    const opening = this.#open.get(file) ?? this.storage.open(file.path, file.listed);
    this.#open.delete(file);
    this.#open.set(file, opening);
    try {
      return await use(await opening);
    } finally {
      const users = (this.#users.get(file) ?? 1) - 1;
      if (users === 0) this.#users.delete(file);
      else this.#users.set(file, users);
      await opening.catch(() => this.#open.delete(file));
      await this.#shrink();
    }
  }

  async #shrink(): Promise<void> {
    for (const file of this.#open.keys()) {
      if (this.#open.size <= this.maxOpen) return;
      if (!this.#users.has(file)) await this.close(file);
    }
  }

  /** Closes a file, which nobody is reading. It is opened again when it is read. */
  async close(file: StoredFile): Promise<void> {
    const opening = this.#open.get(file);
    this.#open.delete(file);
    await opening?.then(
      (open) => open.close(),
      () => {}, // it was never open
    );
  }

  /** Closes a file; it is opened again as a listing describes it now. */
  async renew(file: StoredFile, listed: FileStat): Promise<void> {
    await this.close(file);
    if (file instanceof PooledFile) file.listed = listed;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((file) => this.close(file)));
  }
}

/** A file of a pool. */
export class PooledFile implements StoredFile {
  constructor(
    readonly pool: FilePool,
    readonly path: string,
    /** What a listing said of it last. */
    public listed?: FileStat,
  ) {}

  stat(): Promise<FileStat> {
    return this.pool.use(this, (file) => file.stat());
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.pool.use(this, (file) => file.read(target, position));
  }

  readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    return this.pool.use(this, (file) => file.readRanges(ranges));
  }

  /** Only of a file in a store, which a listing has described: one on a disk is opened when it is read. */
  async readAhead(position: number): Promise<void> {
    if (this.listed !== undefined) await this.pool.use(this, async (file) => file.readAhead?.(position));
  }

  close(): Promise<void> {
    return this.pool.close(this);
  }
}
