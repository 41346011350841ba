import type { SaliencyState } from '@/lib/api/search-params';

/** Selectable widths of a map in each layout, pixels. */
export const SIZES = {
  rows: { min: 64, max: 640, usual: 160 },
  wall: { min: 64, max: 320, usual: 148 },
  /** The light table of a sample; as many pictures as fit side by side, each at least this wide. */
  table: { min: 320, max: 960, usual: 320 },
} as const;

/** A layout, and the width that is set in a view's state. */
export interface Sized {
  layout: keyof typeof SIZES;
  px: SaliencyState['px'];
}

/** The width set in a view's state, pixels; by default that of the layout. */
export function pixelsOf({ layout, px }: Sized): number {
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

/** Limits of the aspect ratio of a well. */
const ASPECT = { min: 0.4, max: 4 };

/** Above this aspect ratio, rows may be higher than their wells, so that there is room for two labels. */
const FLAT_FROM = 1.5;

/** Aspect ratio (width over height) of the wells on a page, from the most common aspect of the originals; square if unknown. */
export function wellAspect(aspect: number | null | undefined): number {
  return Math.min(ASPECT.max, Math.max(ASPECT.min, aspect ?? 1));
}

/** The height, as a CSS length, that labels may have in any case: one label and the id of its sample, or two beside a flat well. */
export function leastLabels(well: number): string {
  return well > FLAT_FROM ? '7rem' : '4rem';
}
