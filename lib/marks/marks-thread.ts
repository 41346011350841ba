import { Worker } from 'node:worker_threads';
import type { RpcClient } from '../rpc';
import { RpcThread } from '../rpc-thread';
import type { MarksSettings } from './database';
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

/** Memory limit for short-lived objects of the thread: rows of a page, and lines of an export. */
const YOUNG_MB = 4;

/** The marks thread as seen from the HTTP thread. */
export class MarksThread implements Marks {
  readonly #thread: RpcThread<MarksService>;

  constructor(settings: MarksSettings) {
    this.#thread = new RpcThread({
      start: () =>
        new Worker(new URL('./marks.worker.ts', import.meta.url), {
          workerData: { ...settings },
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        }),
      lost: (how) => new MarksLostError(how),
    });
  }

  get call(): Marks['call'] {
    return this.#thread.call;
  }

  stop(): Promise<void> {
    return this.#thread.stop((client) => client.call('close'));
  }
}
