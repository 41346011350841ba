import { join } from 'node:path';
import { Run, type SampleLabel, type SampleSpec, simpleSample } from './browser-jobs';

/* The jobs of most browser tests: forty small ones, and one with all features. */

export type TypeName = 'TP' | 'FN' | 'FP';

export const SMALL_JOBS = 44;
export const SHOWCASE = 'nightly/showcase';
export const SHOWCASE_KEY = 'nightly~showcase';
const SAMPLES = 40;
const SIZES = [
  { width: 64, height: 48 },
  { width: 48, height: 64 },
  { width: 224, height: 224 },
];

/**
 * For example sample 9: its ground truth is label 1 of 4; if it was missed its probability is below ½. Every second sample has
 * a wrong label too. All probabilities are different.
 */
function showcaseSample(id: number): SampleSpec {
  const isMissed = Math.floor(id / 4) % 3 !== 0;
  const truth = {
    label: id % 4,
    probability: (isMissed ? 0.1 : 0.55) + id / 101,
    sd: 0.01 + ((id * 7) % SAMPLES) / 400,
  };
  const wrong = { label: (id + 1) % 4, probability: 0.51 + ((id * 11) % SAMPLES) / 97, sd: 0.02 };
  return {
    id,
    size: SIZES[id % SIZES.length],
    truth: [truth],
    wrong: id % 2 === 0 ? [wrong] : [],
    mapFormat: id % 2 === 0 ? 'jpeg' : 'png',
  };
}

export const SHOWCASE_SAMPLES: readonly SampleSpec[] = Array.from({ length: SAMPLES }, (_, id) => showcaseSample(id));

interface TypedLabel extends SampleLabel {
  type: TypeName;
}

/** The labels of a sample with their prediction types by the rules of the format: ground truth below 0.5 is FN. */
export function typedLabels({ truth, wrong = [] }: SampleSpec): TypedLabel[] {
  return [
    ...truth.map((label) => ({ ...label, type: label.probability < 0.5 ? ('FN' as const) : ('TP' as const) })),
    ...wrong.map((label) => ({ ...label, type: 'FP' as const })),
  ];
}

interface Question {
  label?: number;
  types?: readonly TypeName[];
  by?: 'probability' | 'sd';
  ascending?: boolean;
}

/** The ids of the matching samples of the showcase, in the expected order. */
export function expectedIds({ label, types, by = 'probability', ascending = false }: Question = {}): number[] {
  const found = SHOWCASE_SAMPLES.flatMap((sample) => {
    const matching = typedLabels(sample).filter(
      (one) => (label === undefined || one.label === label) && (types === undefined || types.includes(one.type)),
    );
    return matching.length === 0 ? [] : [{ id: sample.id, value: Math.max(...matching.map((one) => one[by] ?? 0)) }];
  });
  const direction = ascending ? 1 : -1;
  return found.sort((a, b) => direction * (a.value - b.value) || a.id - b.id).map(({ id }) => id);
}

/** The name of the small job with this number; lower numbers were written later. */
export const smallJob = (number: number) => `run_${String(number).padStart(2, '0')}`;

export async function makeShowcase(directory: string): Promise<Run> {
  const run = await new Run(join(directory, SHOWCASE)).begin();
  await run.samples(SHOWCASE_SAMPLES);
  await run.scores();
  await run.end();
  return run.age(60);
}

/** Small jobs, written one or more hours ago; every second one is finished. */
export async function makeSmallJobs(directory: string, count = SMALL_JOBS): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const run = await new Run(join(directory, smallJob(number)), ['GradCAM']).begin();
    await run.samples([simpleSample(0, 0.75), simpleSample(1, 0.625)]);
    if (number % 2 === 0) await run.end();
    await run.age(60 + 60 * number);
  }
}
