import { LRUCache } from 'lru-cache';
import { valuesByRow } from '../job/mapped-pairs';
import type { LabelValues } from '../job/query';
import { type SampleKeys, valuesBySample } from '../job/sample-keys';
import { inSlices } from '../slices';
import type { EventFileFollower } from './event-file-follower';
import { versionOf } from './index-snapshot';

/** Lists of values that are kept; each takes four bytes a sample, or a label of a sample. */
const MAX_VALUES = 16;

/** Values that were counted elsewhere and given to the index of a job, to filter and sort by. */
export class IndexedValues {
  readonly #follower: EventFileFollower;
  /** Each with the revision that its rows are of; those used last are kept. */
  readonly #kept = new LRUCache<string, { revision: string; values: Float32Array }>({ max: MAX_VALUES });

  constructor(follower: EventFileFollower) {
    this.#follower = follower;
  }

  /** Whether values are known of the records read so far, see `set`. */
  has(key: string): boolean {
    return this.#kept.get(key)?.revision === versionOf(this.#follower.current).revision;
  }

  /** The values whose rows are those of a revision. */
  at(revision: string): LabelValues {
    const get = (key: string) => {
      const found = this.#kept.get(key);
      return found?.revision === revision ? found.values : undefined;
    };
    return { get, ofSamples: get };
  }

  /** Keeps values of pairs of sample and label under a key, to filter and sort by; the keys used last are kept. */
  async set(key: string, ids: Int32Array, labels: Int32Array, values: Float32Array): Promise<void> {
    await this.#follower.fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      this.#kept.set(key, { revision, values: await inSlices(valuesByRow(reader.job, ids, labels, values)) });
    });
  }

  /** Keeps values of samples under a key, to filter and sort by; only of samples that still have their pictures. */
  async setOfSamples(key: string, samples: SampleKeys, values: Float32Array): Promise<void> {
    await this.#follower.fromColumns(async (reader) => {
      const { revision } = versionOf(reader);
      this.#kept.set(key, { revision, values: await inSlices(valuesBySample(reader.job, samples, values)) });
    });
  }
}
