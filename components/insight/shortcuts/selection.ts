import type { ShortcutsAnswer } from '@/lib/api/insight-answers';

/** Fewer maps of a class have no groups: three maps, and at most half of the class. */
export const LEAST_FOR_GROUPS = 6;

/**
 * The greatest separation that one of the first three groups of so many maps has in a class without a shortcut, measured on the 116 such
 * classes of the demo: small groups are far from the rest by chance.
 */
export function cleanSeparation(size: number): number {
  if (size >= 12) return 0.4;
  return size >= 8 ? 0.54 : 0.79;
}

/** With more maps, the scatter shows dots. */
export const MAX_TILES = 64;

/** The samples that are selected: a group, or those in the lasso. */
export interface Selection {
  /** Index of the group; null for a lasso. */
  group: number | null;
  /** Ids of the samples, ascending. */
  ids: readonly number[];
}

/** What is selected: the samples in the lasso, else the group, else the first one. Null without groups. */
export function selectionOf(
  groups: readonly Pick<ShortcutsAnswer['groups'][number], 'samples'>[],
  { group, samples }: { group: number; samples: readonly number[] | null },
): Selection | null {
  if (samples !== null && samples.length > 0) return { group: null, ids: samples };
  const index = group in groups ? group : 0;
  return index in groups ? { group: index, ids: groups[index].samples } : null;
}

/**
 * The label to ask for: that in the address, unless the filter excludes it, else the first one of the filter; null for the one with
 * the most maps.
 */
export function wantedLabel({ label, labels }: { label: number | null; labels: readonly number[] }): number | null {
  if (label !== null && (labels.length === 0 || labels.includes(label))) return label;
  return labels[0] ?? null;
}

/** The letter of a group: A for the first. There are fewer groups than letters. */
export function letterOf(group: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + group);
}
