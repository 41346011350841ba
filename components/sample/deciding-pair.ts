import { isInLabelSet, labelsWithMaps, type ShownLabel, shownLabels } from '@/components/saliency/labels';
import type { SampleJson } from '@/lib/api/sample-answers';

/** A ground truth label and another one, which the model took for it or might have. Null where the sample has none. */
export interface DecidingPair {
  truth: ShownLabel | null;
  other: ShownLabel | null;
}

/** The labels that can be the two of a pair, those that make the prediction wrong first, then by probability. */
export function pairChoices(sample: SampleJson): { truths: ShownLabel[]; others: ShownLabel[] } {
  const mapped = labelsWithMaps(sample);
  const labels = shownLabels(sample);
  const first = (type: 'FN' | 'FP') => (a: ShownLabel, b: ShownLabel) =>
    Number(b.type === type) - Number(a.type === type) ||
    Number(isInLabelSet(b)) - Number(isInLabelSet(a)) ||
    Number(mapped.has(b.id)) - Number(mapped.has(a.id)) ||
    (b.confidence ?? -1) - (a.confidence ?? -1);
  return {
    truths: labels.filter(({ isTruth }) => isTruth).sort(first('FN')),
    others: labels.filter(({ isTruth }) => !isTruth).sort(first('FP')),
  };
}

/** Whether a ground truth was missed, or something predicted that is none. */
export function isWrong({ labels }: SampleJson): boolean {
  return labels.some(({ type }) => type === 'FN' || type === 'FP');
}

/**
 * The two labels that decided a wrong prediction; null if it is not wrong.
 *
 * @param wanted ids of a ground truth and another label; what the sample does not have is replaced
 */
export function decidingPair(sample: SampleJson, wanted: readonly number[] | null): DecidingPair | null {
  if (!isWrong(sample)) return null;
  const { truths, others } = pairChoices(sample);
  const find = (labels: readonly ShownLabel[], id: number | undefined) =>
    labels.find((label) => label.id === id) ?? labels[0] ?? null;
  return { truth: find(truths, wanted?.[0]), other: find(others, wanted?.[1]) };
}

/** Whether the 95 % intervals of two labels overlap; null if one is not known. */
export function doOverlap(a: ShownLabel, b: ShownLabel): boolean | null {
  const [first, second] = [a.uncertainty, b.uncertainty];
  if (first?.low == null || first.high == null || second?.low == null || second.high == null) return null;
  return first.low <= second.high && second.low <= first.high;
}

/** Whether a probability lies outside its own 95 % interval: noise during the repeated inferences moves their mean. */
export function isOutsideInterval({ confidence, uncertainty }: ShownLabel): boolean {
  if (confidence === null || uncertainty?.low == null || uncertainty.high == null) return false;
  return confidence < uncertainty.low || confidence > uncertainty.high;
}
