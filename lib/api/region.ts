/*
 * A region of the picture in an address: `2~0~4~8~16` stands for explainer 2, the columns from 0 and the rows from 4 to before 8 and 16,
 * in cells of the 16 × 16 grid on which saliency maps are sketched.
 */

/** Cells along each side of the grid. */
export const GRID = 16;

/** The share of a map's mass that has to lie in a region for the map to match it. */
export const MIN_REGION_SHARE = 0.5;

/** A rectangle of whole cells: columns x0 to x1 and rows y0 to y1 from the top left, 0–16, without the last of each. Never empty. */
export interface Region {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** A region for the maps of one explainer. */
export interface ExplainerRegion extends Region {
  /** Index of the explainer. */
  explainer: number;
}

/** The region as a text: `EXPLAINER~x0~y0~x1~y1`. */
export function formatRegion({ explainer, x0, y0, x1, y1 }: ExplainerRegion): string {
  return [explainer, x0, y0, x1, y1].join('~');
}

/** The region that a text stands for; null if it is none, is empty, or leaves the grid. */
export function parseRegion(text: string): ExplainerRegion | null {
  if (!/^\d{1,9}(~\d{1,2}){4}$/.test(text)) return null;
  const [explainer, x0, y0, x1, y1] = text.split('~').map(Number);
  const isInside = x0 < x1 && x1 <= GRID && y0 < y1 && y1 <= GRID;
  return isInside ? { explainer, x0, y0, x1, y1 } : null;
}
