import type { ExplainLoader } from './explain-loader';

/** Memory of a loader beside its columns: an open file, buffers, objects. */
const LOADER_BYTES = 256 * 1024;

/** Additional memory while the file is read: three blocks, at most the size of the file. */
const LOADING_BYTES = 3 * 2 ** 20;

function bytesOf({ memory, status, directory }: ExplainLoader): number {
  return memory + LOADER_BYTES + (status.kind === 'loading' ? loadingBytes(directory.size) : 0);
}

function loadingBytes(size: number): number {
  return Math.min(LOADING_BYTES, 3 * size);
}

/** The most that a job takes while its event file of `size` bytes is read, bytes: an index is smaller than its file. */
export function bytesToLoad(size: number): number {
  return size + LOADER_BYTES + loadingBytes(size);
}

interface Entry {
  loader: ExplainLoader;
  /** As last measured, bytes. */
  bytes: number;
  /** Bytes that are kept free for it while it is loaded in the background. */
  reserved: number;
  /** Number of tasks that currently use the loader. */
  users: number;
  /** Whether the job was requested; others are loaded ahead or in the background, and are evicted first. */
  isRequested: boolean;
}

/**
 * The loaders in memory, limited by the memory they take together. If they take too much, those that were not requested
 * are evicted first, then the least recently requested; a loader in use (a request about it is being answered) never is.
 */
export class LoaderPool {
  /** Least recently requested first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /**
   * @param maxBytes maximum memory of all loaders together; the last one stays even if it alone takes more
   * @param onEvict called with each loader that is evicted
   */
  constructor(
    readonly maxBytes: number,
    readonly onEvict: (loader: ExplainLoader) => void,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** All loaders, the least recently requested first. */
  get loaders(): ExplainLoader[] {
    return Array.from(this.#entries.values(), ({ loader }) => loader);
  }

  /** Whether a task uses the loader of the job. */
  isInUse(id: string): boolean {
    return (this.#entries.get(id)?.users ?? 0) > 0;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The loader; does not count as a request. */
  peek(id: string): ExplainLoader | undefined {
    return this.#entries.get(id)?.loader;
  }

  /** The loader, which becomes the most recently requested one. */
  get(id: string): ExplainLoader | undefined {
    const entry = this.#entries.get(id);
    if (entry) this.#request(id, entry);
    return entry?.loader;
  }

  /** Whether a job of `bytes` bytes fits without evicting another one. */
  hasRoomFor(bytes: number): boolean {
    return this.#bytes + bytes <= this.maxBytes;
  }

  /**
   * Makes room for a job of `bytes` bytes that was not requested: evicts loaders that were not requested either, then those for which `isIdle`
   * returns true. Evicts nothing and returns false if that is not enough.
   */
  makeRoomFor(bytes: number, isIdle: (loader: ExplainLoader) => boolean): boolean {
    let missing = this.#bytes + bytes - this.maxBytes;
    const evicted: ExplainLoader[] = [];
    for (const { loader, users, isRequested, bytes: taken } of this.#inOrderOfEviction()) {
      if (missing <= 0) break;
      if (users > 0 || (isRequested && !isIdle(loader))) continue;
      evicted.push(loader);
      missing -= taken;
    }
    if (missing > 0) return false;
    for (const loader of evicted) this.#evict(loader);
    return true;
  }

  /** Adds the loader of a requested job; others may be evicted for it. */
  add(loader: ExplainLoader): void {
    this.#add(loader, true, 0);
  }

  /**
   * Adds the loader of a job that was not requested.
   *
   * @param reserved bytes that are kept free for it until `release`
   */
  addAhead(loader: ExplainLoader, reserved = 0): void {
    this.#add(loader, false, reserved);
  }

  #add(loader: ExplainLoader, isRequested: boolean, reserved: number): void {
    this.remove(loader.jobId);
    const bytes = Math.max(bytesOf(loader), reserved);
    this.#entries.set(loader.jobId, { loader, bytes, reserved, users: 0, isRequested });
    this.#bytes += bytes;
    this.#makeRoom(loader.jobId);
  }

  /** Ends the reservation of a loader. */
  release(loader: ExplainLoader): void {
    const entry = this.#entryOf(loader);
    if (entry) entry.reserved = 0;
    this.measure(loader);
  }

  remove(id: string): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
  }

  /** Answers a request with the loader, which is not evicted meanwhile; if it is not in the pool, it is added. */
  async use<T>(loader: ExplainLoader, answer: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    const id = loader.jobId;
    if (this.peek(id) !== loader) this.add(loader);
    const entry = this.#entryOf(loader);
    if (!entry) return answer(loader);
    this.#request(id, entry);
    return this.#hold(entry, answer, () => this.#request(id, entry));
  }

  /** Runs a background task with the loader, which is not evicted meanwhile. Does not count as a request. */
  async hold<T>(loader: ExplainLoader, task: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    const entry = this.#entryOf(loader);
    return entry ? this.#hold(entry, task) : task(loader);
  }

  async #hold<T>(entry: Entry, task: (loader: ExplainLoader) => Promise<T>, onEnd = () => {}): Promise<T> {
    const { loader } = entry;
    entry.users++;
    try {
      return await task(loader);
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#entries.get(loader.jobId) === entry) {
        onEnd();
        this.measure(loader);
        this.#makeRoom(loader.jobId);
      }
    }
  }

  /** Updates the memory that a loader takes, and evicts loaders if it is too much. */
  measure(loader: ExplainLoader): void {
    const entry = this.#entryOf(loader);
    if (!entry) return;
    const bytes = Math.max(bytesOf(loader), entry.reserved);
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    // A job that was not requested evicts no requested one: it is evicted itself, even while it is being read.
    if (entry.isRequested || !this.#isFull || this.size === 1) this.#makeRoom();
    else if (!this.makeRoomFor(0, () => false)) this.#evict(loader);
  }

  /** Updates the memory that all loaders take. */
  remeasure(): void {
    for (const loader of this.loaders) this.measure(loader);
  }

  get #isFull(): boolean {
    return this.#bytes > this.maxBytes;
  }

  #entryOf(loader: ExplainLoader): Entry | undefined {
    const entry = this.#entries.get(loader.jobId);
    return entry?.loader === loader ? entry : undefined;
  }

  #request(id: string, entry: Entry): void {
    entry.isRequested = true;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  #inOrderOfEviction(): Entry[] {
    const entries = [...this.#entries.values()];
    return [...entries.filter(({ isRequested }) => !isRequested), ...entries.filter(({ isRequested }) => isRequested)];
  }

  #evict(loader: ExplainLoader): void {
    this.remove(loader.jobId);
    this.onEvict(loader);
  }

  /** Evicts loaders that are not in use until the rest fits; neither `newest`, nor the last one. */
  #makeRoom(newest?: string): void {
    if (!this.#isFull) return;
    for (const { loader, users } of this.#inOrderOfEviction()) {
      if (!this.#isFull || this.size === 1) return;
      if (users === 0 && loader.jobId !== newest) this.#evict(loader);
    }
  }
}
