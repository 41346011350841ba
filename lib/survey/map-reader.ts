import type { SampleMaps } from '../job/sample-maps';
import type { MapFiles } from './map-files';
import { encodeBlock } from './survey-block';
import { type Failure, surveySample } from './survey-sample';

/** A block of a survey as bytes, and what could not be read for it. */
export interface ReadBlock {
  block: Uint8Array<ArrayBuffer>;
  failures: Failure[];
}

/** Files whose checksums are computed before somebody who pages has his turn. */
const CHECKED_AT_ONCE = 16;

/** What a reading thread does for the survey. */
export class MapReader {
  readonly #files: MapFiles;
  readonly #yieldToPages: () => void;

  /** @param yieldToPages waits while somebody pages; called before each sample */
  constructor(files: MapFiles, yieldToPages: () => void = () => {}) {
    this.#files = files;
    this.#yieldToPages = yieldToPages;
  }

  /** Reads all maps of some samples of a job whose pictures are below `root`. */
  async read(root: string, generation: string, samples: readonly SampleMaps[]): Promise<ReadBlock> {
    const results = [];
    for (const sample of samples) {
      this.#yieldToPages();
      results.push(await surveySample(this.#files, root, sample));
    }
    const block = encodeBlock(
      generation,
      results.map(({ sample }) => sample),
      Buffer.concat(results.flatMap(({ sketches }) => sketches)),
    );
    return { block, failures: results.flatMap(({ failures }) => failures) };
  }

  /** The checksums of files below `root`, 0 for those that cannot be read. */
  async checksums(root: string, paths: readonly string[]): Promise<Uint32Array> {
    const found = new Uint32Array(paths.length);
    for (const [k, path] of paths.entries()) {
      if (k % CHECKED_AT_ONCE === 0) this.#yieldToPages();
      found[k] = await this.#files.checksum(root, path);
    }
    return found;
  }
}
