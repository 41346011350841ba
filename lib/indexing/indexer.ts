import { Worker } from 'node:worker_threads';
import type { IndexSnapshot } from './index-answers';
import type { IndexCacheOptions } from './index-cache';
import type { IndexEvent, IndexService, WorkerSettings } from './index-service';
import { RpcClient } from './rpc';

/** The indexing worker stopped in the middle of its work; what it had loaded is gone and will be loaded again. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  /**
   * @param how it stopped
   * @param path what it was at work on; null for anything
   */
  constructor(
    readonly how: string,
    path: string | null = null,
  ) {
    const work =
      path === null ? '; its jobs are loaded again at once.' : ` at work on ${path}, which is loaded again at once.`;
    super(`The indexing worker stopped (${how})${work}`);
  }

  /** The same, seen from what is at `path`. */
  at(path: string): WorkerLostError {
    return new WorkerLostError(this.how, path);
  }
}

/** What loaders need of the indexing worker. */
export interface Indexer {
  /** The worker's methods; `onSnapshot` of the job is told whenever it has read on. */
  readonly call: RpcClient<IndexService>['call'];
  /** Sets who is told when `job` has been read on. */
  watch(job: string, onSnapshot: ((snapshot: IndexSnapshot) => void) | null): void;
  /** Ends the worker for good. */
  stop(): Promise<void>;
}

/** Who is told what happens in the worker beside its answers. */
export interface IndexerListeners {
  /** The worker died: every job it had open is closed. */
  onLost(error: WorkerLostError): void;
  /** A sentence for the log. */
  onWarning(message: string): void;
}

/**
 * Of short-lived objects, what is read makes few, an answer some hundred. The engine's own limit, 48 MB, leaves 30 MB of garbage to the
 * process; reading is as fast with this one.
 */
const YOUNG_MB = 6;

/** Runs the indexing worker, and a new one where it died. */
export class WorkerIndexer implements Indexer {
  #worker: Worker | null = null;
  #client: RpcClient<IndexService> | null = null;
  #isStopped = false;
  readonly #watchers = new Map<string, (snapshot: IndexSnapshot) => void>();

  /** @param cache where indexes are kept on disk, null for nowhere */
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
      const news = event as IndexEvent;
      if ('warning' in news) this.listeners.onWarning(news.warning);
      else this.#watchers.get(news.job)?.(news.snapshot);
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
