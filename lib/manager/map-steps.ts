import type { SampleMaps } from '../job/sample-maps';
import type { ExplainLoader } from './explain-loader';

/* The maps of many samples, a few at a time: always the same steps for the same job and samples, wherever they are made. */

/** Samples whose maps are read in one step, which makes one block of a survey. */
export const SAMPLES_AT_ONCE = 16;

/** Steps in progress at a time: so no thread waits for the next one. */
const IN_PROGRESS = 4;

/** The job is no longer there, or no longer the same: nothing is left to be read. */
export class JobGoneError extends Error {
  override readonly name = 'JobGoneError';
  constructor() {
    super('The job was deleted or replaced.');
  }
}

/** Where the places of maps come from. */
export interface JobMaps {
  generation: string;
  withLoader: <T>(answer: (loader: ExplainLoader) => Promise<T>) => Promise<T | null>;
}

/** The maps of a few samples of a job, and the directory that their paths are relative to. */
export interface MapStep {
  root: string;
  samples: SampleMaps[];
}

/** The maps of samples, in the order of their ids. Throws JobGoneError. */
export async function* stepsOf({ generation, withLoader }: JobMaps, ids: Int32Array): AsyncGenerator<MapStep, void> {
  for (let from = 0; from < ids.length; from += SAMPLES_AT_ONCE) {
    for (let rest = [...ids.subarray(from, from + SAMPLES_AT_ONCE)]; rest.length > 0; ) {
      const found = await withLoader(async (loader) => ({
        root: loader.path,
        maps: await loader.maps(generation, rest),
      }));
      if (!found?.maps) throw new JobGoneError();
      rest = found.maps.rest;
      yield { root: found.root, samples: found.maps.samples };
    }
  }
}

/**
 * Does `work` for each step, some at a time; each begins before the next one does.
 *
 * @param isOver asked before each step: no more is begun where it returns true
 * @throws JobGoneError, and what `work` throws
 */
export async function eachStep(
  job: JobMaps,
  ids: Int32Array,
  isOver: () => boolean,
  work: (step: MapStep, index: number) => Promise<void>,
): Promise<void> {
  const steps = stepsOf(job, ids);
  let index = 0;
  const workThrough = async () => {
    while (!isOver()) {
      const { value: step } = await steps.next();
      if (!step) return;
      await work(step, index++);
    }
  };
  await Promise.all(Array.from({ length: IN_PROGRESS }, workThrough));
}
