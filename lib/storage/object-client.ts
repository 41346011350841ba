import type { Place } from './store-path';

/** An object as its store describes it. */
export interface ObjectStat {
  /** Bytes. */
  size: number;
  /** When it was put, milliseconds since 1970; stores tell whole seconds. */
  modified: number;
  /** Its ETag, or what else tells its contents apart. */
  version: string;
}

export interface ListedObject extends ObjectStat {
  key: string;
}

/** A page of a listing. */
export interface ObjectListing {
  /** Prefixes below the listed one, each with a slash at its end. */
  prefixes: string[];
  objects: ListedObject[];
  /** Continues the listing; null at its end. */
  next: string | null;
}

/**
 * The requests that are made to an object store; each call is one request, or several if it has to be repeated. All throw StorageError:
 * `not-found`, `refused`, `unavailable`, `replaced`, `failed`.
 */
export interface ObjectClient {
  /** The objects whose keys begin with that of the directory `place` and a slash; what follows up to the next slash are prefixes. */
  list(place: Place, next: string | null): Promise<ObjectListing>;
  head(place: Place): Promise<ObjectStat>;
  /**
   * The bytes `[start, end)` of an object, fewer where it ends before.
   *
   * @param version that it must have, null for any
   * @param into where the bytes are put if there is room for the answer; it must not be used before
   */
  get(
    place: Place,
    start: number,
    end: number,
    version: string | null,
    into?: Uint8Array,
  ): Promise<{ bytes: Uint8Array; stat: ObjectStat }>;
  /** Puts an object as a whole; one that is there is replaced. Where the store refuses it, the fault is `not-written`. */
  replace(place: Place, content: Uint8Array): Promise<void>;
}
