import { LRUCache } from 'lru-cache';
import type { ExplainLoader } from './explain-loader';

/** What a loader takes beside its columns: an open file, buffers, objects. */
const LOADER_BYTES = 256 * 1024;

/**
 * The loaders that are kept, bounded by the bytes they take together. Where they take too much, the one asked for longest
 * ago goes first; one that is in use (a request about it is being answered) never goes.
 */
export class LoaderPool {
  readonly #idle: LRUCache<string, ExplainLoader>;
  readonly #inUse = new Map<string, { loader: ExplainLoader; users: number }>();

  /**
   * @param maxBytes what all loaders together may take; the last one stays even where it alone takes more
   * @param onEvict told when a loader had to go
   */
  constructor(
    readonly maxBytes: number,
    readonly onEvict: (loader: ExplainLoader) => void,
  ) {
    this.#idle = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (loader) => Math.min(loader.memory + LOADER_BYTES, maxBytes),
      dispose: (loader, _id, reason) => {
        if (reason === 'evict') onEvict(loader);
      },
    });
  }

  get size(): number {
    return this.#idle.size + this.#inUse.size;
  }

  /** All loaders, the one asked for longest ago first. */
  get loaders(): ExplainLoader[] {
    return [
      ...this.#idleEntries().map(([, loader]) => loader),
      ...[...this.#inUse.values()].map(({ loader }) => loader),
    ];
  }

  /** Whether a question about the job is being answered. */
  isInUse(id: string): boolean {
    return this.#inUse.has(id);
  }

  has(id: string): boolean {
    return this.peek(id) !== undefined;
  }

  /** The loader, without counting as being asked for. */
  peek(id: string): ExplainLoader | undefined {
    return this.#inUse.get(id)?.loader ?? this.#idle.peek(id);
  }

  /** The loader, which is now the one asked for last. */
  get(id: string): ExplainLoader | undefined {
    return this.#inUse.get(id)?.loader ?? this.#idle.get(id);
  }

  /** Whether a job that will take about so many bytes fits without another one having to go. */
  hasRoomFor(bytes: number): boolean {
    return this.#inUseBytes + this.#idle.calculatedSize + bytes + LOADER_BYTES <= this.maxBytes;
  }

  /** Adds a loader; those asked for longest ago may have to go for it. */
  add(loader: ExplainLoader): void {
    this.#idle.set(loader.jobId, loader);
    this.#makeRoom(loader.jobId);
  }

  remove(id: string): void {
    this.#inUse.delete(id);
    this.#idle.delete(id);
  }

  /** Runs `use` with the loader, which stays in the pool until it is done. */
  async use<T>(loader: ExplainLoader, use: (loader: ExplainLoader) => Promise<T>): Promise<T> {
    const id = loader.jobId;
    const entry = this.#inUse.get(id) ?? { loader, users: 0 };
    entry.users++;
    this.#inUse.set(id, entry);
    this.#idle.delete(id);
    try {
      return await use(loader);
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#inUse.get(id) === entry) {
        this.#inUse.delete(id);
        this.add(loader);
      }
    }
  }

  /** Takes in how much the loaders have grown, their order kept, and lets go of what is too much. */
  remeasure(): void {
    // The cache asks for the size of an entry only when it is new.
    const entries = this.#idleEntries();
    this.#idle.clear();
    for (const [id, loader] of entries) this.#idle.set(id, loader);
    this.#makeRoom();
  }

  get #inUseBytes(): number {
    let bytes = 0;
    for (const { loader } of this.#inUse.values()) bytes += loader.memory + LOADER_BYTES;
    return bytes;
  }

  #idleEntries(): [string, ExplainLoader][] {
    const entries: [string, ExplainLoader][] = [];
    this.#idle.forEach((loader, id) => {
      entries.push([id, loader]);
    });
    return entries.reverse();
  }

  /** Lets idle loaders go until the rest fits; not `newest`, and not the last of all. */
  #makeRoom(newest?: string): void {
    const inUse = this.#inUseBytes;
    while (inUse + this.#idle.calculatedSize > this.maxBytes) {
      const oldest = this.#idle.rkeys().next().value;
      if (oldest === undefined || oldest === newest || this.size === 1) return;
      this.#idle.pop();
    }
  }
}
