import type { SampleJson } from '@/lib/api/answers';

/*
 * The labels of a sample as they are shown: its label set, as recorded, and behind it labels outside of that which have a map (or a
 * counterfactual) all the same, so that it can be chosen; those take their numbers from the runners-up.
 */

export type ShownLabel = SampleJson['labels'][number];

/** Whether a label is ground truth or was predicted. */
export function isInLabelSet({ isTruth, isPredicted }: ShownLabel): boolean {
  return isTruth || isPredicted;
}

export function shownLabels({ labels, runnersUp }: SampleJson): ShownLabel[] {
  const outside = labels
    .filter((label) => !isInLabelSet(label))
    .map((label) => {
      const { confidence = null, uncertainty = null } = runnersUp.find(({ id }) => id === label.id) ?? {};
      return { ...label, confidence, uncertainty };
    })
    .sort((a, b) => (b.confidence ?? -1) - (a.confidence ?? -1));
  return [...labels.filter(isInLabelSet), ...outside];
}

/** The label of this id, undefined where the sample shows none. */
export function shownLabel(sample: SampleJson, id: number | null): ShownLabel | undefined {
  return shownLabels(sample).find((label) => label.id === id);
}
