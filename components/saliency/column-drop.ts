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
  const isPinned = x < pinnedEnd(tracks, lead);
  const others = tracks.filter((track) => track.explainer !== explainer && track.isPinned === isPinned);
  return { before: others.find(({ left, right }) => (left + right) / 2 > x)?.explainer ?? null, isPinned };
}

/** The right edge of the pinned columns, or without any where the explainer columns begin. */
export function pinnedEnd(tracks: readonly ColumnTrack[], lead: number): number {
  return Math.max(lead, ...tracks.filter((track) => track.isPinned).map((track) => track.right));
}

/** Within this distance from an edge of the columns, they scroll while one is dragged, pixels. */
const EDGE_PIXELS = 40;

/** The direction in which columns visible from `left` to `right` scroll while one is dragged at `x`; 0 for none. */
export function edgeAt(x: number, left: number, right: number): -1 | 0 | 1 {
  if (x > right - EDGE_PIXELS) return 1;
  return x > left && x < left + EDGE_PIXELS ? -1 : 0;
}
