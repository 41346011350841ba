import type { Placement } from '@/lib/api/explainer-order';

/** The heading of a column, in pixels from the left edge of the window. */
export interface ColumnTrack {
  /** Index of the explainer. */
  explainer: number;
  left: number;
  right: number;
  isPinned: boolean;
}

/**
 * The position at which a column dropped at `x` is inserted: before the first column whose centre is to the right of it. Dropped on
 * pinned columns, or to the left of all columns, it is pinned.
 *
 * @param tracks of all columns, from left to right
 * @param lead where the explainer columns begin, after sample and labels
 */
export function dropAt(x: number, explainer: number, tracks: readonly ColumnTrack[], lead: number): Placement {
  const pinnedUpTo = Math.max(lead, ...tracks.filter((track) => track.isPinned).map((track) => track.right));
  const isPinned = x < pinnedUpTo;
  const others = tracks.filter((track) => track.explainer !== explainer && track.isPinned === isPinned);
  return { before: others.find(({ left, right }) => (left + right) / 2 > x)?.explainer ?? null, isPinned };
}
