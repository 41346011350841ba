import { GAP, rowAt, rowCount, type Tiles } from './wall-layout';

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

/** The size of what is on a wall, pixels. */
export interface WallSizes {
  /** Of the wall. */
  width: number;
  /** Vertical distance between rows of tiles. */
  rowPixels: number;
  /** Height of the divider, with the distance to the next row. */
  dividerPixels: number;
}

/** The positions of the tiles that a rectangle touches. */
export function positionsIn({ x0, y0, x1, y1 }: Band, tiles: Tiles, sizes: WallSizes): number[] {
  const { width, rowPixels, dividerPixels } = sizes;
  const stride = (width + GAP) / tiles.columns;
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  const positions: number[] = [];
  const rows = rowCount(tiles);
  for (let index = 0, start = 0; index < rows && start <= bottom; index++) {
    const row = rowAt(index, tiles);
    const end = start + (row ? rowPixels : dividerPixels);
    // The gaps below and beside a tile belong to no tile.
    if (row && end - GAP >= top) {
      for (let position = row.first; position <= row.last; position++) {
        const from = (position - row.first) * stride;
        if (from <= right && from + stride - GAP >= left) positions.push(position);
      }
    }
    start = end;
  }
  return positions;
}
