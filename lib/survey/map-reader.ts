import type { SampleMaps } from '../job/sample-maps';
import type { Storage } from '../storage/storage';
import { encodeBlock } from './survey-block';
import { type Failure, surveySample } from './survey-sample';

/** A block of a survey as bytes, and what could not be read for it. */
export interface ReadBlock {
  block: Uint8Array<ArrayBuffer>;
  failures: Failure[];
}

/** What a reading thread does for the survey. */
export class MapReader {
  readonly #storage: Storage;
  readonly #yieldToPages: () => void;

  /** @param yieldToPages waits while somebody pages; called before each sample */
  constructor(storage: Storage, yieldToPages: () => void = () => {}) {
    this.#storage = storage;
    this.#yieldToPages = yieldToPages;
  }

  /** Reads all maps of some samples of a job whose pictures are below `root`. */
  async read(root: string, generation: string, samples: readonly SampleMaps[]): Promise<ReadBlock> {
    const results = [];
    for (const sample of samples) {
      this.#yieldToPages();
      results.push(await surveySample(this.#storage, root, sample));
    }
    const block = encodeBlock(
      generation,
      results.map(({ sample }) => sample),
      Buffer.concat(results.flatMap(({ sketches }) => sketches)),
    );
    return { block, failures: results.flatMap(({ failures }) => failures) };
  }
}
