import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { BlockCache } from './block-cache';
import type { ObjectClient } from './object-client';
import { fileStatOf, KnownObject, ObjectFile } from './object-file';
import {
  type DirectoryEntry,
  type FileStat,
  isReplaced,
  isStorageError,
  type ReplacingStorage,
  StorageError,
  type StoredFile,
} from './storage';
import { isPlainName, pathInside, pathOf, placeOf } from './store-path';

/** Requests under way at a time, where one call makes many. */
const IN_FLIGHT = 16;

/** Objects of which it is remembered which version they are. */
const KNOWN = 100_000;

/** A picture is looked at again after this time, milliseconds: nobody rewrites pictures, and each look is a request. */
const TRUSTED_MS = 60_000;

/** The first request for a whole object asks for so many bytes: more than most have. */
const WHOLE_BYTES = 4 * 2 ** 20;

/** An object that is replaced again and again while it is read is tried so often. */
const ATTEMPTS = 4;

/**
 * The objects of a store as files. A path names an object, or the directory of all objects whose keys begin with it and a slash. There are
 * no links, and nothing can lead out of a directory.
 *
 * A file is read in the version that it had when somebody last looked (`open`, `stat`), or that a listing has told; once there is another one, reading it throws
 * `replaced`. Its identity is its key, so a job whose object was rewritten with more at its end is the same job.
 */
export class ObjectStorage implements ReplacingStorage {
  readonly #store: string;
  readonly #client: ObjectClient;
  readonly #cache: BlockCache;
  readonly #now: () => number;
  readonly #known = new LRUCache<string, KnownObject>({ max: KNOWN });
  readonly #limit = pLimit(IN_FLIGHT);

  /** @param store tells this store from others, in the cache */
  constructor(store: string, client: ObjectClient, cache: BlockCache, now: () => number) {
    this.#store = store;
    this.#client = client;
    this.#cache = cache;
    this.#now = now;
  }

  async resolve(path: string): Promise<string> {
    return pathOf(placeOf(path));
  }

  async list(path: string): Promise<DirectoryEntry[]> {
    const all: DirectoryEntry[] = [];
    for await (const entries of this.entries(path)) all.push(...entries);
    return all;
  }

  async *entries(path: string): AsyncIterable<DirectoryEntry[]> {
    const place = placeOf(path);
    const begin = place.key === '' ? 0 : place.key.length + 1;
    let next: string | null = null;
    do {
      const page = await this.#client.list(place, next);
      const directories = page.prefixes.map((prefix) => ({
        name: prefix.slice(begin, -1),
        kind: 'directory' as const,
      }));
      const files = page.objects.map(({ key, ...stat }) => {
        const name = key.slice(begin);
        return { name, kind: 'file' as const, stat: fileStatOf(`${path}/${name}`, stat) };
      });
      yield [...directories, ...files].filter(({ name }) => isPlainName(name));
      next = page.next;
    } while (next !== null);
  }

  async stat(path: string): Promise<FileStat> {
    return fileStatOf(path, await this.#object(path).look());
  }

  async statAll(paths: readonly string[]): Promise<(FileStat | StorageError)[]> {
    return this.#each(paths, (path) => this.stat(path));
  }

  async heads(paths: readonly string[], length: number): Promise<(Uint8Array | StorageError)[]> {
    return this.#each(paths, async (path) => (await this.#client.get(placeOf(path), 0, length, null)).bytes);
  }

  async open(path: string, listed?: FileStat): Promise<StoredFile> {
    const object = this.#object(path);
    if (listed?.version === undefined) await object.look();
    else await object.take({ ...listed, version: listed.version });
    return new ObjectFile(object);
  }

  async openInside(root: string, relative: string): Promise<StoredFile> {
    const object = this.#object(pathInside(root, relative));
    const isTrusted = object.stat !== null && this.#now() - object.checkedAt < TRUSTED_MS;
    if (object.stat === null) await object.lookInside();
    else if (!isTrusted) await object.look();
    return new ObjectFile(object);
  }

  async readInside(root: string, relative: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const path = pathInside(root, relative);
    const place = placeOf(path);
    for (let attempt = 1; ; attempt++) {
      try {
        const { bytes, stat } = await this.#client.get(place, 0, WHOLE_BYTES, null);
        if (stat.size > maxBytes) throw new StorageError('too-large', path);
        const content = new Uint8Array(stat.size);
        content.set(bytes);
        if (bytes.length < stat.size) {
          const rest = await this.#client.get(place, bytes.length, stat.size, stat.version);
          content.set(rest.bytes, bytes.length);
        }
        return content;
      } catch (error) {
        if (!isReplaced(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** One request. */
  async replace(path: string, parts: Iterable<Uint8Array>): Promise<void> {
    await this.#client.replace(placeOf(path), Buffer.concat([...parts]));
  }

  /** Only an attempt tells. */
  async isWritable(): Promise<boolean> {
    return true;
  }

  #object(path: string): KnownObject {
    const known = this.#known.get(path);
    if (known) return known;
    const object = new KnownObject(path, this.#store, this.#client, this.#cache, this.#now);
    this.#known.set(path, object);
    return object;
  }

  async #each<T>(paths: readonly string[], call: (path: string) => Promise<T>): Promise<(T | StorageError)[]> {
    const one = async (path: string) => {
      try {
        return await call(path);
      } catch (error) {
        if (isStorageError(error)) return error;
        throw error;
      }
    };
    return Promise.all(paths.map((path) => this.#limit(() => one(path))));
  }
}
