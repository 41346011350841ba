import { systemClock } from '../clock';
import { BlockCache, type BlockCacheOptions } from './block-cache';
import { localStorage } from './local';
import type { ObjectClient } from './object-client';
import { ObjectStorage } from './object-storage';
import { RequestCounts } from './request-counts';
import type { S3Options } from './s3-client';
import type { ReplacingStorage, WritableStorage } from './storage';
import { isStorePath } from './store-path';

/** The object store that jobs are in; can be passed to a thread. */
export interface StoreOptions extends S3Options {
  /** Where parts of objects are kept on the local disk; null for nowhere. */
  blocks: BlockCacheOptions | null;
  /** The counters of requests. */
  counts: SharedArrayBuffer;
}

/**
 * The storage of this machine's files, and, if jobs are in an object store, of that store's: paths tell which. Objects are only put as a
 * whole.
 *
 * @param local the storage of this machine's files
 */
export function openStorage(store: StoreOptions | null, local: WritableStorage = localStorage): WritableStorage {
  if (store === null) return local;
  const cache = new BlockCache(localStorage, store.blocks);
  const objects = new ObjectStorage(store.endpoint ?? '', lazyClient(store), cache, systemClock.now);
  const at = (path: string): ReplacingStorage => (isStorePath(path) ? objects : local);
  return {
    ...local,
    resolve: (path) => at(path).resolve(path),
    list: (path) => at(path).list(path),
    entries: (path) => at(path).entries(path),
    stat: (path) => at(path).stat(path),
    statAll: (paths) => at(paths[0] ?? '').statAll(paths),
    heads: (paths, length) => at(paths[0] ?? '').heads(paths, length),
    open: (path, listed) => at(path).open(path, listed),
    openInside: (root, relative, linked) => at(root).openInside(root, relative, linked),
    readInside: (root, relative, maxBytes, linked) => at(root).readInside(root, relative, maxBytes, linked),
    replace: (path, parts, bytes) => at(path).replace(path, parts, bytes),
    isWritable: (path) => at(path).isWritable(path),
  };
}

/** The client of a store, whose code is loaded with the first request. */
function lazyClient(store: StoreOptions): ObjectClient {
  let loading: Promise<ObjectClient> | null = null;
  const client = () => {
    loading ??= import('./s3-client').then(
      ({ S3ObjectClient }) => new S3ObjectClient(store, new RequestCounts(store.counts)),
    );
    return loading;
  };
  return {
    list: async (...of) => (await client()).list(...of),
    head: async (...of) => (await client()).head(...of),
    get: async (...of) => (await client()).get(...of),
    replace: async (...of) => (await client()).replace(...of),
  };
}
