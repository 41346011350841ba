/** How the tiles of a wall are laid out. */
export interface Layout {
  columns: number;
  /** From one row of tiles to the next. */
  rowPixels: number;
}

const GAP = 8;
const CAPTION = 24;

/**
 * As many columns of at least `pixels` as `width` holds; the tiles fill it.
 *
 * @param well width over height of the picture of a tile
 */
export function layoutOf(width: number, pixels: number, well: number): Layout {
  const columns = Math.max(1, Math.floor((width + GAP) / (pixels + GAP)));
  const tile = (width - (columns - 1) * GAP) / columns;
  return { columns, rowPixels: Math.max(1, Math.round(tile / well + CAPTION + GAP)) };
}

/** The tile that a key leads to from the one at `index`, null where the key leads nowhere. */
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
