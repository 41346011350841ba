import { Worker } from 'node:worker_threads';
import type { RpcClient } from '../rpc';
import { RpcThread } from '../rpc-thread';
import type { TableService } from './table-service';

/** The thread that writes a table stopped; the table has to be asked for again. */
export class TableLostError extends Error {
  override readonly name = 'TableLostError';
  constructor(how: string) {
    super(`The thread that writes the table stopped (${how}); ask again.`);
  }
}

/** Memory limit for short-lived objects of the thread, megabytes. */
const YOUNG_MB = 16;

/** The thread that writes a table, as seen from the HTTP thread: every table has its own, which ends with it. */
export class TableThread {
  readonly #thread = new RpcThread<TableService>({
    start: () =>
      new Worker(new URL('./table.worker.ts', import.meta.url), {
        workerData: {}, // the bundler adds properties to it
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
    lost: (how) => new TableLostError(how),
  });

  get call(): RpcClient<TableService>['call'] {
    return this.#thread.call;
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
