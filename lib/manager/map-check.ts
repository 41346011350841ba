import type { Clock } from '../clock';
import type { Surveyor } from '../survey/survey-thread';
import type { ExplainLoader } from './explain-loader';

/** Samples whose files are compared at a time, others each time; and the time between two such checks, milliseconds. */
const SAMPLES = 64;
const INTERVAL_MS = 60_000;

/** Samples that are compared in one step. */
const AT_ONCE = 16;

export interface MapCheckOptions {
  surveyor: Surveyor;
  handle: string;
  generation: string;
  clock: Clock;
  withLoader: <T>(answer: (loader: ExplainLoader) => Promise<T>) => Promise<T | null>;
}

/**
 * Notices that the files of maps were replaced, though the records stayed: compares those of some samples with what was surveyed, at most
 * once a minute, and those of all samples where one is another.
 */
export class MapCheck {
  readonly #options: MapCheckOptions;
  #round = 0;
  #checked = Number.NEGATIVE_INFINITY;

  constructor(options: MapCheckOptions) {
    this.#options = options;
  }

  /** Whether the last check began a minute ago. */
  get isDue(): boolean {
    return this.#options.clock.now() >= this.#checked + INTERVAL_MS;
  }

  /** Returns the number of samples whose maps are to be read again. */
  async check(): Promise<number> {
    const { surveyor, handle, clock } = this.#options;
    this.#checked = clock.now();
    const changed = await this.#compare(await surveyor.call('someSamples', handle, this.#round++, SAMPLES));
    return changed === 0 ? 0 : changed + (await this.#compare(await surveyor.call('someSamples', handle, 0)));
  }

  async #compare(ids: Int32Array): Promise<number> {
    const { surveyor, handle, generation, withLoader } = this.#options;
    let changed = 0;
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      for (let rest = [...ids.subarray(from, from + AT_ONCE)]; rest.length > 0; ) {
        const found = await withLoader(async (loader) => ({
          root: loader.path,
          maps: await loader.maps(generation, rest),
        }));
        if (!found?.maps) return changed; // the job is gone, or another one
        rest = found.maps.rest;
        changed += await surveyor.call('check', handle, found.root, found.maps.samples);
      }
    }
    return changed;
  }
}
