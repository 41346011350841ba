import { Worker } from 'node:worker_threads';
import { RpcClient } from '../rpc';
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

/** Runs the indexing worker, and starts a new one if it died. */
export class WorkerIndexer implements Indexer {
  #worker: Worker | null = null;
  #client: RpcClient<IndexService> | null = null;
  #isStopped = false;
  readonly #watchers = new Map<string, (snapshot: IndexSnapshot) => void>();

  /** @param cache the index cache on disk, null for none */
  constructor(
    readonly listeners: IndexerListeners,
    readonly cache: IndexCacheOptions | null = null,
  ) {}

  call: Indexer['call'] = (method, ...args) => {
    if (this.#isStopped) throw new Error('The indexing worker has been stopped.');
    this.#client ??= this.#start();
    return this.#client.call(method, ...args);
  };

  watch(job: string, onSnapshot: ((snapshot: IndexSnapshot) => void) | null): void {
    if (onSnapshot === null) this.#watchers.delete(job);
    else this.#watchers.set(job, onSnapshot);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const worker = this.#worker;
    this.#worker = null;
    this.#client = null;
    await worker?.terminate();
  }

  #start(): RpcClient<IndexService> {
    const worker = new Worker(new URL('./index.worker.ts', import.meta.url), {
      workerData: { cache: this.cache } satisfies WorkerSettings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.unref();
    const client = new RpcClient<IndexService>(worker, (event) => {
      const message = event as IndexEvent;
      if ('warning' in message) this.listeners.onWarning(message.warning);
      else this.#watchers.get(message.job)?.(message.snapshot);
    });
    let cause = 'it exited';
    worker.on('error', (error) => {
      cause = error.message;
    });
    worker.on('exit', () => {
      const lost = new WorkerLostError(cause);
      client.fail(lost);
      if (this.#worker !== worker) return; // stopped on purpose
      this.#worker = null;
      this.#client = null;
      this.listeners.onLost(lost);
    });
    this.#worker = worker;
    return client;
  }
}
