import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../clock';
import { RpcClient } from '../rpc';
import type { StoreOptions } from '../storage/open-storage';
import type { Checksums } from './changed-maps';
import { leaveTurn, newLargeTurn } from './large-turn';
import type { MapReader } from './map-reader';
import type { PauseFlag } from './pause-flag';
import type { ReadMaps } from './read-blocks';

/** More threads read no faster: the disk and the other threads want their share. */
const MAX_THREADS = 4;

/** Memory limit for short-lived objects of a thread; pictures are outside of it. */
const YOUNG_MB = 8;

/** A reading thread is stopped after this time without work, milliseconds: it takes some 15 MB. */
const IDLE_MS = 10_000;

interface Reader {
  worker: Worker;
  client: RpcClient<MapReader>;
  /** Calls that it has not answered yet. */
  busy: number;
}

/** Threads that read saliency maps: as many as there are processors, started when they are needed. */
export class ReadingThreads {
  readonly #readers: Reader[] = [];
  readonly #flag: PauseFlag;
  readonly #turn = newLargeTurn();
  readonly #store: StoreOptions | null;
  readonly #clock: Clock;
  #cancelIdle = () => {};

  /**
   * @param flag tells the threads to pause
   * @param store the object store that jobs are in, null for none
   */
  constructor(flag: PauseFlag, store: StoreOptions | null, clock: Clock = systemClock) {
    this.#flag = flag;
    this.#store = store;
    this.#clock = clock;
  }

  read: ReadMaps = (root, generation, samples) =>
    this.#onThread((client) => client.call('read', root, generation, samples));

  checksums: Checksums = (root, paths) => this.#onThread((client) => client.call('checksums', root, paths));

  /** Works on the thread that has least to do. Rejects if the thread dies. */
  async #onThread<T>(work: (client: Reader['client']) => Promise<T>): Promise<T> {
    this.#cancelIdle();
    const reader = this.#choose();
    reader.busy++;
    try {
      return await work(reader.client);
    } finally {
      reader.busy--;
      this.#stopWhenIdle();
    }
  }

  #choose(): Reader {
    const [least] = [...this.#readers].sort((a, b) => a.busy - b.busy);
    const isFull = this.#readers.length >= Math.min(MAX_THREADS, availableParallelism());
    return least && (least.busy === 0 || isFull) ? least : this.#start();
  }

  #start(): Reader {
    const worker = new Worker(new URL('./read.worker.ts', import.meta.url), {
      workerData: { flag: this.#flag, turn: this.#turn, store: this.#store },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker.unref();
    const { threadId } = worker; // -1 after it has ended
    const reader: Reader = { worker, client: new RpcClient<MapReader>(worker, () => {}), busy: 0 };
    this.#readers.push(reader);
    let cause = 'it exited';
    worker.on('error', (error) => {
      cause = error.message;
    });
    worker.on('exit', () => {
      const index = this.#readers.indexOf(reader);
      if (index !== -1) this.#readers.splice(index, 1);
      leaveTurn(this.#turn, threadId);
      reader.client.fail(new Error(`The thread that read it stopped (${cause}).`));
    });
    return reader;
  }

  #stopWhenIdle(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#clock.after(IDLE_MS, () => {
      for (const { worker, busy } of this.#readers) if (busy === 0) void worker.terminate();
    });
  }
}
