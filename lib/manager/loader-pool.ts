import type { ExplainLoader } from './explain-loader';

/** What a loader takes beside its columns: an open file, buffers, objects. */
const LOADER_BYTES = 256 * 1024;

/** What it takes while it is read: three blocks, which are no longer than the file. */
const LOADING_BYTES = 3 * 2 ** 20;

function bytesOf({ memory, status, directory }: ExplainLoader): number {
  return memory + LOADER_BYTES + (status.kind === 'loading' ? Math.min(LOADING_BYTES, 3 * directory.size) : 0);
}

interface Entry {
  loader: ExplainLoader;
  /** As it was when it was last measured. */
  bytes: number;
  /** Questions about it that are being answered. */
  users: number;
}

/**
 * The loaders that are kept, bounded by the bytes they take together. Where they take too much, the one asked for longest
 * ago goes first; one that is in use (a request about it is being answered) never goes.
 */
export class LoaderPool {
  /** The one asked for longest ago first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /**
   * @param maxBytes what all loaders together may take; the last one stays even where it alone takes more
   * @param onEvict told when a loader had to go
   */
  constructor(
    readonly maxBytes: number,
    readonly onEvict: (loader: ExplainLoader) => void,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** All loaders, the one asked for longest ago first. */
  get loaders(): ExplainLoader[] {
    return Array.from(this.#entries.values(), ({ loader }) => loader);
  }

  /** Whether a question about the job is being answered. */
  isInUse(id: string): boolean {
    return (this.#entries.get(id)?.users ?? 0) > 0;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The loader, without counting as being asked for. */
  peek(id: string): ExplainLoader | undefined {
    return this.#entries.get(id)?.loader;
  }

  /** The loader, which is now the one asked for last. */
  get(id: string): ExplainLoader | undefined {
    const entry = this.#entries.get(id);
    if (entry) this.#toEnd(id, entry);
    return entry?.loader;
  }

  /** Whether a job that will take about so many bytes fits without another one having to go. */
  hasRoomFor(bytes: number): boolean {
    return this.#bytes + bytes + LOADER_BYTES <= this.maxBytes;
  }

  /** Adds a loader; those asked for longest ago may have to go for it. */
  add(loader: ExplainLoader): void {
    this.remove(loader.jobId);
    const bytes = bytesOf(loader);
    this.#entries.set(loader.jobId, { loader, bytes, users: 0 });
    this.#bytes += bytes;
    this.#makeRoom(loader.jobId);
  }

  remove(id: string): void {
    this.#bytes -= this.#entries.get(id)?.bytes ?? 0;
    this.#entries.delete(id);
  }

  /** Runs `use` with the loader, which stays in the pool until it is done. */
  async use<T>(loader: ExplainLoader, use: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    const id = loader.jobId;
    if (this.peek(id) !== loader) this.add(loader);
    const entry = this.#entries.get(id);
    if (!entry) return use(loader);
    entry.users++;
    try {
      return await use(loader);
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#entries.get(id) === entry) {
        this.#toEnd(id, entry);
        this.measure(loader);
        this.#makeRoom(id);
      }
    }
  }

  /** Takes in how much a loader has grown, and lets go of what is too much. */
  measure(loader: ExplainLoader): void {
    const entry = this.#entries.get(loader.jobId);
    if (entry?.loader !== loader) return;
    const bytes = bytesOf(loader);
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    this.#makeRoom();
  }

  /** Takes in how much all loaders have grown. */
  remeasure(): void {
    for (const loader of this.loaders) this.measure(loader);
  }

  #toEnd(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  /** Lets idle loaders go until the rest fits; not `newest`, and not the last of all. */
  #makeRoom(newest?: string): void {
    if (this.#bytes <= this.maxBytes) return;
    for (const [id, { loader, users }] of this.#entries) {
      if (this.#bytes <= this.maxBytes || this.size === 1) return;
      if (users > 0 || id === newest) continue;
      this.remove(id);
      this.onEvict(loader);
    }
  }
}
