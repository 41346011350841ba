import type { SampleJson } from '@/lib/api/sample-answers';

/*
 * The displayed labels of a sample: its label set, as recorded, followed by labels outside the set that have a map (or a
 * counterfactual), so that they can be selected; the probabilities of those come from the runners-up.
 */

export type ShownLabel = SampleJson['labels'][number];

/** Whether a label is ground truth or was predicted, by the run or under the live threshold. */
export function isInLabelSet({ isTruth, isPredicted, type }: ShownLabel): boolean {
  return isTruth || isPredicted || type !== null;
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

/** The ids of the labels that at least one explainer has recorded a map for. */
export function labelsWithMaps({ maps }: SampleJson): Set<number> {
  return new Set(maps.map(({ label }) => label));
}

/** The label with this id, undefined if the sample does not show it. */
export function shownLabel(sample: SampleJson, id: number | null): ShownLabel | undefined {
  return shownLabels(sample).find((label) => label.id === id);
}
