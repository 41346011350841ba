import { Worker } from 'node:worker_threads';
import { type DecodedBlock, decodeBlock } from '../event/event-tape';
import { isShared, tapeOf } from './block-memory';
import { decodeHere } from './decoded-blocks';

/** The thread makes hardly an object. */
const YOUNG_MB = 2;

interface Waiting {
  bytes: Uint8Array;
  resolve(decoded: DecodedBlock): void;
}

/**
 * A thread that verifies checksums and decodes events, half of the work of reading an event file, while the thread that asks folds them.
 * Blocks lie in shared memory: nothing is copied or sent but where they are. Until the thread is up, and where it is lost, blocks are
 * decoded in place, so that nobody else need know.
 */
export class DecodingThread {
  #worker: Worker | null = null;
  #isUp = false;
  /** Blocks under way; they are answered in their order. */
  readonly #waiting: Waiting[] = [];

  /** @param makeThread begins it; it says `up`, and then answers each block with what `decodeBlock` finds */
  constructor(
    readonly makeThread = () =>
      new Worker(new URL('./decode.worker.ts', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      }),
  ) {}

  /** Decodes a block of a `BlockMemory` as `decodeBlock` does; in place, where its memory is not shared. */
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
    worker.on('error', () => {}); // what follows is an exit
    worker.on('exit', () => {
      this.#isUp = false;
      for (const { bytes, resolve } of this.#waiting.splice(0)) resolve(decodeBlock(bytes, tapeOf(bytes)));
    });
    return worker;
  }
}
