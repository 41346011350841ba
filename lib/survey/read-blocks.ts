import type { SampleMaps } from '../job/sample-maps';
import { isStorageError } from '../storage/storage';
import type { ReadBlock } from './map-reader';
import { unreadableBlock } from './survey-block';

/** Reads the maps of some samples, see `MapReader`. */
export type ReadMaps = (root: string, generation: string, samples: readonly SampleMaps[]) => Promise<ReadBlock>;

/**
 * What is counted from all maps of some samples: one block, or one of each sample where reading them together has failed. A sample that stops
 * its reader counts as unreadable. Throws StorageError while an object store cannot be reached.
 */
export async function readBlocks(
  read: ReadMaps,
  root: string,
  generation: string,
  samples: readonly SampleMaps[],
): Promise<ReadBlock[]> {
  try {
    return [await read(root, generation, samples)];
  } catch (error) {
    if (isStorageError(error)) throw error;
    if (samples.length > 1) {
      const blocks: ReadBlock[] = [];
      for (const sample of samples) blocks.push(...(await readBlocks(read, root, generation, [sample])));
      return blocks;
    }
    const [{ id, maps }] = samples;
    const message = error instanceof Error ? error.message : String(error);
    const failures = maps.map(({ label, explainer }) => ({ sample: id, label, explainer, message }));
    return [{ block: unreadableBlock(generation, samples[0]), failures }];
  }
}
