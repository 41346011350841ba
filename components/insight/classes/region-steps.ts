import { GRID, type Region } from '@/lib/api/region';

/* How a region of the grid is selected, by pointer and by keyboard. */

/** A point of the picture, as shares of its width and height. */
export interface PicturePoint {
  u: number;
  v: number;
}

const cellAt = (share: number): number => Math.min(GRID - 1, Math.max(0, Math.floor(share * GRID)));

/** The region with the cells of both points at its corners. Points outside of the picture count as its nearest cells. */
export function regionBetween(a: PicturePoint, b: PicturePoint): Region {
  const [ax, ay, bx, by] = [a.u, a.v, b.u, b.v].map(cellAt);
  return { x0: Math.min(ax, bx), y0: Math.min(ay, by), x1: Math.max(ax, bx) + 1, y1: Math.max(ay, by) + 1 };
}

/** Where a region begins that is selected by keyboard: the middle quarter of the picture. */
export const FIRST_REGION: Region = { x0: 4, y0: 4, x1: 12, y1: 12 };

const STEPS: Record<string, readonly [dx: number, dy: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The region after an arrow key, which moves it by a cell or, with Shift, moves its right or lower side. Null for other keys. */
export function regionAfterKey(region: Region, key: string, isResizing: boolean): Region | null {
  const step = STEPS[key];
  if (!step) return null;
  const [dx, dy] = step;
  const { x0, y0, x1, y1 } = region;
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  if (isResizing) return { ...region, x1: within(x1 + dx, x0 + 1, GRID), y1: within(y1 + dy, y0 + 1, GRID) };
  const [x, y] = [within(x0 + dx, 0, GRID - (x1 - x0)), within(y0 + dy, 0, GRID - (y1 - y0))];
  return { x0: x, y0: y, x1: x + x1 - x0, y1: y + y1 - y0 };
}
