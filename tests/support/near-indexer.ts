import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { IndexSnapshot } from '../../lib/indexing/index-answers';
import type { IndexCache } from '../../lib/indexing/index-cache';
import { type IndexEvent, IndexService } from '../../lib/indexing/index-service';
import type { Indexer } from '../../lib/indexing/indexer';
import { RpcClient, serve } from '../../lib/rpc';
import type { Storage } from '../../lib/storage/storage';

/** The indexing worker's work, done on this thread, so that a test sees how the storage is used. */
export class NearIndexer implements Indexer {
  readonly call: Indexer['call'];
  readonly #service: IndexService;
  readonly #port: MessagePort;
  readonly #watchers = new Map<string, (snapshot: IndexSnapshot) => void>();

  constructor(storage: Storage, cache: IndexCache | null = null) {
    const { port1, port2 } = new MessageChannel();
    let send: (event: IndexEvent) => void = () => {};
    this.#service = new IndexService(storage, (event) => send(event), performance.now.bind(performance), cache);
    send = serve(port1, this.#service);
    const client = new RpcClient<IndexService>(port2, (event) => {
      const news = event as IndexEvent;
      if ('snapshot' in news) this.#watchers.get(news.job)?.(news.snapshot);
    });
    this.call = (method, ...args) => client.call(method, ...args);
    this.#port = port1;
    for (const port of [port1, port2]) port.unref();
  }

  watch(job: string, onSnapshot: ((snapshot: IndexSnapshot) => void) | null): void {
    if (onSnapshot === null) this.#watchers.delete(job);
    else this.#watchers.set(job, onSnapshot);
  }

  async stop(): Promise<void> {
    this.#port.close();
    for (const job of this.#watchers.keys()) void this.#service.close(job);
  }
}
