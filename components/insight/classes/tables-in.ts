/* How many tables of classes stand side by side. */

/** Widths in rem: the first column, the numbers beside a map or the space beside one with numbers below it, the least width of a map, and a map where tables stand side by side. */
export const FIRST = 15;
export const BESIDE = 6;
export const SPACE = 1;
export const LEAST_MAP = 5;
const MAP = 8;
const REM = 16;

/** Tables side by side, at most: rows are read across. */
const MOST_TABLES = 3;

/** How many tables of so many explainers fit side by side into a width in pixels; each has at least two labels. */
export function tablesIn(width: number, explainers: number, labels: number): number {
  const table = REM * (FIRST + explainers * (BESIDE + MAP));
  return Math.max(1, Math.min(MOST_TABLES, Math.floor(width / table), Math.floor(labels / 2)));
}

/** In narrower windows, pixels, tables scroll sideways. */
const NARROW = 960;

/** Whether numbers stand below the maps of so many explainers, because beside them there is no room. */
export function isStacked(width: number, explainers: number): boolean {
  return width >= NARROW && REM * (FIRST + explainers * (BESIDE + LEAST_MAP)) > width;
}

/** The labels in so many runs of equal length; the last one may be shorter. */
export function inRuns<T>(labels: readonly T[], runs: number): T[][] {
  const length = Math.ceil(labels.length / runs);
  return Array.from({ length: runs }, (_, run) => labels.slice(run * length, (run + 1) * length));
}
