import type { SaliencyState } from '@/lib/api/search-params';

/** Selectable widths of a map in each layout, pixels. */
export const SIZES = {
  rows: { min: 64, max: 640, usual: 160 },
  wall: { min: 64, max: 320, usual: 148 },
} as const;

/** The width set in a view's state, pixels; by default that of the layout. */
export function pixelsOf({ layout, px }: Pick<SaliencyState, 'layout' | 'px'>): number {
  const { min, max, usual } = SIZES[layout];
  return Math.min(max, Math.max(min, typeof px === 'number' ? px : usual));
}

/** Columns fit the window by default if each is at least this wide, pixels. */
const FITS_FROM = 96;

/** Minimum width of the window at which labels have their own column, pixels. */
const LABELS_FROM = 720;

/** Minimum width of the window at which the page has wide margins, pixels. */
const WIDE_FROM = 960;

/**
 * The width of a column, pixels, at which the columns of all explainers fit side by side: equals `--fit` in globals.css.
 *
 * @param width of the window, pixels
 */
export function fittingPixels(width: number, explainers: number): number {
  const edge = width < WIDE_FROM ? 12 : 20;
  if (width < LABELS_FROM) {
    const [gap, sample] = [8, 72];
    return (width - 2 * edge - sample - explainers * gap) / explainers;
  }
  const [gap, labels] = [10, Math.min(224, Math.max(176, 0.14 * width))];
  return (width - 2 * edge - labels - (explainers + 1) * gap) / (explainers + 1);
}

/** Whether the columns fit the window: if that is set, or by default if they are not too narrow then. */
export function isFitted(px: SaliencyState['px'], width: number, explainers: number): boolean {
  return px === 'fit' || (px === null && fittingPixels(width, explainers) >= FITS_FROM);
}

/** Maximum ratio of the sides of a well, in either orientation. */
const MAX_ASPECT = 2;

/** Aspect ratio (width over height) of the wells on a page, from the most common aspect of the originals; square if unknown. */
export function wellAspect(aspect: number | null | undefined): number {
  return Math.min(MAX_ASPECT, Math.max(1 / MAX_ASPECT, aspect ?? 1));
}
