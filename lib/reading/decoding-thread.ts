import { Worker } from 'node:worker_threads';
import { type DecodedBlock, decodeBlock } from '../event/event-tape';
import { isShared, tapeOf } from './block-memory';
import { decodeHere } from './decoded-blocks';

/** Limit for short-lived objects; the thread creates very few. */
const YOUNG_MB = 2;

interface Waiting {
  bytes: Uint8Array;
  resolve(decoded: DecodedBlock): void;
}

/**
 * A thread that verifies checksums and decodes events, which is half of the work of reading an event file, while the calling thread
 * folds them. Blocks are in shared memory, so they are not copied between threads. Until the thread has started, and after it has died,
 * blocks are decoded on the calling thread, transparently for the caller.
 */
export class DecodingThread {
  #worker: Worker | null = null;
  #isUp = false;
  /** Blocks sent to the thread; it returns them in order. */
  readonly #waiting: Waiting[] = [];

  /** @param makeThread starts the thread; it sends `up`, and then the result of `decodeBlock` for each block */
  constructor(
    readonly makeThread = () =>
      new Worker(new URL('./decode.worker.ts', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
  ) {}

  /** Decodes a block as `decodeBlock` does; on the calling thread if its memory is not shared. */
  decode = (bytes: Uint8Array): Promise<DecodedBlock> => {
    if (!isShared(bytes)) return decodeHere(bytes);
    this.#worker ??= this.#start();
    if (!this.#isUp) return decodeHere(bytes);
    return new Promise((resolve) => {
      this.#waiting.push({ bytes, resolve });
      this.#worker?.postMessage(bytes);
    });
  };

  #start(): Worker {
    const worker = this.makeThread();
    worker.unref();
    worker.on('message', (answer: DecodedBlock | 'up') => {
      if (answer === 'up') this.#isUp = true;
      else this.#waiting.shift()?.resolve(answer);
    });
    worker.on('error', () => {}); // an `exit` event follows
    worker.on('exit', () => {
      this.#isUp = false;
      for (const { bytes, resolve } of this.#waiting.splice(0)) resolve(decodeBlock(bytes, tapeOf(bytes)));
    });
    return worker;
  }
}
