import type { Placement } from '@/lib/api/explainer-order';

/** The heading of a column, pixels from the left of the window. */
export interface ColumnTrack {
  /** Number of the explainer. */
  explainer: number;
  left: number;
  right: number;
  isPinned: boolean;
}

/**
 * Where a column lands that is let go at `x`: before the first column whose middle is to the right of it. Over pinned columns, or
 * left of all columns, it is pinned.
 *
 * @param tracks of all columns, from left to right
 * @param lead where the columns begin: to the left of it stand sample and labels
 */
export function dropAt(x: number, explainer: number, tracks: readonly ColumnTrack[], lead: number): Placement {
  const pinnedUpTo = Math.max(lead, ...tracks.filter((track) => track.isPinned).map((track) => track.right));
  const isPinned = x < pinnedUpTo;
  const others = tracks.filter((track) => track.explainer !== explainer && track.isPinned === isPinned);
  return { before: others.find(({ left, right }) => (left + right) / 2 > x)?.explainer ?? null, isPinned };
}
