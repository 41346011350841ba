import { GAP, type Layout } from './wall-layout';

/** The samples that are selected on a wall. */
export interface WallSelection {
  ids: ReadonlySet<number>;
  /** The position that a range is selected from; null before a tile was selected. */
  anchor: number | null;
}

export const NOTHING_SELECTED: WallSelection = { ids: new Set(), anchor: null };

/** Selects a sample, or takes it out of the selection. A range now begins at its position. */
export function toggled({ ids }: WallSelection, id: number, position: number): WallSelection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: position };
}

/** Adds samples to a selection. */
export function withIds({ ids }: WallSelection, added: Iterable<number>, anchor: number | null): WallSelection {
  return { ids: new Set([...ids, ...added]), anchor };
}

/** The positions from one to another, in either direction. */
export function between(from: number, to: number): number[] {
  const first = Math.min(from, to);
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, k) => first + k);
}

/** Two opposite corners of a rectangle on a wall, pixels from its upper left corner. */
export interface Band {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * The positions of the tiles that a rectangle touches.
 *
 * @param width of the wall, pixels
 * @param count number of tiles
 */
export function positionsIn({ x0, y0, x1, y1 }: Band, layout: Layout, width: number, count: number): number[] {
  const { columns, rowPixels } = layout;
  const stride = (width + GAP) / columns;
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  const lastRow = Math.min(Math.floor(bottom / rowPixels), Math.ceil(count / columns) - 1);
  const positions: number[] = [];
  for (let row = Math.max(0, Math.floor(top / rowPixels)); row <= lastRow; row++) {
    // The gap below a tile belongs to no tile.
    if (row * rowPixels + rowPixels - GAP < top) continue;
    for (let column = 0; column < columns; column++) {
      const start = column * stride;
      const position = row * columns + column;
      if (start <= right && start + stride - GAP >= left && position < count) positions.push(position);
    }
  }
  return positions;
}
