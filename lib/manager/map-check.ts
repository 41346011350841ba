import type { Clock } from '../clock';
import { isStorePath } from '../storage/store-path';
import type { Surveyor } from '../survey/survey-thread';
import { type JobMaps, stepsOf } from './map-steps';

/**
 * Samples whose files are compared at a time, others each time; and the time between two such checks, milliseconds. In an object store each file
 * is a request, and a page may be left open for days.
 */
const SAMPLES = 64;
const INTERVAL_MS = 60_000;
const STORE_INTERVAL_MS = 3_600_000;

export interface MapCheckOptions extends JobMaps {
  surveyor: Surveyor;
  handle: string;
  clock: Clock;
}

/**
 * Notices that the files of maps were replaced, though the records stayed: compares those of some samples with what was surveyed, at most
 * once a minute (in an object store once an hour), and those of all samples where one is another.
 */
export class MapCheck {
  readonly #options: MapCheckOptions;
  #round = 0;
  #checked = Number.NEGATIVE_INFINITY;
  #interval = INTERVAL_MS;

  constructor(options: MapCheckOptions) {
    this.#options = options;
  }

  /** Whether the last check began long enough ago. */
  get isDue(): boolean {
    return this.#options.clock.now() >= this.#checked + this.#interval;
  }

  /** Returns the number of samples whose maps are to be read again. Throws JobGoneError. */
  async check(): Promise<number> {
    const { surveyor, handle, clock } = this.#options;
    this.#checked = clock.now();
    const changed = await this.#compare(await surveyor.call('someSamples', handle, this.#round++, SAMPLES));
    return changed === 0 ? 0 : changed + (await this.#compare(await surveyor.call('someSamples', handle, 0)));
  }

  async #compare(ids: Int32Array): Promise<number> {
    const { surveyor, handle } = this.#options;
    let changed = 0;
    for await (const { root, samples } of stepsOf(this.#options, ids)) {
      this.#interval = isStorePath(root) ? STORE_INTERVAL_MS : INTERVAL_MS;
      changed += await surveyor.call('check', handle, root, samples);
    }
    return changed;
  }
}
