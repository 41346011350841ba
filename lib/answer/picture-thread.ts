import 'server-only';
import { Worker } from 'node:worker_threads';
import { ApiError } from '../api/problem';
import { RpcClient } from '../rpc';
import type { PictureService, PictureThreadSettings } from './picture-service';
import { transferring } from './transfer';

/** Memory limit for short-lived objects of the thread; pictures are outside of it. */
const YOUNG_MB = 4;

/** The thread that makes pictures, as seen from the HTTP thread. It is started by the first call, and again if it died. */
export class PictureThread {
  #client: RpcClient<PictureService> | null = null;

  constructor(readonly settings: PictureThreadSettings) {}

  /** Calls a method of the service. Arrays of bytes in the arguments are moved to the thread. Throws what the method throws. */
  call: RpcClient<PictureService>['call'] = (method, ...args) => {
    this.#client ??= this.#start();
    return this.#client.call(method, ...args);
  };

  #start(): RpcClient<PictureService> {
    const worker = new Worker(new URL('./picture.worker.ts', import.meta.url), {
      workerData: this.settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.unref();
    const client = new RpcClient<PictureService>(transferring(worker), () => {});
    worker.on('error', () => {}); // an `exit` event follows
    worker.on('exit', () => {
      if (this.#client === client) this.#client = null;
      client.fail(new ApiError('worker-lost', 'The thread that makes pictures stopped; ask again.'));
    });
    return client;
  }
}
