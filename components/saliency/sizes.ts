import type { SaliencyState } from '@/lib/api/search-params';

/** Widths of a map that can be chosen in each layout, pixels. */
export const SIZES = {
  rows: { min: 64, max: 640, usual: 160 },
  wall: { min: 64, max: 320, usual: 148 },
} as const;

/** The width that a view's state asks for, pixels; the usual one where it asks for none. */
export function pixelsOf({ layout, px }: Pick<SaliencyState, 'layout' | 'px'>): number {
  const { min, max, usual } = SIZES[layout];
  return Math.min(max, Math.max(min, typeof px === 'number' ? px : usual));
}

/** Columns fit by default where each is this wide, pixels. */
const FITS_FROM = 96;

/** From this width of the window on, labels have a column of their own, pixels. */
const LABELS_FROM = 720;

/**
 * The width of a column, pixels, at which the columns of all explainers fit beside each other: what `--fit` is in globals.css.
 *
 * @param width of the window, pixels
 */
export function fittingPixels(width: number, explainers: number): number {
  if (width < LABELS_FROM) {
    const [edge, gap, sample] = [12, 8, 72];
    return (width - 2 * edge - sample - explainers * gap) / explainers;
  }
  const [edge, gap, labels] = [20, 10, Math.min(224, Math.max(176, 0.14 * width))];
  return (width - 2 * edge - labels - (explainers + 1) * gap) / (explainers + 1);
}

/** Whether columns are as wide as fits: where that is asked for, and by default where they are not too narrow then. */
export function isFitted(px: SaliencyState['px'], width: number, explainers: number): boolean {
  return px === 'fit' || (px === null && fittingPixels(width, explainers) >= FITS_FROM);
}

/** Wells are at most twice as wide as high, or as high as wide. */
const MOST_ASPECT = 2;

/** Width over height of the wells on a page whose originals mostly have this aspect; square where it is not known. */
export function wellAspect(aspect: number | null | undefined): number {
  return Math.min(MOST_ASPECT, Math.max(1 / MOST_ASPECT, aspect ?? 1));
}
