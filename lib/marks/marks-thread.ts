import { Worker } from 'node:worker_threads';
import { RpcClient } from '../rpc';
import type { MarksService } from './marks-service';

/** The marks thread stopped. What it has acknowledged is in the database; the next request starts it again. */
export class MarksLostError extends Error {
  override readonly name = 'MarksLostError';
  constructor(how: string) {
    super(`The marks thread stopped (${how}); try again.`);
  }
}

/** What others need of the marks thread. */
export interface Marks {
  call: RpcClient<MarksService>['call'];
  stop(): Promise<void>;
}

/** The marks thread as seen from the HTTP thread. It is started by the first call, and again if it died. */
export class MarksThread implements Marks {
  #worker: Worker | null = null;
  #client: RpcClient<MarksService> | null = null;
  #isStopped = false;

  /** @param settings the data directory, and whether it must not be written */
  constructor(readonly settings: { directory: string; isReadOnly: boolean }) {}

  call: Marks['call'] = (method, ...args) => {
    if (this.#isStopped) return Promise.reject(new MarksLostError('the server is stopping')) as never;
    this.#client ??= this.#start();
    return this.#client.call(method, ...args);
  };

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#client?.call('close').catch(() => {});
    await this.#worker?.terminate();
  }

  #start(): RpcClient<MarksService> {
    const worker = new Worker(new URL('./marks.worker.ts', import.meta.url), { workerData: { ...this.settings } });
    worker.unref();
    const client = new RpcClient<MarksService>(worker, () => {});
    let cause = 'it exited';
    worker.on('error', (error) => {
      cause = error.message;
    });
    worker.on('exit', () => {
      this.#worker = null;
      this.#client = null;
      client.fail(new MarksLostError(cause));
    });
    this.#worker = worker;
    return client;
  }
}
