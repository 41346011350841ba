import { Worker } from 'node:worker_threads';
import { wholeUntil } from '../record/record-reader';
import { isShared } from './block-memory';
import { verifyHere } from './verified-blocks';

/** The thread makes hardly an object. */
const YOUNG_MB = 2;

interface Waiting {
  bytes: Uint8Array;
  resolve(verifiedEnd: number): void;
}

/**
 * A thread that verifies checksums, a third of the work of reading an event file, while the thread that asks goes on with the rest.
 * Blocks lie in shared memory: nothing is copied or sent but where they are. Until the thread is up, and where it is lost, blocks are
 * verified in place, so that nobody else need know.
 */
export class VerifyingThread {
  #worker: Worker | null = null;
  #isUp = false;
  /** Blocks under way; they are answered in their order. */
  readonly #waiting: Waiting[] = [];

  /** @param makeThread begins it; it says `up`, and then answers each block with what `wholeUntil` finds */
  constructor(
    readonly makeThread = () =>
      new Worker(new URL('./verify.worker.ts', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
  ) {}

  /** Where the records of a block stop being whole and sound; one that does not lie in shared memory is verified in place. */
  verify = (bytes: Uint8Array): Promise<number> => {
    this.#worker ??= this.#start();
    if (!this.#isUp || !isShared(bytes)) return verifyHere(bytes);
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
      this.#worker?.postMessage(bytes);
    });
  };

  #start(): Worker {
    const worker = this.makeThread();
    worker.unref();
    worker.on('message', (answer: number | 'up') => {
      if (answer === 'up') this.#isUp = true;
      else this.#waiting.shift()?.resolve(answer);
    });
    worker.on('error', () => {}); // what follows is an exit
    worker.on('exit', () => {
      this.#isUp = false;
      for (const { bytes, resolve } of this.#waiting.splice(0)) resolve(wholeUntil(bytes));
    });
    return worker;
  }
}
