import { Worker } from 'node:worker_threads';
import type { RpcClient } from '../rpc';
import { RpcThread } from '../rpc-thread';
import type { StoreOptions } from '../storage/open-storage';
import { newPauseFlag, pausing } from './pause-flag';
import type { SurveyService } from './survey-service';

/** The survey thread stopped; its surveys are opened again from their files. */
export class SurveyLostError extends Error {
  override readonly name = 'SurveyLostError';
  constructor(how: string) {
    super(`The survey thread stopped (${how}); ask again.`);
  }
}

/** What the manager needs of the survey thread. */
export interface Surveyor {
  call: RpcClient<SurveyService>['call'];
  /** Reading pauses until the function that is returned is called. */
  pause(): () => void;
  /** Called when all surveys were closed because the thread died. */
  onLost: () => void;
  stop(): Promise<void>;
}

/** Memory limit for short-lived objects of the thread: what is counted lies in arrays of numbers, outside of it. */
const YOUNG_MB = 8;

/** The survey thread as seen from the HTTP thread. */
export class SurveyThread implements Surveyor {
  readonly #flag = newPauseFlag();
  onLost = () => {};
  readonly #thread: RpcThread<SurveyService>;

  /** @param store the object store that jobs are in, null for none */
  constructor(store: StoreOptions | null = null) {
    this.#thread = new RpcThread<SurveyService>({
      start: () =>
        new Worker(new URL('./survey.worker.ts', import.meta.url), {
          workerData: { flag: this.#flag, store },
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        }),
      lost: (how) => new SurveyLostError(how),
      onLost: () => this.onLost(),
    });
  }

  get call(): Surveyor['call'] {
    return this.#thread.call;
  }

  pause = () => pausing(this.#flag);

  stop(): Promise<void> {
    return this.#thread.stop();
  }
}
