/** The layout of the tiles of a wall. */
export interface Layout {
  columns: number;
  /** Vertical distance between rows of tiles. */
  rowPixels: number;
}

/** Between two tiles, pixels. */
export const GAP = 8;
const CAPTION = 24;

/**
 * As many columns of at least `pixels` as fit into `width`, which the tiles fill.
 *
 * @param well aspect ratio (width over height) of the picture of a tile
 */
export function layoutOf(width: number, pixels: number, well: number): Layout {
  const columns = Math.max(1, Math.floor((width + GAP) / (pixels + GAP)));
  const tile = (width - (columns - 1) * GAP) / columns;
  return { columns, rowPixels: Math.max(1, Math.round(tile / well + CAPTION + GAP)) };
}

/** The tiles of a wall. Where some samples have no value that they are sorted by, a divider and a new row begin before the first one. */
export interface Tiles {
  count: number;
  /** Of them, those before the divider; `count` where there is none. */
  valued: number;
  columns: number;
}

/** Indices of the first and the last tile of a row; null for the divider. */
export type WallRow = { first: number; last: number } | null;

/** The number of rows, with the divider. */
export function rowCount({ count, valued, columns }: Tiles): number {
  const rows = Math.ceil(valued / columns);
  return valued < count ? rows + 1 + Math.ceil((count - valued) / columns) : rows;
}

/** The row at `index`, from 0. */
export function rowAt(index: number, { count, valued, columns }: Tiles): WallRow {
  const before = Math.ceil(valued / columns);
  if (index < before) return { first: index * columns, last: Math.min(valued, (index + 1) * columns) - 1 };
  if (index === before) return null;
  const first = valued + (index - before - 1) * columns;
  return { first, last: Math.min(count, first + columns) - 1 };
}

/** The index of the row of a tile. */
export function rowOf(tile: number, { valued, columns }: Tiles): number {
  if (tile < valued) return Math.floor(tile / columns);
  return Math.ceil(valued / columns) + 1 + Math.floor((tile - valued) / columns);
}

/**
 * The index of the tile that a key moves the focus to from the one at `tile`, null if there is none. Up and down lead to the tile in the
 * same column of the next row, or to its last one.
 */
export function moved(tile: number, key: string, tiles: Tiles): number | null {
  const beside: Record<string, number> = { ArrowRight: 1, j: 1, ArrowLeft: -1, k: -1 };
  const across: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  if (Object.hasOwn(beside, key)) {
    const next = tile + beside[key];
    return next < 0 || next >= tiles.count ? null : next;
  }
  if (!Object.hasOwn(across, key)) return null;
  const own = rowOf(tile, tiles);
  const column = tile - (rowAt(own, tiles)?.first ?? 0);
  for (let row = own + across[key]; row >= 0 && row < rowCount(tiles); row += across[key]) {
    const next = rowAt(row, tiles);
    if (next) return Math.min(next.first + column, next.last);
  }
  return null;
}
