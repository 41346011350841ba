import { join } from 'node:path';
import { Run, type SampleLabel, type SampleSpec } from './browser-jobs';
import type { Size } from './browser-pictures';

/* Extreme jobs: many explainers, many labels, long names, right-to-left names, tall pictures. */

const KINDS = ['GradCAM', 'IntegratedGradients', 'RISE', 'Occlusion', 'SmoothGrad', 'GuidedBackprop'];

/** Names of `count` explainers, which differ only at their end from the seventh on. */
export function explainersOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    index < KINDS.length ? KINDS[index] : `${KINDS[index % KINDS.length]} with smoothing, variant ${index}`,
  );
}

/** A name of 120 characters; two of them differ only in their last characters. */
export function longName(number: number): string {
  const end = ` ${String(number).padStart(3, '0')}`;
  return `${'a deep convolutional explainer of everything that moves '.repeat(3).slice(0, 120 - end.length)}${end}`;
}

const RTL = ['قطة صغيرة', 'כלב', 'سفينة الشحن البحري', 'מנורה'];
const PHOTO: Size = { width: 64, height: 48 };

/** An extreme job. */
export interface Extreme {
  name: string;
  explainers: readonly string[];
  labels: readonly string[];
  size: Size;
  /** Number of labels per sample. */
  labelsPerSample: number;
}

const FEW = ['cat', 'dog', 'lamp', 'ship'];
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `label number ${index}`);

function extreme(name: string, explainers: readonly string[], change: Partial<Extreme> = {}): Extreme {
  return { name, explainers, labels: FEW, size: PHOTO, labelsPerSample: 2, ...change };
}

export const EXTREMES: readonly Extreme[] = [
  extreme('one', explainersOf(1)),
  extreme('two', explainersOf(2), { size: { width: 8, height: 64 } }),
  extreme('six', explainersOf(6), { labels: numbered(1000), labelsPerSample: 30 }),
  extreme('twelve', explainersOf(12), { size: { width: 128, height: 16 } }),
  extreme('twenty-four', explainersOf(24)),
  extreme(
    'long-names',
    Array.from({ length: 6 }, (_, index) => longName(index)),
    {
      labels: Array.from({ length: 4 }, (_, index) => longName(index)),
    },
  ),
  extreme('right-to-left', RTL, { labels: RTL }),
];

/** Number of samples per job. */
export const EXTREME_SAMPLES = 2;

function sampleOf({ labels, labelsPerSample, size }: Extreme, id: number): SampleSpec {
  const label = (index: number): SampleLabel => ({
    label: (index + id) % labels.length,
    probability: 0.95 - index / 100,
  });
  return {
    id,
    size,
    truth: [label(0)],
    wrong: Array.from({ length: labelsPerSample - 1 }, (_, index) => label(index + 1)),
  };
}

/** Writes all of them into a directory. */
export async function makeExtremes(directory: string): Promise<void> {
  for (const job of EXTREMES) {
    const run = await new Run(join(directory, job.name), job.explainers, job.labels).begin();
    await run.samples(Array.from({ length: EXTREME_SAMPLES }, (_, id) => sampleOf(job, id)));
    await run.scores();
    await run.end();
  }
}
