import { Worker } from 'node:worker_threads';
import type { RpcClient } from '../rpc';
import { RpcThread } from '../rpc-thread';
import type { StoreOptions } from '../storage/open-storage';
import type { IndexSnapshot } from './index-answers';
import type { IndexCacheOptions } from './index-cache';
import type { IndexEvent, IndexService, WorkerSettings } from './index-service';

/** The indexing worker stopped unexpectedly. Its jobs are lost and will be reloaded. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  /**
   * @param how the reason why it stopped
   * @param path the job that it was reading; null for all
   */
  constructor(
    readonly how: string,
    path: string | null = null,
  ) {
    const lost =
      path === null ? '; its jobs are being reloaded.' : ` while processing ${path}. The job is being reloaded.`;
    super(`The indexing worker stopped (${how})${lost}`);
  }

  /** The same error for the job at `path`. */
  at(path: string): WorkerLostError {
    return new WorkerLostError(this.how, path);
  }
}

/** What loaders need of the indexing worker. */
export interface Indexer {
  /** Calls a method of the worker; while it reads, `onSnapshot` of the job is called. */
  readonly call: RpcClient<IndexService>['call'];
  /** Sets the callback for new snapshots of `job`, null for none. */
  watch(job: string, onSnapshot: ((snapshot: IndexSnapshot) => void) | null): void;
  /** Stops the worker permanently. */
  stop(): Promise<void>;
}

/** Callbacks for events of the worker. */
export interface IndexerListeners {
  /** The worker died; all its jobs are closed. */
  onLost(error: WorkerLostError): void;
  /** The worker has a warning for the log. */
  onWarning(message: string): void;
}

/**
 * Memory limit for short-lived objects: reading creates few, an answer some hundred. The engine's default, 48 MB, adds 30 MB of garbage
 * to the process; reading is as fast with this limit.
 */
const YOUNG_MB = 6;

/** The indexing worker as seen from the HTTP thread. */
export class WorkerIndexer implements Indexer {
  readonly #thread: RpcThread<IndexService, WorkerLostError>;
  readonly #watchers = new Map<string, (snapshot: IndexSnapshot) => void>();

  /**
   * @param cache the index cache on disk, null for none
   * @param store the object store that jobs are in, null for none
   */
  constructor(listeners: IndexerListeners, cache: IndexCacheOptions | null = null, store: StoreOptions | null = null) {
    this.#thread = new RpcThread({
      start: () =>
        new Worker(new URL('./index.worker.ts', import.meta.url), {
          workerData: { cache, store } satisfies WorkerSettings,
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        }),
      lost: (how) => new WorkerLostError(how),
      onLost: (error) => listeners.onLost(error),
      onEvent: (event) => {
        const message = event as IndexEvent;
        if ('warning' in message) listeners.onWarning(message.warning);
        else this.#watchers.get(message.job)?.(message.snapshot);
      },
    });
  }

  get call(): Indexer['call'] {
    return this.#thread.call;
  }

  watch(job: string, onSnapshot: ((snapshot: IndexSnapshot) => void) | null): void {
    if (onSnapshot === null) this.#watchers.delete(job);
    else this.#watchers.set(job, onSnapshot);
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
