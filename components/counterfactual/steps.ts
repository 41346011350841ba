import type { SampleJson } from '@/lib/api/sample-answers';
import { type Box, revealedShare, type Size } from './area';

/*
 * A counterfactual as a sequence of steps: step 0 is the original, step k the k-th layer, from coarse to fine. The last step
 * is the smallest evidence.
 */

export type Counterfactual = SampleJson['counterfactuals'][number];

export interface Step {
  /** 0 is the original. */
  number: number;
  /** Probability of the label for the masked picture, 0–1; null if it was not recorded. */
  confidence: number | null;
  boxes: Box[];
  /** The share of the picture that is shown, 0–1; null while its size is unknown. */
  share: number | null;
}

/** The steps of a counterfactual. */
export function stepsOf(sample: SampleJson, { label, layers }: Counterfactual, size: Size | null): Step[] {
  const whole = sample.labels.find(({ id }) => id === label)?.confidence ?? null;
  return [
    { number: 0, confidence: whole, boxes: [], share: 1 },
    ...layers.map(({ confidence, boxes }, index) => ({
      number: index + 1,
      confidence,
      boxes,
      share: size && revealedShare(boxes, size),
    })),
  ];
}

/** The requested step, clamped to the existing ones; the last one by default. */
export function stepNumber(asked: number | null, steps: number): number {
  return asked === null ? steps - 1 : Math.min(Math.max(asked, 0), steps - 1);
}

/** The counterfactuals of a sample, most probable label first; equally probable ones as recorded. */
export function byConfidence(sample: SampleJson): Counterfactual[] {
  const confidence = new Map(sample.labels.map((label) => [label.id, label.confidence ?? -1]));
  return [...sample.counterfactuals].sort((a, b) => (confidence.get(b.label) ?? -1) - (confidence.get(a.label) ?? -1));
}

/** The counterfactual shown for a sample: that of a picked or filtered label, else that of the most probable label. */
export function chosenCounterfactual(
  sample: SampleJson,
  picked: number | null,
  filter: number | null,
): Counterfactual | null {
  const all = byConfidence(sample);
  const of = (label: number | null) => all.find((counterfactual) => counterfactual.label === label);
  return of(picked) ?? of(filter) ?? all.at(0) ?? null;
}

/** The item `step` positions after `current`; undefined beyond the ends, or if `current` is not in the list. */
export function neighbour<T>(list: readonly T[], current: T, step: 1 | -1): T | undefined {
  const at = list.indexOf(current);
  return at === -1 ? undefined : list[at + step];
}
