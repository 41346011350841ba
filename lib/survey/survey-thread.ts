import { Worker } from 'node:worker_threads';
import { RpcClient } from '../rpc';
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

/** The survey thread as seen from the HTTP thread. It is started by the first call, and again if it died. */
export class SurveyThread implements Surveyor {
  #worker: Worker | null = null;
  #client: RpcClient<SurveyService> | null = null;
  #isStopped = false;
  readonly #flag = newPauseFlag();
  onLost = () => {};

  call: Surveyor['call'] = (method, ...args) => {
    if (this.#isStopped) return Promise.reject(new SurveyLostError('the server is stopping')) as never;
    this.#client ??= this.#start();
    return this.#client.call(method, ...args);
  };

  pause = () => pausing(this.#flag);

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker?.terminate();
  }

  #start(): RpcClient<SurveyService> {
    const worker = new Worker(new URL('./survey.worker.ts', import.meta.url), { workerData: { flag: this.#flag } });
    worker.unref();
    const client = new RpcClient<SurveyService>(worker, () => {});
    let cause = 'it exited';
    worker.on('error', (error) => {
      cause = error.message;
    });
    worker.on('exit', () => {
      this.#worker = null;
      this.#client = null;
      client.fail(new SurveyLostError(cause));
      if (!this.#isStopped) this.onLost();
    });
    this.#worker = worker;
    return client;
  }
}
