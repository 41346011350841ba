import type { Worker } from 'node:worker_threads';
import { RpcClient, type Service } from './rpc';

/** What a thread needs of the one that uses it. */
export interface RpcThreadOptions<E extends Error> {
  /** Starts the worker. */
  start(): Worker;
  /** The error of calls that the worker did not answer before it stopped; `how` says why it did. */
  lost(how: string): E;
  /** Called when it stopped, unless on purpose. */
  onLost?(error: E): void;
  /** Called with the events that it sends. */
  onEvent?(event: unknown): void;
}

/** A worker that serves calls. It is started by the first call, and again if it died; it does not keep the process alive. */
export class RpcThread<S extends Service<S>, E extends Error = Error> {
  readonly #options: RpcThreadOptions<E>;
  #worker: Worker | null = null;
  #client: RpcClient<S> | null = null;
  #isStopped = false;

  constructor(options: RpcThreadOptions<E>) {
    this.#options = options;
  }

  call: RpcClient<S>['call'] = (method, ...args) => {
    if (this.#isStopped) return Promise.reject(this.#options.lost('the server is stopping')) as never;
    this.#client ??= this.#start();
    return this.#client.call(method, ...args);
  };

  /** Stops the worker permanently, if it runs; after `last` was called, if given. */
  async stop(last: (client: RpcClient<S>) => Promise<unknown> = async () => {}): Promise<void> {
    this.#isStopped = true;
    if (this.#client) await last(this.#client).catch(() => {}); // it died
    await this.#worker?.terminate();
  }

  #start(): RpcClient<S> {
    const { start, lost, onLost = () => {}, onEvent = () => {} } = this.#options;
    const worker = start();
    worker.unref();
    const client = new RpcClient<S>(worker, onEvent);
    let cause = 'it exited';
    worker.on('error', (error) => {
      cause = error.message;
    });
    worker.on('exit', () => {
      this.#worker = null;
      this.#client = null;
      const error = lost(cause);
      client.fail(error);
      if (!this.#isStopped) onLost(error);
    });
    this.#worker = worker;
    return client;
  }
}
