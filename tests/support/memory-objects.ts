import { createHash } from 'node:crypto';
import type { ObjectClient, ObjectListing, ObjectStat } from '../../lib/storage/object-client';
import { StorageError } from '../../lib/storage/storage';
import type { Place } from '../../lib/storage/store-path';
import { BEGINNING } from './clock';

interface Kept {
  bytes: Uint8Array;
  modified: number;
}

/** A request that was made. */
export interface Request {
  kind: 'list' | 'head' | 'get';
  key: string;
  /** Bytes that were sent. */
  bytes: number;
}

const PAGE = 1000;

/** The objects of a store in memory: answers as one does, as far as the reader of jobs asks. Notes all requests. */
export class MemoryObjects implements ObjectClient {
  readonly requests: Request[] = [];
  readonly #objects = new Map<string, Kept>();
  /** Called before a request is answered; may wait, change objects, or throw. */
  before: (request: Request) => void | Promise<void> = () => {};

  /** Puts an object, with the time that stores tell: whole seconds. */
  put(key: string, content: Uint8Array | string, modified = BEGINNING): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.#objects.set(key, { bytes, modified: Math.floor(modified / 1000) * 1000 });
  }

  remove(key: string): void {
    this.#objects.delete(key);
  }

  /** The kinds of the requests since the last call, with how many there were. */
  counts(): Record<Request['kind'], number> {
    const counts = { list: 0, head: 0, get: 0 };
    for (const { kind } of this.requests.splice(0)) counts[kind]++;
    return counts;
  }

  async list({ key }: Place, next: string | null): Promise<ObjectListing> {
    await this.#note('list', key, 0);
    const prefix = key === '' ? '' : `${key}/`;
    const found = new Map<string, Kept | null>();
    for (const [name, kept] of this.#objects) {
      if (!name.startsWith(prefix)) continue;
      const slash = name.indexOf('/', prefix.length);
      if (slash === -1) found.set(name, kept);
      else found.set(name.slice(0, slash + 1), null);
    }
    const names = [...found.keys()].sort();
    const start = Number(next ?? 0);
    const page = names.slice(start, start + PAGE);
    return {
      prefixes: page.filter((name) => found.get(name) === null),
      objects: page.flatMap((name) => {
        const kept = found.get(name);
        return kept ? [{ key: name, ...statOf(kept) }] : [];
      }),
      next: start + PAGE < names.length ? String(start + PAGE) : null,
    };
  }

  async head(place: Place): Promise<ObjectStat> {
    await this.#note('head', place.key, 0);
    return statOf(this.#at(place));
  }

  async get(place: Place, start: number, end: number, version: string | null, into?: Uint8Array) {
    const request = await this.#note('get', place.key, 0);
    const kept = this.#at(place);
    const stat = statOf(kept);
    if (version !== null && version !== stat.version) throw new StorageError('replaced', pathOf(place));
    const bytes = kept.bytes.slice(start, end);
    request.bytes = bytes.length;
    into?.set(bytes);
    return { bytes: into?.subarray(0, bytes.length) ?? bytes, stat };
  }

  async replace({ key }: Place, content: Uint8Array): Promise<void> {
    this.put(key, content);
  }

  async #note(kind: Request['kind'], key: string, bytes: number): Promise<Request> {
    const request = { kind, key, bytes };
    this.requests.push(request);
    await this.before(request);
    return request;
  }

  #at(place: Place): Kept {
    const kept = this.#objects.get(place.key);
    if (kept === undefined) throw new StorageError('not-found', pathOf(place));
    return kept;
  }
}

function pathOf({ bucket, key }: Place): string {
  return `s3://${bucket}/${key}`;
}

function statOf({ bytes, modified }: Kept): ObjectStat {
  return { size: bytes.length, modified, version: createHash('md5').update(bytes).digest('hex') };
}
