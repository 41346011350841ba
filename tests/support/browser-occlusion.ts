import { join } from 'node:path';
import { Run, type SampleSpec, simpleSample } from './browser-jobs';

/* A job with counterfactuals: more than one page of them, samples without any, and one with two labels. */

export const OCCLUSION = 'occlusion';
export const WITH_LAYERS = 28;
export const WITHOUT_LAYERS = 2;

/** A sample with counterfactuals of two labels: cat (0.95, three layers) and dog (0.9, one layer). It has the highest probability. */
export const TWO_LABELS = 0;
/** The first sample without layers; it has the highest probability of those. */
export const NO_LAYERS = WITH_LAYERS;

const SIZE = { width: 64, height: 48 };

/** Layers that show half of the picture, an eighth (of two boxes that overlap), and a thirty-second. */
const LAYERS = [
  { probability: 0.875, boxes: [0, 0, 32, 48] },
  { probability: 0.75, boxes: [0, 0, 16, 18, 0, 6, 16, 18] },
  { probability: 0.625, boxes: [4, 4, 12, 8] },
];

function sampleOf(id: number): SampleSpec {
  const truth = [{ label: 0, probability: 0.95 - id / 100 }];
  if (id >= WITH_LAYERS) return { ...simpleSample(id, 0.55), size: SIZE };
  const counterfactuals = [{ label: 0, mask: 'gaussian:4', layers: LAYERS }];
  if (id !== TWO_LABELS) return { id, size: SIZE, truth, counterfactuals };
  const dog = { label: 1, mask: 'gaussian:4', layers: LAYERS.slice(0, 1) };
  return { id, size: SIZE, truth, wrong: [{ label: 1, probability: 0.9 }], counterfactuals: [dog, ...counterfactuals] };
}

export async function makeOcclusion(directory: string): Promise<Run> {
  const run = await new Run(join(directory, OCCLUSION), ['GradCAM']).begin();
  await run.samples(Array.from({ length: WITH_LAYERS + WITHOUT_LAYERS }, (_, id) => sampleOf(id)));
  await run.end();
  return run.age(60);
}
