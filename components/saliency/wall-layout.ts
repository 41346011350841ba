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

/** The index of the tile that a key moves the focus to from the one at `index`, null if there is none. */
export function moved(index: number, key: string, columns: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    j: 1,
    ArrowLeft: -1,
    k: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : 0;
  const next = index + step;
  return step === 0 || next < 0 || next >= count ? null : next;
}
